import { kindOf, wrongType, wrongValue } from './errors.js';
import { isSigned, type KeyRing, keyRingOf, type Secret, sign } from './keyring.js';
import { cutOffOf, isCutOff, maxAgeOf, optionsOf, secondsOf, toleranceOf } from './options.js';

/** How {@link generateToken} signs. */
export interface SignOptions {
  /** A secret, a key ring or a {@link KeyRing}; the environment variable `SPA_TOKEN_SECRET` unless given. */
  secret?: Secret | undefined;
  /** The token's lifetime in whole seconds, 0 or more; 604,800 (seven days) unless given. */
  maxAge?: number | undefined;
  /** The time in Unix seconds, rounded down; the clock's unless given. */
  now?: number | undefined;
}

/** How {@link checkToken} and its kin verify. */
export interface VerifyOptions {
  /** A secret, a key ring or a {@link KeyRing}; the environment variable `SPA_TOKEN_SECRET` unless given. */
  secret?: Secret | undefined;
  /** The time in Unix seconds, rounded down; the clock's unless given. */
  now?: number | undefined;
  /** How many whole seconds after its expiry a token is still accepted; 0 unless given. */
  clockTolerance?: number | undefined;
  /**
   * Gives the cut-off that applies to a user, in Unix seconds, or undefined for none: a token whose expiry is at or below it is
   * `revoked`. Called once the MAC has passed, never before. What it throws goes to the caller.
   */
  cutOff?: CutOff | undefined;
}

/** From a user id to the cut-off that applies: the greater of the user's own and everybody's. */
export type CutOff = (userId: string) => number | undefined;

/** Why a token was refused (SPEC 3). */
export type TokenReason = 'malformed' | 'expired' | 'bad_signature' | 'revoked';

/** A token whose MAC has passed: whose it is, and its last valid second in Unix seconds. */
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

const MAX_TOKEN = 4096;
const MAX_USER_ID_BYTES = 1024;
const MAX_BYTES_PER_UNIT = 3;

// SPEC 1. With the flag "u" a surrogate in the class is a lone one only.
const USER_ID = /^[^:\x00-\x1f\x7f\ud800-\udfff]+$/u;
const TOKEN = /^([^:\x00-\x1f\x7f\ud800-\udfff]+):(0|[1-9]\d{0,15}):([0-9a-f]{64})$/u;

/**
 * Signs a token that says who the user is and until when.
 *
 * @param userId - 1 to 1,024 bytes of UTF-8 without ":", control characters and lone surrogates.
 * @throws TypeError for a user id or an option of the wrong type, and where there is no secret.
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
  const { secret, maxAge, now } = optionsOf(options);
  const ring = keyRingOf(secret);
  requireUserId(userId);
  const expiry = secondsOf(now) + maxAgeOf(maxAge);
  if (expiry > Number.MAX_SAFE_INTEGER) {
    throw wrongValue(
      'ERR_SPA_AUTH_EXPIRY',
      'now + maxAge is over 2^53-1. Both count seconds: divide a time in milliseconds by 1000.',
    );
  }
  const claim = `${userId}:${expiry}`;
  return `${claim}:${sign(ring, claim)}`;
}

/**
 * Verifies a token and gives the user id, or null for a token that is refused for whatever reason.
 *
 * @param token - Anything: what is no token is refused, never thrown at.
 * @throws TypeError for an option of the wrong type, and where there is no secret.
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
 * Verifies a token and tells the user id and the expiry in Unix seconds, or the reason of the refusal.
 *
 * @param token - Anything: what is no token is `malformed`, never thrown at.
 * @throws TypeError for an option of the wrong type, and where there is no secret.
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
  const { secret, now, clockTolerance, cutOff } = optionsOf(options);
  const cutOffFor = cutOffOf(cutOff);
  const result = judge(token, keyRingOf(secret), secondsOf(now), toleranceOf(clockTolerance));
  return uncut(result, cutOffFor);
}

/** SPEC 3 in its order up to the MAC: to refuse on an unproven claim is always safe, and it is cheap. */
export function judge(
  token: unknown,
  ring: KeyRing,
  now: number,
  clockTolerance: number,
): Verified | Refused {
  const fields = typeof token === 'string' && token.length <= MAX_TOKEN && TOKEN.exec(token);
  if (!fields) {
    return { valid: false, reason: 'malformed' };
  }
  const userId = fields[1]!;
  const expiry = Number(fields[2]);
  if (expiry > Number.MAX_SAFE_INTEGER || isTooLong(userId)) {
    return { valid: false, reason: 'malformed' };
  }
  if (now > expiry + clockTolerance) {
    return { valid: false, reason: 'expired' };
  }
  return isSigned(ring, fields[0].slice(0, -65), fields[3]!)
    ? { valid: true, userId, expiry }
    : { valid: false, reason: 'bad_signature' };
}

/** SPEC 3, the last step: a token that is verified, unless the user's cut-off refuses it. */
export function uncut(
  result: Verified | Refused,
  cutOffFor: CutOff | undefined,
): Verified | Refused {
  return result.valid && cutOffFor && isCutOff(result.expiry, cutOffFor(result.userId))
    ? { valid: false, reason: 'revoked' }
    : result;
}

/** Throws for a user id that cannot stand in a token. */
export function requireUserId(userId: unknown): asserts userId is string {
  if (typeof userId !== 'string') {
    const advice = typeof userId === 'number' ? 'Give String(id).' : 'Give a string.';
    throw wrongType('ERR_SPA_AUTH_USER_ID', `The user id is ${kindOf(userId)}. ${advice}`);
  }
  if (!USER_ID.test(userId) || isTooLong(userId)) {
    throw wrongValue(
      'ERR_SPA_AUTH_USER_ID',
      `The user id, ${kindOf(userId)}, cannot stand in a token. It has 1 to 1,024 bytes of UTF-8 and holds no ":", ` +
        'no control character and no lone surrogate. Sign a short id, such as the key of a database row.',
    );
  }
}

// Only a text that could be too long is counted.
function isTooLong(userId: string): boolean {
  return (
    userId.length * MAX_BYTES_PER_UNIT > MAX_USER_ID_BYTES &&
    Buffer.byteLength(userId) > MAX_USER_ID_BYTES
  );
}
