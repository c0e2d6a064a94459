import { createHash } from 'node:crypto';
import { describeKind, rangeError, typeError } from './errors.js';
import { MAX_USER_ID_BYTES, readFields, writeExpiry, writeUserId } from './fields.js';
import { type KeyRing, type Secret, sign, verifyMac } from './keyring.js';
import {
  checkCutOff,
  checkOptions,
  parseClockTolerance,
  parseMaxAge,
  parseNow,
} from './options.js';
import { resolveKeyRing, type SecretFunction } from './secret.js';

/** How {@link generateToken} signs. */
export interface SignOptions {
  /**
   * A secret, a key ring or a {@link KeyRing}; or a function that returns one and is called each
   * time. Default: the environment variable `SPA_TOKEN_SECRET`.
   */
  secret?: Secret | SecretFunction | undefined;
  /**
   * The token's lifetime in whole seconds, 0 to 315,360,000 (ten years). Default: 604,800 (seven
   * days).
   */
  maxAge?: number | undefined;
  /** The time in Unix seconds, rounded down, 10^11 at most. Default: the clock. */
  now?: number | undefined;
}

/** How {@link checkToken} and {@link verifyToken} verify. */
export interface VerifyOptions {
  /**
   * A secret, a key ring or a {@link KeyRing}; or a function that returns one and is called each
   * time. Default: the environment variable `SPA_TOKEN_SECRET`.
   */
  secret?: Secret | SecretFunction | undefined;
  /** The time in Unix seconds, rounded down, 10^11 at most. Default: the clock. */
  now?: number | undefined;
  /** For how many whole seconds after its expiry a token is still accepted. Default: 0. */
  clockTolerance?: number | undefined;
  /**
   * Returns the cut-off that applies to a user, in Unix seconds, or undefined for none. A token
   * whose expiry is at or below it is `revoked`. Called only after the MAC has been verified. An
   * error that it throws reaches the caller.
   */
  cutOff?: CutOff | undefined;
}

/** From a user id to the cut-off that applies: the later of the user's own and everybody's. */
export type CutOff = (userId: string) => number | undefined;

/** Why a token was refused (SPEC 3). */
export type TokenReason = 'malformed' | 'expired' | 'bad_signature' | 'revoked';

/** A token whose MAC is right: its user, and its last valid second in Unix seconds. */
export interface Verified {
  valid: true;
  userId: string;
  expiry: number;
}

/** A token that was refused, and why. */
export interface Refused<Reason extends string = TokenReason> {
  valid: false;
  reason: Reason;
}

/**
 * Signs a token that names a user and expires.
 *
 * @param userId - 1 to 1,024 bytes of UTF-8 without ":", control characters and lone surrogates.
 * @throws TypeError for a user id or an option of the wrong type, and if there is no secret.
 * @throws RangeError for a user id, a secret, a `maxAge` or a `now` that cannot be used.
 * @example
 * ```ts
 * import { generateToken } from 'pocket-spa-auth';
 *
 * const secret = '0123456789abcdef'.repeat(4); // an example: never use it
 * const token = generateToken('vector-user', { secret, now: 9_999_395_199 });
 * token.split(':')[1]; // => "9999999999"
 * ```
 */
export function generateToken(userId: string, options?: SignOptions): string {
  const { secret, maxAge, now } = checkOptions(options);
  const ring = resolveKeyRing(secret);
  const userIdLength = parseUserId(userId);
  const expiry = parseNow(now) + parseMaxAge(maxAge);
  const claimLength = writeExpiry(userIdLength, String(expiry));
  return `${userId}:${expiry}:${sign(ring, claimLength)}`;
}

/**
 * Verifies a token. Gives the user id, or null for a token that is refused for any reason.
 *
 * @param token - Any value: one that is no token is refused and never causes an error.
 * @throws TypeError for an option of the wrong type, and if there is no secret.
 * @throws RangeError for a secret, a `now`, a `clockTolerance` or a cut-off that cannot be used.
 * @example
 * ```ts
 * import { generateSecret, generateToken, verifyToken } from 'pocket-spa-auth';
 *
 * const secret = generateSecret();
 * verifyToken(generateToken('alice', { secret }), { secret }); // => "alice"
 * verifyToken('alice:9999999999:forged', { secret }); // => null
 * ```
 */
export function verifyToken(token: unknown, options?: VerifyOptions): string | null {
  const result = checkToken(token, options);
  return result.valid ? result.userId : null;
}

/**
 * Verifies a token. Gives the user id and the expiry in Unix seconds, or the reason of the refusal.
 *
 * @param token - Any value: one that is no token is `malformed` and never causes an error.
 * @throws TypeError for an option of the wrong type, and if there is no secret.
 * @throws RangeError for a secret, a `now`, a `clockTolerance` or a cut-off that cannot be used.
 * @example
 * ```ts
 * import { checkToken, generateSecret, generateToken } from 'pocket-spa-auth';
 *
 * const secret = generateSecret();
 * const token = generateToken('alice', { secret, maxAge: 60, now: 1_000 });
 * checkToken(token, { secret, now: 1_060 }); // => { "valid": true, "userId": "alice", "expiry": 1060 }
 * checkToken(token, { secret, now: 1_061 }); // => { "valid": false, "reason": "expired" }
 * checkToken(token, { secret, now: 1_000, cutOff: () => 1_060 }); // => { "valid": false, "reason": "revoked" }
 * ```
 */
export function checkToken(token: unknown, options?: VerifyOptions): Verified | Refused {
  const { secret, now, clockTolerance, cutOff } = checkOptions(options);
  checkCutOff(cutOff);
  const ring = resolveKeyRing(secret);
  const result = verifyCandidate(token, ring, parseNow(now), parseClockTolerance(clockTolerance));
  return applyCutOff(result, cutOff);
}

/**
 * Verifies form, expiry and MAC in the order of SPEC 3. Expiry comes before the MAC: a refusal
 * based on an unverified expiry is always safe, and it is cheap.
 */
export function verifyCandidate(
  token: unknown,
  ring: KeyRing,
  now: number,
  clockTolerance: number,
): Verified | Refused {
  const fields = typeof token === 'string' ? readFields(token) : undefined;
  if (!fields) {
    return { valid: false, reason: 'malformed' };
  }
  const { userId, expiry, claimLength, mac } = fields;
  if (now > expiry + clockTolerance) {
    return { valid: false, reason: 'expired' };
  }
  return verifyMac(ring, claimLength, mac)
    ? { valid: true, userId, expiry }
    : { valid: false, reason: 'bad_signature' };
}

/** The last step of SPEC 3: refuses a verified token that its user's cut-off revokes. */
export function applyCutOff(
  result: Verified | Refused,
  cutOff: CutOff | undefined,
): Verified | Refused {
  return result.valid && cutOff && isRevoked(result.expiry, cutOff(result.userId))
    ? { valid: false, reason: 'revoked' }
    : result;
}

/**
 * Whether a cut-off refuses a token of this expiry (SPEC 3.1). A malformed cut-off throws, so that
 * no token is accepted: fail closed.
 */
function isRevoked(expiry: number, cutOff: unknown): boolean {
  if (cutOff === undefined) {
    return false;
  }
  const message =
    `cutOff returned ${describeKind(cutOff)}. Give a time in Unix seconds, or undefined for none. ` +
    'Only the adapters accept a promise.';
  if (typeof cutOff !== 'number') {
    throw typeError('ERR_SPA_AUTH_CUT_OFF', message);
  }
  if (!Number.isFinite(cutOff)) {
    throw rangeError('ERR_SPA_AUTH_CUT_OFF', message);
  }
  return expiry <= cutOff;
}

/**
 * The key of a user's cut-off in the KeyValueStore (SPEC 3.1), for a backend that logs a user out
 * everywhere by itself. The value is the cut-off in Unix seconds, `now + maxAge`, as decimal text.
 * The edge reads it only if it is built with `revocation: true`.
 *
 * @param userId - The user id as it stands in the token.
 * @throws TypeError for a user id that is not text.
 * @throws RangeError for a user id that cannot be part of a token.
 * @example
 * ```ts
 * import { revocationKey } from 'pocket-spa-auth';
 *
 * revocationKey('vector-user'); // => "revoked:c5fa78d41a7c2a4cbab1f6197533bc4d57afd794dfb7d422f0210dfc55df6096"
 * ```
 */
export function revocationKey(userId: string): string {
  parseUserId(userId);
  return `revoked:${createHash('sha256').update(userId).digest('hex')}`;
}

// Writes the user id to the octets and gives its length.
function parseUserId(userId: unknown): number {
  if (typeof userId !== 'string') {
    const advice = typeof userId === 'number' ? 'Give String(id).' : 'Give a string.';
    throw typeError('ERR_SPA_AUTH_USER_ID', `The user id is ${describeKind(userId)}. ${advice}`);
  }
  const length = writeUserId(userId);
  if (length === 0) {
    throw rangeError(
      'ERR_SPA_AUTH_USER_ID',
      `The user id, ${describeKind(userId)}, cannot be part of a token. It has 1 to ` +
        `${MAX_USER_ID_BYTES} bytes of UTF-8 and contains no ":", no control character and no ` +
        'lone surrogate. Sign a short id, such as the key of a database row.',
    );
  }
  return length;
}
