import { type AnyNode, type ImportDeclaration, type Program, parse } from 'acorn';
import { full, fullAncestor } from 'acorn-walk';
import { hasHooks } from '../../config/hooks.js';
import { GateError } from '../../host/errors.js';
import { type Artifact, FUNCTION_FILE, type Gate, lineAndColumn } from './gate.js';
import { findRegexProblem } from './regex.js';

const STRICT = '"use strict";';

type Range = readonly [start: number, end: number];

/**
 * Refuses all syntax but ES5.1. A KVS build may also import `cloudfront` once, at the start, and
 * use async functions; hooks on runtime 2.0 may import it too, and use `const` and `let`.
 */
export const syntax: Gate = {
  name: 'syntax',
  check(artifact) {
    const { secret, runtime } = artifact.config;
    const hasNewer = hasHooks(artifact.config) && runtime === 'cloudfront-js-2.0';
    const script = hasNewer ? blankImport(replaceBlockScope(artifact.code)) : artifact.code;
    const code = secret === 'kvs' ? blankKvsConstructs({ ...artifact, code: script }) : script;
    checkRegularExpressions(parseCode(`${STRICT}${code}`, 5), code);
  },
};

/** Writes `var` for `const` and `let`, which keeps every position. The rest has to be ES5.1. */
function replaceBlockScope(code: string): string {
  let replaced = code;
  full(parseCode(code, 2017), (node: AnyNode) => {
    if (node.type === 'VariableDeclaration' && node.kind !== 'var') {
      const end = node.start + node.kind.length;
      replaced = `${replaced.slice(0, node.start)}${'var'.padEnd(node.kind.length)}${replaced.slice(end)}`;
    }
  });
  return replaced;
}

/**
 * Replaces the two constructs of a KVS build by spaces, which keeps every position. The rest has to
 * be ES5.1.
 */
function blankKvsConstructs({ code }: Artifact): string {
  const program = parseCode(code, 2017);
  const blanks: Range[] = [];
  fullAncestor(program, (node: AnyNode, _state: unknown, ancestors: AnyNode[]) => {
    if (isFunction(node) && 'async' in node && node.async) {
      blanks.push([node.start, node.start + 'async'.length]);
    } else if (node.type === 'AwaitExpression') {
      checkAwait(code, node, ancestors);
      blanks.push([node.start, node.start + 'await'.length]);
    }
  });
  return blank(blankImport(code), blanks);
}

/** Replaces the import of `cloudfront`, if it comes first. */
function blankImport(code: string): string {
  const [first] = parseCode(code, 2017).body;
  return first && isCloudfrontImport(first) ? blank(code, [[first.start, first.end]]) : code;
}

function blank(code: string, ranges: readonly Range[]): string {
  return ranges.reduce(
    (text, [start, end]) =>
      text.slice(0, start) + text.slice(start, end).replace(/[^\n]/g, ' ') + text.slice(end),
    code,
  );
}

function isCloudfrontImport(node: AnyNode): node is ImportDeclaration {
  return (
    node.type === 'ImportDeclaration' &&
    node.source.value === 'cloudfront' &&
    node.specifiers.length === 1 &&
    node.specifiers[0]!.type === 'ImportDefaultSpecifier'
  );
}

/** CloudFront's engine refuses a file with such an await: "await in arguments not supported". */
function checkAwait(code: string, node: AnyNode, ancestors: readonly AnyNode[]): void {
  for (let i = ancestors.length - 2; i >= 0 && !isFunction(ancestors[i]!); i--) {
    const call = ancestors[i]!;
    if (
      (call.type === 'CallExpression' || call.type === 'NewExpression') &&
      call.callee !== ancestors[i + 1]
    ) {
      throw new GateError(
        'syntax',
        lineAndColumn(code, node.start),
        'await inside the arguments of a call',
      );
    }
  }
}

function isFunction(node: AnyNode): boolean {
  return node.type === 'FunctionDeclaration' || node.type === 'FunctionExpression';
}

function checkRegularExpressions(program: Program, code: string): void {
  fullAncestor(program, (node: AnyNode) => {
    const problem = findRegexProblem(node);
    if (problem !== undefined) {
      throw new GateError('syntax', lineAndColumn(code, node.start - STRICT.length), problem);
    }
  });
}

function parseCode(code: string, ecmaVersion: 5 | 2017): Program {
  try {
    return parse(code, { ecmaVersion, sourceType: ecmaVersion === 5 ? 'script' : 'module' });
  } catch (error) {
    const { pos, message } = error as SyntaxError & { pos?: number };
    const offset = ecmaVersion === 5 ? STRICT.length : 0;
    const place =
      pos === undefined ? FUNCTION_FILE : lineAndColumn(code.slice(offset), pos - offset);
    throw new GateError('syntax', place, message.replace(/ \(\d+:\d+\)$/, ''));
  }
}
