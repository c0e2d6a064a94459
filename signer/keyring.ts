import crypto from 'node:crypto';
import { describeKind, rangeError, typeError } from './errors.js';
import { equalMacs, type Hmac, hmac } from './hmac.js';
import { HOW_TO_GENERATE, MAX_SECRETS } from './secret-rules.js';

const MAX_CACHED_RINGS = 8;

// SPEC 2, 16 to 128 bytes. The two cases are spelled out, because with the flag "i" other
// characters may fold into a letter.
const SECRET = /^(?:[0-9a-fA-F]{2}){16,128}$/;

const inspect: unique symbol = Symbol.for('nodejs.util.inspect.custom') as never;

// Access to a ring's private parts for the functions of this file.
let createRing: (hmacs: readonly Hmac[]) => KeyRing;
let getHmacs: (ring: KeyRing) => readonly Hmac[];
let isKeyRing: (value: unknown) => value is KeyRing;

/**
 * One to four secrets, checked and ready for use: the first signs, all verify. Made by
 * {@link createKeyRing}. It never shows its secrets when it is printed, logged or turned into JSON.
 *
 * @example
 * ```ts
 * import { createKeyRing, generateSecret, type KeyRing } from 'pocket-spa-auth';
 *
 * const ring: KeyRing = createKeyRing(`${generateSecret()},${generateSecret()}`);
 * String(ring); // => "KeyRing(2)"
 * ```
 */
export class KeyRing {
  readonly #hmacs: readonly Hmac[];

  private constructor(hmacs: readonly Hmac[]) {
    this.#hmacs = hmacs;
  }

  /** `KeyRing(n)`, with the number of secrets. */
  toString(): string {
    return `KeyRing(${this.#hmacs.length})`;
  }

  /** The same as `toString()`. */
  toJSON(): string {
    return this.toString();
  }

  /** The same as `toString()`, for `console.log`. */
  [inspect](): string {
    return this.toString();
  }

  static {
    createRing = (hmacs) => new KeyRing(hmacs);
    getHmacs = (ring) => ring.#hmacs;
    isKeyRing = (value): value is KeyRing =>
      typeof value === 'object' && value !== null && #hmacs in value;
  }
}

/** A secret or key ring as text, or a {@link KeyRing}. */
export type Secret = string | KeyRing;

// A ring is parsed once per distinct text. A program uses few; the bound limits the memory of one
// that generates them.
const cachedRings = new Map<string, KeyRing>();

/**
 * Checks a secret or a key ring once and makes it ready for use, for callers who keep it or want to
 * fail at startup.
 *
 * @param secret - 1 to 4 secrets joined by ",": the first signs, all verify. White space around
 *   each is ignored.
 * @throws TypeError `ERR_SPA_AUTH_SECRET_MISSING` if it is undefined,
 *   `ERR_SPA_AUTH_SECRET_INVALID` if it is not text.
 * @throws RangeError `ERR_SPA_AUTH_SECRET_INVALID` if one of the secrets cannot be used.
 * @example
 * ```ts
 * import { checkToken, createKeyRing, generateSecret, generateToken } from 'pocket-spa-auth';
 *
 * const [oldSecret, newSecret] = [generateSecret(), generateSecret()];
 * const token = generateToken('alice', { secret: oldSecret });
 *
 * const secret = createKeyRing(`${newSecret},${oldSecret}`);
 * checkToken(token, { secret }).valid; // => true
 * ```
 */
export function createKeyRing(secret: Secret): KeyRing {
  if (isKeyRing(secret)) {
    return secret;
  }
  if (secret === undefined) {
    throw typeError(
      'ERR_SPA_AUTH_SECRET_MISSING',
      `There is no secret: it is undefined. ${HOW_TO_GENERATE}`,
    );
  }
  if (typeof secret !== 'string') {
    throw typeError(
      'ERR_SPA_AUTH_SECRET_INVALID',
      `The secret is ${describeKind(secret)}. Give a string or a KeyRing. ${HOW_TO_GENERATE}`,
    );
  }
  return cachedRings.get(secret) ?? cacheRing(secret, createRing(parseKeys(secret).map(hmac)));
}

/** The MAC of the first `length` octets under the ring's first secret, in hex. */
export function sign(ring: KeyRing, length: number): string {
  return getHmacs(ring)[0]!.ofOctets(length, 'hex');
}

/** Whether a MAC is that of the first `length` octets under one of the ring's secrets. */
export function verifyMac(ring: KeyRing, length: number, mac: Uint8Array): boolean {
  const hmacs = getHmacs(ring);
  for (let i = 0; i < hmacs.length; i++) {
    if (equalMacs(mac, hmacs[i]!.ofOctets(length, 'binary'))) {
      return true;
    }
  }
  return false;
}

/**
 * A new secret from the system's random source: 32 bytes as 64 lower-case hex digits.
 *
 * @example
 * ```ts
 * import { generateSecret } from 'pocket-spa-auth';
 *
 * generateSecret().length; // => 64
 * ```
 */
export function generateSecret(): string {
  return crypto.randomBytes(32).toString('hex');
}

// SPEC 2. Every secret is checked before it is decoded, because a hex decoder stops silently at the
// first bad digit. One unusable secret makes the whole ring unusable.
function parseKeys(text: string): Buffer[] {
  const secrets = text.split(',').map((secret) => secret.trim());
  if (secrets.length > MAX_SECRETS) {
    throw rangeError(
      'ERR_SPA_AUTH_SECRET_INVALID',
      `The key ring holds ${secrets.length} secrets. ` +
        `Take out the oldest: a ring has 1 to ${MAX_SECRETS}.`,
    );
  }
  secrets.forEach((secret, index) => {
    if (!SECRET.test(secret)) {
      throw rangeError(
        'ERR_SPA_AUTH_SECRET_INVALID',
        `Secret ${index + 1} of ${secrets.length} is not usable: ${describeFault(secret)}. ` +
          `A secret is an even number of hex digits, 32 to 256 of them. ${HOW_TO_GENERATE}`,
      );
    }
  });
  return secrets.map((secret) => Buffer.from(secret, 'hex'));
}

function describeFault(secret: string): string {
  return /^[0-9a-fA-F]*$/.test(secret)
    ? `it has ${secret.length} digits`
    : `at least one of its ${secret.length} characters is not a hex digit`;
}

function cacheRing(text: string, ring: KeyRing): KeyRing {
  if (cachedRings.size === MAX_CACHED_RINGS) {
    cachedRings.delete(cachedRings.keys().next().value!);
  }
  cachedRings.set(text, ring);
  return ring;
}
