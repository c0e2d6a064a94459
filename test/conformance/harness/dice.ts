/** Repeatable choices. */
export interface Dice {
  /** A whole number from 0 to `n - 1`. */
  below(n: number): number;
  pick<T>(list: readonly T[]): T;
  /** True once in `n` times. */
  once(n: number): boolean;
}

/** The dice of one case: each can be thrown again without those before it. */
export function diceOf(seed: number, index: number): Dice {
  const random = mulberry32(mulberry32(seed)() ^ Math.imul(index + 1, 0x9e3779b1));
  const below = (n: number) => random() % n;
  return { below, pick: (list) => list[below(list.length)]!, once: (n) => below(n) === 0 };
}

// Tommy Ettinger's generator: 32 bits of state are plenty for choices, and nothing here is secret.
function mulberry32(state: number): () => number {
  let a = state >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), a | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  };
}
