import type { ConfigProblem } from '../host/errors.js';

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

/** Describes a value without showing it, because somebody may have pasted a secret there. */
export function describeValue(value: unknown): string {
  if (value === null) {
    return 'null';
  }
  if (Array.isArray(value)) {
    return `a list of ${count(value.length, 'item')}`;
  }
  switch (typeof value) {
    case 'undefined':
      return 'nothing';
    case 'string':
      return value === '' ? 'empty text' : `text of ${count(value.length, 'character')}`;
    case 'number':
      return describeNumber(value);
    case 'object':
      return `an object of ${count(Object.keys(value).length, 'key')}`;
    default:
      return `a ${typeof value}`;
  }
}

/** Names a key, or only gives its length: an unknown key may be a pasted secret too. */
export function describeKey(key: string): string {
  return /^[\w$.-]{1,31}$/.test(key) ? `"${key}"` : `of ${count(key.length, 'character')}`;
}

function describeNumber(value: number): string {
  if (!Number.isFinite(value)) {
    return 'a number that is not finite';
  }
  const kind = Number.isInteger(value) ? 'whole number' : 'number with a fraction';
  return `a ${value < 0 ? 'negative ' : ''}${kind}`;
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
