import { parse } from 'acorn';
import { version } from '../host/packages.js';

/** The check as a module for a handler of the owner, and its types. */
export interface Library {
  readonly code: string;
  readonly types: string;
}

/**
 * Turns a built function that has passed every gate into a module that exports `check`, which does
 * what its handler does. The export is a line of its own, for those who have no bundler.
 */
export function toLibrary(code: string, isEmbedded: boolean): Library {
  const program = parse(code, { ecmaVersion: 2017, sourceType: 'module' });
  const handler = program.body.find(
    (node) => node.type === 'FunctionDeclaration' && node.id.name === 'handler',
  );
  if (handler?.type !== 'FunctionDeclaration') {
    throw new Error('the built function has no handler');
  }
  const { start, end } = handler.id;
  // Its names are single letters. In a scope of their own, no name of the owner replaces them.
  const inner = program.body.find((node) => node.type !== 'ImportDeclaration')!.start;
  const body = `${code.slice(inner, start)}check${code.slice(end)}`;
  const answer = 'HookRequest | HookResponse';
  return {
    code: `${code.slice(0, inner)}var check=function(){${body}return check}();\nexport { check };\n`,
    types: `// pocket-spa-auth ${version}
import type { HookRequest, HookResponse } from 'pocket-spa-auth/build';

/** The request as it goes on, or the response that answers it. Never throws. */
export declare function check(event: {
  request: HookRequest;
}): ${isEmbedded ? answer : `Promise<${answer}>`};
`,
  };
}
