import { formatRing, type Secrets } from '../../config/key-ring.js';
import { SECRETS_LIMIT, STORE_VALUE_LIMIT } from '../../platform/limits.js';
import { ConflictError } from '../errors.js';

// A rotation changes the first two secrets of a ring. The others belong to other issuers, and stay.

/** The ring with one more secret behind the first. */
export function withSecond([first, ...others]: Secrets, second: string): Secrets {
  return [first!, second, ...others];
}

export function withoutSecond([first, , ...others]: Secrets): Secrets {
  return [first!, ...others];
}

export function swapFirstTwo([first, second, ...others]: Secrets): Secrets {
  return [second!, first!, ...others];
}

/** The secrets of `ring` that `other` does not hold. */
export function secretsOnlyIn(ring: Secrets, other: Secrets): Secrets {
  return ring.filter((secret) => !other.includes(secret));
}

/**
 * Checks the ring that a rotation is going to write, before anything is written.
 *
 * @param suffix - What follows the ring in the value of `token_secret`: the cut-off for everybody.
 * @throws ConflictError if the ring holds too many secrets, or is too long for a value of the
 *   KeyValueStore.
 */
export function assertRingFits(ring: Secrets, suffix = ''): void {
  const bytes = formatRing(ring, suffix).length;
  if (ring.length <= SECRETS_LIMIT && bytes <= STORE_VALUE_LIMIT) {
    return;
  }
  throw new ConflictError(
    `with one more secret the ring would have ${ring.length} secrets and ${bytes} bytes; allowed: ${SECRETS_LIMIT} and ${STORE_VALUE_LIMIT}; remove a secret that signs nothing any more, from Secrets Manager and from the KeyValueStore`,
  );
}
