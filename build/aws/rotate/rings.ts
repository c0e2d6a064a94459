import { formatRing, type Secrets } from '../../config/key-ring.js';
import { SECRETS_LIMIT, STORE_VALUE_LIMIT } from '../../platform/limits.js';
import { ConflictError } from '../errors.js';

/** How a rotation changes a ring: what stands behind the first two secrets stays. */
export function withSecond([first, ...others]: Secrets, second: string): Secrets {
  return [first!, second, ...others];
}

export function withoutSecond([first, , ...others]: Secrets): Secrets {
  return [first!, ...others];
}

export function swapFirstTwo([first, second, ...others]: Secrets): Secrets {
  return [second!, first!, ...others];
}

/** The secrets that only the one ring has. */
export function secretsOnlyIn(ring: Secrets, other: Secrets): Secrets {
  return ring.filter((secret) => !other.includes(secret));
}

/** Refuses a ring that would not fit, before anything is written. */
export function assertRingFits(ring: Secrets, suffix = ''): void {
  const bytes = formatRing(ring, suffix).length;
  if (ring.length <= SECRETS_LIMIT && bytes <= STORE_VALUE_LIMIT) {
    return;
  }
  throw new ConflictError(
    `with one more secret the ring would have ${ring.length} secrets and ${bytes} bytes; allowed: ${SECRETS_LIMIT} and ${STORE_VALUE_LIMIT}; take out one that nobody signs with any more, in Secrets Manager and in the KeyValueStore`,
  );
}
