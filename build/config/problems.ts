import type { ConfigProblem } from '../host/errors.js';
import { describeLength, describeText } from '../host/quote.js';

/** Removes repeated problems. A value that several stages share has its problem in each of them. */
export function uniqueProblems(problems: readonly ConfigProblem[]): ConfigProblem[] {
  return [...new Map(problems.map((p) => [`${p.path}: ${p.text}`, p])).values()];
}

/** A key path as text, such as `stages.prd.publicPaths[2]`. */
export function formatKeyPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') {
      return `${text}[${key}]`;
    }
    return text === '' ? String(key) : `${text}.${String(key)}`;
  }, '');
}

/**
 * Describes the value at a key path. Text is quoted unless it could be a secret: somebody may have
 * pasted one there. The values of keys that name a secret are never shown.
 */
export function describeValue(value: unknown, path: readonly PropertyKey[] = []): string {
  if (Array.isArray(value)) {
    return `a list of ${count(value.length, 'item')}`;
  }
  switch (typeof value) {
    case 'undefined':
      return 'nothing';
    case 'string':
      return path.some(namesSecret) ? describeLength(value) : describeText(value);
    case 'object':
      return value === null ? 'null' : `an object of ${count(Object.keys(value).length, 'key')}`;
    case 'function':
    case 'symbol':
      return `a ${typeof value}`;
    default:
      return path.some(namesSecret) ? `a ${typeof value}` : String(value);
  }
}

function namesSecret(key: PropertyKey): boolean {
  // The headers are keys of preview.headers.
  return /secret|^(?:set-)?cookie$|authorization/i.test(String(key));
}

/** Quotes a key, or only gives its length: an unknown key may be a pasted secret too. */
export function describeKey(key: string): string {
  return describeText(key).replace(/^text /, '');
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

/** Finds the candidate that a misspelled word most likely means; undefined if none is similar. */
export function findClosestWord(word: string, candidates: readonly string[]): string | undefined {
  // At most a third of the letters may differ. Text of more than 40 characters is not a misspelled
  // word.
  let distance = word.length > 40 ? 0 : Math.ceil(word.length / 3) + 1;
  let best: string | undefined;
  for (const candidate of candidates) {
    const d = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (d < distance) {
      [best, distance] = [candidate, d];
    }
  }
  return best;
}

/** The Levenshtein distance, computed one row of the table at a time. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitute = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substitute, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
