type Range = readonly [first: number, last: number];

interface Token {
  readonly end: number;
  /** The characters that the token matches. */
  readonly ranges: readonly Range[];
}

const CHARACTER = String.raw`\\x[\da-fA-F]{2}|\\[/\\.\-[\]()*+?{}|^]`;

/** A token outside a class. */
const OUTSIDE_CLASS = new RegExp(
  [
    String.raw`\[\\s\\S\]`,
    // PCRE also reads {,n} as a quantifier; it is text in ECMAScript.
    String.raw`(?:[*+?]|\{\d+(?:,\d*)?\})\??`,
    String.raw`\((?:\?[:=!])?(?!\?)|[)|^]`,
    String.raw`\\d`,
    `(?<character>${CHARACTER}|[^\\\\.$[\\](){}*+?|^])`,
  ].join('|'),
  'y',
);

// PCRE gives [:alpha:], [.x.] and [=x=] a meaning inside a class. Therefore a bracket in a class
// has to be escaped.
const IN_CLASS = new RegExp(String.raw`\\d|(?<character>${CHARACTER}|[^\\[\]])`, 'y');

/**
 * The reason why a regular expression may not mean the same in ECMAScript and in PCRE, which
 * CloudFront's engine uses. Undefined if it means the same. Syntax that is not known to be the same
 * is refused, even if it might be harmless. The pattern is valid ECMAScript: the parser has checked
 * that.
 */
export function findPcreProblem(pattern: string, flags: string): string | undefined {
  const flag = /[^gi]/.exec(flags)?.[0];
  if (flag !== undefined) {
    return `a regular expression with the flag "${flag}"; allowed: g, i`;
  }
  const characters: Range[] = [];
  for (let at = 0; at < pattern.length; ) {
    const token = readToken(OUTSIDE_CLASS, pattern, at) ?? readClass(pattern, at);
    if (token === undefined) {
      return describeUnknownSyntax(pattern.slice(at));
    }
    characters.push(...token.ranges);
    at = token.end;
  }
  // If case is ignored, PCRE matches U+212A with k, and U+017F with s.
  return flags.includes('i') && characters.some(includesKOrS)
    ? 'a regular expression with the flag "i" and a k or s, which the engine also matches with other characters'
    : undefined;
}

function readToken(syntax: RegExp, pattern: string, at: number): Token | undefined {
  syntax.lastIndex = at;
  const found = syntax.exec(pattern);
  if (!found) {
    return undefined;
  }
  const { character } = found.groups!;
  const code = character === undefined ? undefined : characterCode(character);
  return { end: syntax.lastIndex, ranges: code === undefined ? [] : [[code, code]] };
}

function readClass(pattern: string, start: number): Token | undefined {
  if (pattern[start] !== '[') {
    return undefined;
  }
  const first = start + (pattern[start + 1] === '^' ? 2 : 1);
  const ranges: Range[] = [];
  let at = first;
  while (at < pattern.length && pattern[at] !== ']') {
    const token = readClassMember(pattern, at);
    if (token === undefined) {
      return undefined;
    }
    ranges.push(...token.ranges);
    at = token.end;
  }
  // In an empty class, PCRE reads the closing bracket as the first character of the class.
  return at === first || at >= pattern.length ? undefined : { end: at + 1, ranges };
}

/** Reads a character, a range or `\d` inside a class. */
function readClassMember(pattern: string, at: number): Token | undefined {
  const from = readToken(IN_CLASS, pattern, at);
  if (from === undefined || pattern[from.end] !== '-' || pattern[from.end + 1] === ']') {
    return from;
  }
  const to = readToken(IN_CLASS, pattern, from.end + 1);
  const [first, last] = [from.ranges[0], to?.ranges[0]];
  // A range that begins or ends with \d is an error in PCRE and text in ECMAScript.
  return to && first && last ? { end: to.end, ranges: [[first[0], last[1]]] } : undefined;
}

function characterCode(character: string): number {
  return character.startsWith('\\x')
    ? Number.parseInt(character.slice(2), 16)
    : character.charCodeAt(character.length - 1);
}

function includesKOrS([first, last]: Range): boolean {
  return [...'ksKS'].some((letter) => {
    const code = letter.charCodeAt(0);
    return first <= code && code <= last;
  });
}

function describeUnknownSyntax(rest: string): string {
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
  return `a regular expression with ${shown} that may mean something else to the engine; allowed are plain classes, \\d, \\xHH and [\\s\\S]`;
}
