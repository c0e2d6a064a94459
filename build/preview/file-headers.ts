import type { PreviewConfig } from '../config/edge-config.js';

/** Headers by path pattern, then by name. */
export type FileHeaders = NonNullable<PreviewConfig['headers']>;

/** The headers of a file in the order of the patterns. Of a repeated name the last one counts. */
export type HeaderFinder = (key: string) => readonly (readonly [name: string, value: string])[];

/**
 * Makes the finder of the headers for a file. In a pattern, as in CloudFront's path patterns, `*`
 * stands for any characters, "/" too, and `?` for exactly one; a "/" in front may be left out.
 */
export function createHeaderFinder(headers: FileHeaders): HeaderFinder {
  const rules = Object.entries(headers).map(([pattern, values]) => ({
    pattern: `/${pattern.replace(/^\//, '')}`,
    entries: Object.entries(values),
  }));
  return (key) =>
    rules.flatMap(({ pattern, entries }) => (matchesPattern(pattern, key) ? entries : []));
}

/** Compares from the left, and after a mismatch goes on from the last `*`: never more than n·m. */
function matchesPattern(pattern: string, text: string): boolean {
  let p = 0;
  let star = -1;
  let resume = 0;
  for (let t = 0; t < text.length; ) {
    if (pattern[p] === '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === text[t])) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  return /^\**$/.test(pattern.slice(p));
}
