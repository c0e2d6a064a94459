import { createKeyRing, type KeyRing } from '../keyring.js';
import { awsError } from './errors.js';
import { deadline, type Label, type StoredSecret } from './secret.js';
import { secretsIn, tokenSecretIn } from './token-secret.js';

// SPEC 2.
const MAX_SECRETS = 4;

/** The secrets of all versions as one ring, the current one first; repeats and those beyond the fourth left out. */
export async function rotatingRing(secret: StoredSecret, key: string): Promise<KeyRing> {
  const signal = deadline();
  // One after the other, in the order in which a rotation moves a secret along: whenever it moves, no secret is missed.
  const pending = await secretsOf(secret, 'AWSPENDING', key, signal);
  const current = await secretsOf(secret, 'AWSCURRENT', key, signal);
  const previous = await secretsOf(secret, 'AWSPREVIOUS', key, signal);
  if (current.length === 0) {
    throw awsError(
      'ERR_SPA_AUTH_AWS_VALUE',
      `${secret.place('AWSCURRENT')} has no field ${key}. Store the token secret there, or name its field with "key".`,
    );
  }
  const distinct = [...new Set([...current, ...previous, ...pending])];
  return createKeyRing(distinct.slice(0, MAX_SECRETS).join());
}

// Empty where no version has the label, or the version is older than its field.
async function secretsOf(
  secret: StoredSecret,
  label: Label,
  key: string,
  signal: AbortSignal,
): Promise<string[]> {
  const value = await secret.read(label, signal);
  const ring = value === undefined ? value : tokenSecretIn(value, key, secret.place(label));
  return ring === undefined ? [] : secretsIn(ring, secret.place(label));
}
