import { type AnyNode, type ImportDeclaration, type Program, parse } from 'acorn';
import { fullAncestor } from 'acorn-walk';
import { GateError } from '../../host/errors.js';
import { type Artifact, FUNCTION_FILE, type Gate, lineAndColumn } from './gate.js';
import { findRegexProblem } from './regex.js';

const STRICT = '"use strict";';

/**
 * Refuses all syntax but ES5.1. A KVS build may also import `cloudfront` once, at the start, and
 * use async functions.
 */
export const syntax: Gate = {
  name: 'syntax',
  check(artifact) {
    const code = artifact.config.secret === 'kvs' ? blankKvsConstructs(artifact) : artifact.code;
    checkRegularExpressions(parseCode(`${STRICT}${code}`, 5), code);
  },
};

/**
 * Replaces the two constructs of a KVS build by spaces, which keeps every position. The rest has to
 * be ES5.1.
 */
function blankKvsConstructs({ code }: Artifact): string {
  const program = parseCode(code, 2017);
  const blanks: [start: number, end: number][] = [];
  const [first] = program.body;
  if (first && isCloudfrontImport(first)) {
    blanks.push([first.start, first.end]);
  }
  fullAncestor(program, (node: AnyNode, _state: unknown, ancestors: AnyNode[]) => {
    if (node.type === 'FunctionDeclaration' && node.async) {
      blanks.push([node.start, node.start + 'async'.length]);
    } else if (node.type === 'AwaitExpression') {
      checkAwait(code, node, ancestors);
      blanks.push([node.start, node.start + 'await'.length]);
    }
  });
  return blanks.reduce(
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
