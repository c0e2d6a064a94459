import { type AnyNode, type Program, parse } from 'acorn';
import { full } from 'acorn-walk';
import { analyze } from 'periscopic';
import { GateError } from '../../host/errors.js';
import { type Platform, platform } from '../../platform/runtimes.js';
import { type Artifact, FUNCTION_FILE, type Gate, lineAndColumn } from './gate.js';

/** One global function `handler`, and only names that the runtime knows. */
export const names: Gate = {
  name: 'names',
  check(artifact) {
    const program = parse(artifact.code, { ecmaVersion: 2017, sourceType: 'module' });
    checkHandler(program, artifact);
    checkGlobals(program, artifact);
    checkMethods(program, artifact);
  },
};

function checkHandler(program: Program, { code }: Artifact): void {
  for (const node of program.body) {
    if (node.type.startsWith('Export')) {
      throw new GateError(
        'names',
        lineAndColumn(code, node.start),
        'an export; the platform refuses it',
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
      `${handlers.length} global functions "handler" instead of one`,
    );
  }
}

function checkGlobals(program: Program, { code, config }: Artifact): void {
  const known = platform[config.runtime].globals;
  // The types of the two packages differ in detail; both are ESTree.
  const { globals } = analyze(program as unknown as Parameters<typeof analyze>[0]);
  for (const [name, node] of globals) {
    if (!known.includes(name) && name !== 'arguments') {
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
    const { object, property, computed } = node.callee;
    const name = property.type === 'Identifier' && !computed ? property.name : literalOf(property);
    const owner = object.type === 'Identifier' ? object.name : '';
    if (name === undefined || !isKnown(platform[config.runtime], owner, name)) {
      throw new GateError(
        'names',
        lineAndColumn(code, property.start),
        `${config.runtime} is not known to have the method ${name ?? '(computed)'}`,
      );
    }
  });
}

function literalOf(node: AnyNode): string | undefined {
  return node.type === 'Literal' && typeof node.value === 'string' ? node.value : undefined;
}

function isKnown({ statics, methods }: Platform, owner: string, name: string): boolean {
  return Boolean(statics[owner]?.includes(name)) || methods.includes(name);
}
