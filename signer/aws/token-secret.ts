import { kindOf, type SpaAuthError } from '../errors.js';
import { createKeyRing } from '../keyring.js';
import { type Content, fieldOf } from './content.js';
import { awsError } from './errors.js';

/** The variable of the environment, and the field of a JSON secret unless another is named. */
export const TOKEN_SECRET = 'SPA_TOKEN_SECRET';

/** The token secret or key ring in a version; undefined where a JSON object has no such field. */
export function tokenSecretIn(value: Content, key: string, place: string): string | undefined {
  const text = typeof value === 'string' ? value : fieldOf(value, key);
  if (text !== undefined && typeof text !== 'string') {
    throw awsError(
      'ERR_SPA_AUTH_AWS_VALUE',
      `${place} holds ${kindOf(text)} as ${key}. Store a string.`,
    );
  }
  return text;
}

/** The secrets of a key ring, checked in full: one that cannot be used spoils the ring (SPEC 2). */
export function secretsIn(ring: string, place: string): string[] {
  try {
    createKeyRing(ring);
  } catch (error) {
    throw awsError(
      'ERR_SPA_AUTH_AWS_VALUE',
      `${place} is not usable. ${(error as SpaAuthError).message}`,
    );
  }
  // In one case, so that repeats are seen.
  return ring.split(',').map((secret) => secret.trim().toLowerCase());
}
