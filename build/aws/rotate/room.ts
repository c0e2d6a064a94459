import { ConflictError } from '../errors.js';
import { ringText, type Secrets } from '../resources/ring.js';

// SPEC 2, and CloudFront's limit for a value.
const MOST_SECRETS = 4;
const MOST_BYTES = 1024;

/** Refuses a ring that would not fit, before anything is written. */
export function requireRoom(ring: Secrets, suffix = ''): void {
  const bytes = ringText(ring, suffix).length;
  if (ring.length <= MOST_SECRETS && bytes <= MOST_BYTES) return;
  throw new ConflictError(
    `with one more secret the ring would have ${ring.length} secrets and ${bytes} bytes; allowed: ${MOST_SECRETS} and ${MOST_BYTES}; take out one that nobody signs with any more, in Secrets Manager and in the KeyValueStore`,
  );
}
