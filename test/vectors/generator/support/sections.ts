type Numbered<T> = T & { id: number };

/**
 * Numbers each section from its first id, so that appending a case to a section renumbers no other.
 */
export function sections<T extends object>(parts: [first: number, cases: T[]][]): Numbered<T>[] {
  return parts.flatMap(([first, cases], index) => {
    const next = parts[index + 1]?.[0] ?? Number.POSITIVE_INFINITY;
    if (first + cases.length > next) {
      throw new RangeError(`Section ${first} runs into ${next}.`);
    }
    return cases.map((one, at) => ({ id: first + at, ...one }));
  });
}
