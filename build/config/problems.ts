import type { ConfigProblem } from '../host/errors.js';

/** Each problem once: what several stages share is wrong in one place. */
export function uniqueProblems(problems: readonly ConfigProblem[]): ConfigProblem[] {
  return [...new Map(problems.map((p) => [`${p.path}: ${p.text}`, p])).values()];
}

/** What a value is, in words, without the value: somebody may have pasted a secret there. */
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

/** A key's name as it may be shown: an unknown key could be a pasted secret too. */
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

/** The candidate that a misspelt word most likely means, or nothing where none is near. */
export function closestWord(word: string, candidates: readonly string[]): string | undefined {
  // A third of the letters wrong is as far as a slip of the hand goes; a longer word than 40 is none.
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

/** Levenshtein's distance, one row of the table at a time. */
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
