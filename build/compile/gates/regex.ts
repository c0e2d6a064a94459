import type { AnyNode, MemberExpression } from 'acorn';

/** What is wrong with a node as a regular expression, or as a way to make one that no gate sees; nothing for any other node. */
export function findPatternProblem(node: AnyNode): string | undefined {
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
  if (property.type === 'Identifier' && !computed) {
    return property.name;
  }
  return property.type === 'Literal' && typeof property.value === 'string'
    ? property.value
    : undefined;
}

// The engine's regular expressions are PCRE's. What is let through here means the same to PCRE and to JavaScript; anything else is
// refused, even where it might be harmless. That a pattern is JavaScript at all has been checked before.

const CHARACTER = String.raw`\\x[\da-fA-F]{2}|\\[/\\.\-[\]()*+?{}|^]`;

const OUTSIDE_CLASS = new RegExp(
  [
    String.raw`\[\\s\\S\]`,
    // PCRE also knows {,n}, which is text to JavaScript.
    String.raw`(?:[*+?]|\{\d+(?:,\d*)?\})\??`,
    String.raw`\((?:\?[:=!])?(?!\?)|[)|^]`,
    String.raw`\\d`,
    `(?<character>${CHARACTER}|[^\\\\.$[\\](){}*+?|^])`,
  ].join('|'),
  'y',
);

// PCRE reads [:alpha:], [.x.] and [=x=] in a class; no class needs a bare bracket.
const IN_CLASS = new RegExp(String.raw`\\d|(?<character>${CHARACTER}|[^\\[\]])`, 'y');

/** Why PCRE may read the pattern otherwise than JavaScript does, or nothing. */
export function regexProblem(pattern: string, flags: string): string | undefined {
  const flag = /[^gi]/.exec(flags)?.[0];
  if (flag !== undefined) {
    return `a regular expression with the flag "${flag}"; allowed: g, i`;
  }
  const characters: Range[] = [];
  for (let at = 0; at < pattern.length; ) {
    const token = tokenAt(OUTSIDE_CLASS, pattern, at) ?? classAt(pattern, at);
    if (token === undefined) {
      return problemOf(pattern.slice(at));
    }
    characters.push(...token.ranges);
    at = token.end;
  }
  // Without regard to case PCRE takes U+212A for a k and U+017F for an s.
  return flags.includes('i') && characters.some(holdsKOrS)
    ? 'a regular expression with the flag "i" and a k or s, which the engine also finds in other characters'
    : undefined;
}

type Range = readonly [first: number, last: number];

interface Token {
  readonly end: number;
  /** The characters that it names. */
  readonly ranges: readonly Range[];
}

function tokenAt(kinds: RegExp, pattern: string, at: number): Token | undefined {
  kinds.lastIndex = at;
  const found = kinds.exec(pattern);
  if (!found) {
    return undefined;
  }
  const { character } = found.groups!;
  const code = character === undefined ? undefined : codeOf(character);
  return { end: kinds.lastIndex, ranges: code === undefined ? [] : [[code, code]] };
}

function classAt(pattern: string, start: number): Token | undefined {
  if (pattern[start] !== '[') {
    return undefined;
  }
  const first = start + (pattern[start + 1] === '^' ? 2 : 1);
  const ranges: Range[] = [];
  let at = first;
  while (at < pattern.length && pattern[at] !== ']') {
    const token = memberAt(pattern, at);
    if (token === undefined) {
      return undefined;
    }
    ranges.push(...token.ranges);
    at = token.end;
  }
  // An empty class is none to PCRE: the bracket is its first character.
  return at === first || at >= pattern.length ? undefined : { end: at + 1, ranges };
}

/** A character of a class, a range or `\d`. */
function memberAt(pattern: string, at: number): Token | undefined {
  const from = tokenAt(IN_CLASS, pattern, at);
  if (from === undefined || pattern[from.end] !== '-' || pattern[from.end + 1] === ']') {
    return from;
  }
  const to = tokenAt(IN_CLASS, pattern, from.end + 1);
  const [first, last] = [from.ranges[0], to?.ranges[0]];
  // A range that begins or ends with \d is an error to one and text to the other.
  return to && first && last ? { end: to.end, ranges: [[first[0], last[1]]] } : undefined;
}

function codeOf(character: string): number {
  return character.startsWith('\\x')
    ? Number.parseInt(character.slice(2), 16)
    : character.charCodeAt(character.length - 1);
}

function holdsKOrS([first, last]: Range): boolean {
  return [...'ksKS'].some((letter) => {
    const code = letter.charCodeAt(0);
    return first <= code && code <= last;
  });
}

function problemOf(rest: string): string {
  if (/^\[\^?\]/.test(rest)) {
    return 'an empty class in a regular expression, which the engine cannot compile; write [\\s\\S]';
  }
  if (rest.startsWith('$')) {
    return 'a regular expression with "$", which also matches before a final newline; write (?![\\s\\S])';
  }
  if (rest.startsWith('.')) {
    return 'a regular expression with ".", which the engine also matches with U+2028 and a carriage return; write [^\\x0a]';
  }
  const shown = rest.startsWith('[') ? 'a class' : `"${rest.slice(0, 2)}"`;
  return `a regular expression with ${shown} that the engine may read otherwise; allowed are plain classes, \\d, \\xHH and [\\s\\S]`;
}
