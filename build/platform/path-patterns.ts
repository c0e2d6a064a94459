/** The path pattern that stands for the default behavior: every path begins with a slash. */
const EVERY_PATH = '/*';

/**
 * Whether a behavior's pattern matches a path, by CloudFront's rules: `*` is any text, `?` is one
 * character, case matters, and the pattern may omit the leading slash.
 */
export function matchesPattern(pattern: string, path: string): boolean {
  return matches(normalize(pattern), [...path]);
}

/** Does the same for a text that is not a path. */
export function matchesWildcards(pattern: string, text: string): boolean {
  return matches([...pattern], [...text]);
}

/**
 * Whether `pattern` matches every path that `other` matches. Undefined stands for the default
 * behavior.
 */
export function coversPattern(pattern: string, other: string | undefined): boolean {
  const paths = normalize(other ?? EVERY_PATH).map((each) => STAND_INS[each] ?? each);
  return matches(normalize(pattern), paths);
}

// What stands for a wildcard in a text: no character of a pattern is equal to it.
const ANY_TEXT = 'any text';

const STAND_INS: Readonly<Record<string, string>> = { '*': ANY_TEXT, '?': 'any character' };

/**
 * Goes back to the last `*` only, so the time is at most the product of the two lengths.
 */
function matches(wildcards: readonly string[], text: readonly string[]): boolean {
  let at = 0;
  let star = -1;
  let resume = 0;
  for (let i = 0; i < text.length; ) {
    const wanted = wildcards[at];
    if (wanted === '*') {
      star = at++;
      resume = i;
    } else if (wanted === text[i] || (wanted === '?' && text[i] !== ANY_TEXT)) {
      at++;
      i++;
    } else if (star >= 0) {
      at = star + 1;
      i = ++resume;
    } else {
      return false;
    }
  }
  return wildcards.slice(at).every((each) => each === '*');
}

/**
 * The characters of a pattern with its slash. In a run of wildcards `?` comes first and `*` once,
 * so that two spellings of the same run are equal.
 */
function normalize(pattern: string): string[] {
  const text = pattern
    .replace(/^\/?/, '/')
    .replace(/[*?]+/g, (run) => run.replaceAll('*', '') + (run.includes('*') ? '*' : ''));
  return [...text];
}
