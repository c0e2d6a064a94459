import type { AnyNode } from 'acorn';
import { propertyName } from './ast.js';
import { findPcreProblem } from './pcre.js';

/**
 * The problem of a node that is a regular expression, or that may create one at run time, which no
 * gate can check. Undefined for any other node.
 */
export function findRegexProblem(node: AnyNode): string | undefined {
  switch (node.type) {
    case 'Literal':
      return node.regex && findPcreProblem(node.regex.pattern, node.regex.flags);
    case 'Identifier':
      return node.name === 'RegExp'
        ? 'RegExp, which creates regular expressions at run time'
        : undefined;
    case 'MemberExpression':
      return isGlobalObject(node.object) && propertyName(node) === 'RegExp'
        ? 'RegExp, which creates regular expressions at run time'
        : undefined;
    case 'CallExpression':
    case 'NewExpression':
      return node.callee.type === 'MemberExpression'
        ? findCallProblem(propertyName(node.callee), node.arguments[0])
        : undefined;
    default:
      return undefined;
  }
}

function findCallProblem(
  method: string | undefined,
  first: AnyNode | undefined,
): string | undefined {
  if (method === 'constructor') {
    return 'a call of "constructor", which may be RegExp';
  }
  // Both methods compile any text that they are given.
  if (
    (method === 'match' || method === 'search') &&
    !(first?.type === 'Literal' && first.regex !== undefined)
  ) {
    return `${method} with something other than a regular expression, which is compiled at run time`;
  }
  return undefined;
}

function isGlobalObject(node: AnyNode): boolean {
  return (
    node.type === 'ThisExpression' || (node.type === 'Identifier' && node.name === 'globalThis')
  );
}
