import type { AwsClients } from '../../aws/clients.js';
import { ConflictError } from '../../aws/errors.js';
import { readEntry, replaceEntry, TOKEN_SECRET_KEY } from '../../aws/resources/key-value-store.js';
import { readSecret, type SecretLocation } from '../../aws/resources/secrets-manager.js';
import { formatRing, parseStoredRing } from '../../config/key-ring.js';

/** What became of the entry `token_secret`. */
export type Outcome =
  /** There was none: it is the key ring of Secrets Manager now. */
  | 'filled'
  /** It holds the secret that backends sign with, and stays as it is. */
  | 'kept'
  /** It does not hold that secret, and stays as it is. */
  | 'kept, but it lacks the secret that backends sign with';

/**
 * Puts the key ring of Secrets Manager into a KeyValueStore that has none. An entry that is there
 * is never changed: it may be in the middle of a rotation, and it holds the cut-off for everybody.
 */
export async function fillStore(
  aws: AwsClients,
  storeArn: string,
  location: SecretLocation,
): Promise<Outcome> {
  const secret = await readSecret(aws, location);
  if (!secret) {
    throw new ConflictError(`there is no secret ${location.secretId} in Secrets Manager`);
  }
  const stored = await readEntry(aws, storeArn, TOKEN_SECRET_KEY);
  if (stored === undefined) {
    const to = formatRing(secret.secrets);
    await replaceEntry(aws, storeArn, TOKEN_SECRET_KEY, { from: undefined, to });
    return 'filled';
  }
  return holdsSecret(stored, secret.secrets[0]!)
    ? 'kept'
    : 'kept, but it lacks the secret that backends sign with';
}

function holdsSecret(stored: string, secret: string): boolean {
  try {
    return parseStoredRing(stored, TOKEN_SECRET_KEY).secrets.includes(secret);
  } catch {
    // An entry that cannot be read lets nobody in, and only a person knows what it was to be.
    return false;
  }
}
