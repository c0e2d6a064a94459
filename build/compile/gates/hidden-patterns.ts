import type { AnyNode, MemberExpression } from 'acorn';
import { regexProblem } from './regex.js';

/** What is wrong with a node as a regular expression, or as a way to make one that no gate sees; nothing for any other node. */
export function patternProblemOf(node: AnyNode): string | undefined {
  switch (node.type) {
    case 'Literal':
      return node.regex && regexProblem(node.regex.pattern, node.regex.flags);
    case 'Identifier':
      return node.name === 'RegExp' ? 'RegExp, which makes patterns at run time' : undefined;
    case 'MemberExpression':
      return isGlobalObject(node.object) && nameOf(node) === 'RegExp'
        ? 'RegExp, which makes patterns at run time'
        : undefined;
    case 'CallExpression':
    case 'NewExpression':
      return node.callee.type === 'MemberExpression'
        ? callProblem(nameOf(node.callee), node.arguments[0])
        : undefined;
    default:
      return undefined;
  }
}

function callProblem(method: string | undefined, first: AnyNode | undefined): string | undefined {
  if (method === 'constructor') {
    return 'a call of "constructor", which may be RegExp';
  }
  // They compile any text that they are given.
  if (
    (method === 'match' || method === 'search') &&
    !(first?.type === 'Literal' && first.regex !== undefined)
  ) {
    return `${method} with something other than a regular expression, which becomes a pattern at run time`;
  }
  return undefined;
}

function isGlobalObject(node: AnyNode): boolean {
  return (
    node.type === 'ThisExpression' || (node.type === 'Identifier' && node.name === 'globalThis')
  );
}

function nameOf({ property, computed }: MemberExpression): string | undefined {
  if (property.type === 'Identifier' && !computed) return property.name;
  return property.type === 'Literal' && typeof property.value === 'string'
    ? property.value
    : undefined;
}
