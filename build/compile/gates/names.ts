import { type AnyNode, type Program, parse } from 'acorn';
import { full } from 'acorn-walk';
import { analyze } from 'periscopic';
import { GateError } from '../../host/errors.js';
import { RUNTIME_APIS, type RuntimeApi } from '../../platform/runtimes.js';
import { propertyName } from './ast.js';
import { type Artifact, FUNCTION_FILE, type Gate, lineAndColumn } from './gate.js';

/**
 * Refuses a file without exactly one global function `handler`, and names that the runtime does not
 * have.
 */
export const names: Gate = {
  name: 'names',
  check(artifact) {
    const program = parse(artifact.code, { ecmaVersion: 2017, sourceType: 'module' });
    checkHandler(program, artifact);
    checkGlobals(program, artifact);
    checkMethods(program, artifact);
    checkBuiltIns(program, artifact);
  },
};

function checkHandler(program: Program, { code }: Artifact): void {
  for (const node of program.body) {
    if (node.type.startsWith('Export')) {
      throw new GateError(
        'names',
        lineAndColumn(code, node.start),
        'an export, which CloudFront refuses',
      );
    }
  }
  const handlers = program.body.filter(
    (node) => node.type === 'FunctionDeclaration' && node.id.name === 'handler',
  );
  if (handlers.length !== 1) {
    throw new GateError(
      'names',
      FUNCTION_FILE,
      `${handlers.length} global functions named "handler" instead of one`,
    );
  }
}

function checkGlobals(program: Program, { code, config }: Artifact): void {
  const allowed = RUNTIME_APIS[config.runtime].globals;
  // The types of the two packages differ in detail; both are ESTree.
  const { globals } = analyze(program as unknown as Parameters<typeof analyze>[0]);
  for (const [name, node] of globals) {
    if (!allowed.includes(name) && name !== 'arguments') {
      const { start } = node as unknown as AnyNode;
      throw new GateError(
        'names',
        lineAndColumn(code, start),
        `${config.runtime} has no global ${name}`,
      );
    }
  }
}

function checkMethods(program: Program, { code, config }: Artifact): void {
  full(program, (node: AnyNode) => {
    if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') {
      return;
    }
    const { object, property } = node.callee;
    const name = propertyName(node.callee);
    const owner = object.type === 'Identifier' ? object.name : '';
    if (name === undefined || !hasMethod(RUNTIME_APIS[config.runtime], owner, name)) {
      throw new GateError(
        'names',
        lineAndColumn(code, property.start),
        name === undefined
          ? 'a call of a method whose name is computed at run time'
          : `${config.runtime} is not documented to have the method ${name}`,
      );
    }
  });
}

function hasMethod(
  { staticMethods: statics, methods }: RuntimeApi,
  owner: string,
  name: string,
): boolean {
  return Boolean(statics[owner]?.includes(name)) || methods.includes(name);
}

const CHANGING_METHODS = ['assign', 'defineProperties', 'defineProperty', 'setPrototypeOf'];

/** Refuses a change of what the decision is made with, such as `String.prototype.search`. */
function checkBuiltIns(program: Program, { code, config }: Artifact): void {
  const builtIns = new Set([...RUNTIME_APIS[config.runtime].globals, 'crypto']);
  for (const node of program.body) {
    if (node.type === 'ImportDeclaration') {
      node.specifiers.map(({ local }) => builtIns.add(local.name));
    }
  }
  const isBuiltIn = (node: AnyNode | undefined): boolean =>
    node?.type === 'MemberExpression' || node?.type === 'ThisExpression'
      ? node.type === 'ThisExpression' || isBuiltIn(node.object)
      : node?.type === 'Identifier' && builtIns.has(node.name);
  full(program, (node: AnyNode) => {
    if (isBuiltIn(findChanged(node))) {
      throw new GateError(
        'names',
        lineAndColumn(code, node.start),
        'a change of a built-in object',
      );
    }
  });
}

/** What a node changes, if it changes a member of something. */
function findChanged(node: AnyNode): AnyNode | undefined {
  switch (node.type) {
    case 'AssignmentExpression':
      return node.left.type === 'MemberExpression' ? node.left : undefined;
    case 'UpdateExpression':
    case 'UnaryExpression':
      return node.operator !== 'delete' && node.type === 'UnaryExpression'
        ? undefined
        : node.argument.type === 'MemberExpression'
          ? node.argument
          : undefined;
    case 'CallExpression':
      return node.callee.type === 'MemberExpression' &&
        CHANGING_METHODS.includes(propertyName(node.callee) ?? '')
        ? node.arguments[0]
        : undefined;
    default:
      return undefined;
  }
}
