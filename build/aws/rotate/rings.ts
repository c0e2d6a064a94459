import type { Secrets } from '../resources/ring.js';

/** How a rotation changes a ring: what stands behind the first two secrets stays. */
export function withSecond([first, ...others]: Secrets, second: string): Secrets {
  return [first!, second, ...others];
}

export function withoutSecond([first, , ...others]: Secrets): Secrets {
  return [first!, ...others];
}

export function swapped([first, second, ...others]: Secrets): Secrets {
  return [second!, first!, ...others];
}

/** The secrets that only the one ring has. */
export function onlyIn(ring: Secrets, other: Secrets): Secrets {
  return ring.filter((secret) => !other.includes(secret));
}
