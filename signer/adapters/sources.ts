import { type CookieReason, type ReadOptions, readTokenCookie } from '../cookie.js';
import type { CookieSource } from '../cookie-source.js';
import type { KeyRing, Secret } from '../keyring.js';
import { requireKeyRing, resolveKeyRing } from '../secret.js';
import type { Refused, Verified } from '../token.js';

/**
 * A secret, or a function that returns the current one and is called for each request, such as the
 * `get` of `secretsManagerKeyRing`. With a function a rotation needs no restart. Undefined counts
 * as missing.
 */
export type SecretSource = Secret | (() => Secret | undefined | PromiseLike<Secret | undefined>);

/** Gives the current key ring. */
export type KeyRingGetter = () => KeyRing | Promise<KeyRing>;

/** Gives the cut-off that applies to a user, at once or as a promise. */
export type CutOffSource = (userId: string) => number | undefined | PromiseLike<number | undefined>;

/**
 * Checks a fixed secret at once, and the result of a function whenever it is called. A missing
 * secret is an error of the request, not of the program's start: `next build` loads every module
 * where there is no secret.
 */
export function createKeyRingGetter(secret: SecretSource | undefined): KeyRingGetter {
  if (typeof secret === 'function') {
    return async () => requireKeyRing(await secret());
  }
  try {
    const ring = resolveKeyRing(secret);
    return () => ring;
  } catch (error) {
    if (!isSecretMissing(error)) {
      throw error;
    }
    return () => resolveKeyRing(secret);
  }
}

/** Whether an error says that there is no secret, as opposed to an unusable one. */
export function isSecretMissing(error: unknown): boolean {
  return (error as { code?: unknown }).code === 'ERR_SPA_AUTH_SECRET_MISSING';
}

/** Reads a `Cookie` header with cut-offs that may be promises. Each user's is asked for once. */
export async function readWithCutOffs(
  cookieHeader: CookieSource,
  options: Omit<ReadOptions, 'cutOff'>,
  cutOff: CutOffSource | undefined,
): Promise<Verified | Refused<CookieReason>> {
  if (!cutOff) {
    return readTokenCookie(cookieHeader, options);
  }
  const cutOffs = new Map<string, number | undefined>();
  for (;;) {
    // A user whose cut-off is not known yet is accepted, which ends the reading. Once the cut-off
    // is known, the header is read again from the start.
    const unknownUsers: string[] = [];
    const lookUp = (userId: string) => {
      if (!cutOffs.has(userId)) {
        unknownUsers.push(userId);
      }
      return cutOffs.get(userId);
    };
    const result = readTokenCookie(cookieHeader, { ...options, cutOff: lookUp });
    const [userId] = unknownUsers;
    if (userId === undefined) {
      return result;
    }
    cutOffs.set(userId, await cutOff(userId));
  }
}
