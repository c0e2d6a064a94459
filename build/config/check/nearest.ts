/** The candidate that a misspelt word most likely means, or nothing where none is near. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  // A third of the letters wrong is as far as a slip of the hand goes; a longer word than 40 is none.
  let distance = word.length > 40 ? 0 : Math.ceil(word.length / 3) + 1;
  let best: string | undefined;
  for (const candidate of candidates) {
    const d = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (d < distance) [best, distance] = [candidate, d];
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
