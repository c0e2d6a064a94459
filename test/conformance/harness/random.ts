/** Repeatable random choices. */
export interface Random {
  /** A whole number from 0 to `n - 1`. */
  below(n: number): number;
  pick<T>(list: readonly T[]): T;
  /** True with the probability 1 / `n`. */
  oneIn(n: number): boolean;
}

/**
 * Creates the choices of one case. They do not depend on earlier cases, so any case can be repeated
 * alone.
 */
export function createRandom(seed: number, index: number): Random {
  const next = mulberry32(mulberry32(seed)() ^ Math.imul(index + 1, 0x9e3779b1));
  const below = (n: number) => next() % n;
  return { below, pick: (list) => list[below(list.length)]!, oneIn: (n) => below(n) === 0 };
}

// Tommy Ettinger's mulberry32. Its 32 bits of state are enough here, and nothing here is secret.
function mulberry32(state: number): () => number {
  let a = state >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), a | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  };
}
