import crypto from 'node:crypto';
import { kindOf, wrongType, wrongValue } from './errors.js';
import { type Hmac, hmac, sameMac } from './hmac.js';

const VARIABLE = 'SPA_TOKEN_SECRET';
const HOW_TO_MAKE_ONE = 'Make one with: npx pocket-spa-auth secret generate';
const MAX_SECRETS = 4;
const CACHED_RINGS = 8;

// SPEC 2, 16 to 128 bytes. No "i" flag: the two cases are spelled out, so that nothing folds into them.
const SECRET = /^(?:[0-9a-fA-F]{2}){16,128}$/;

const inspect: unique symbol = Symbol.for('nodejs.util.inspect.custom') as never;

// What this file may do with a ring and its callers may not.
let ringOf: (hmacs: readonly Hmac[]) => KeyRing;
let hmacsOf: (ring: KeyRing) => readonly Hmac[];
let isKeyRing: (value: unknown) => value is KeyRing;

/**
 * One to four secrets, checked and ready for use: the first signs, all verify. Made by {@link createKeyRing}. It does not show its
 * secrets, whether printed, logged or turned into JSON.
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
    ringOf = (hmacs) => new KeyRing(hmacs);
    hmacsOf = (ring) => ring.#hmacs;
    isKeyRing = (value): value is KeyRing =>
      typeof value === 'object' && value !== null && #hmacs in value;
  }
}

/** A secret or key ring as text, or a {@link KeyRing}. */
export type Secret = string | KeyRing;

// A ring is parsed once per distinct text. Few are ever met; the bound is for a caller who makes them up.
const rings = new Map<string, KeyRing>();

/**
 * Checks a secret or a key ring once and makes it ready for use, for callers who keep it themselves or want to fail at the start.
 *
 * @param secret - 1 to 4 secrets joined by ",": the first signs, all verify. White space round each is ignored.
 * @throws TypeError `ERR_SPA_AUTH_SECRET_MISSING` when it is undefined, `ERR_SPA_AUTH_SECRET_INVALID` when it is not text.
 * @throws RangeError `ERR_SPA_AUTH_SECRET_INVALID` when one of the secrets cannot be used.
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
    throw wrongType(
      'ERR_SPA_AUTH_SECRET_MISSING',
      `There is no secret: it is undefined. ${HOW_TO_MAKE_ONE}`,
    );
  }
  if (typeof secret !== 'string') {
    throw wrongType(
      'ERR_SPA_AUTH_SECRET_INVALID',
      `The secret is ${kindOf(secret)}. Give a string or a KeyRing. ${HOW_TO_MAKE_ONE}`,
    );
  }
  return rings.get(secret) ?? remember(secret, ringOf(keysIn(secret).map(hmac)));
}

/** The ring that was given, or the environment's, read at the call: it may have been set after this module was loaded. */
export function keyRingOf(secret: Secret | undefined): KeyRing {
  const given = secret === undefined ? environmentSecret() : secret;
  if (given === undefined) {
    throw wrongType(
      'ERR_SPA_AUTH_SECRET_MISSING',
      `There is no secret: neither the option "secret" nor the environment variable ${VARIABLE} is set. ${HOW_TO_MAKE_ONE}`,
    );
  }
  return createKeyRing(given);
}

/** The MAC of the ring's first secret. */
export function sign(ring: KeyRing, text: string): string {
  return hmacsOf(ring)[0]!(text);
}

/** Whether the MAC, 64 lower-case hex digits, is that of one of the ring's secrets. */
export function isSigned(ring: KeyRing, text: string, mac: string): boolean {
  for (const macOf of hmacsOf(ring)) {
    if (sameMac(macOf(text), mac)) {
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

// Not every runtime that can run this has a global `process`. A variable that is set to nothing counts as not set.
function environmentSecret(): string | undefined {
  const { process } = globalThis as { process?: { env?: Record<string, string | undefined> } };
  return process?.env?.[VARIABLE] || undefined;
}

// SPEC 2: checked in full first, for a hex decoder stops at the first bad digit without a word; one unusable secret spoils the ring.
function keysIn(text: string): Buffer[] {
  const secrets = text.split(',').map((secret) => secret.trim());
  if (secrets.length > MAX_SECRETS) {
    throw wrongValue(
      'ERR_SPA_AUTH_SECRET_INVALID',
      `The key ring holds ${secrets.length} secrets. Take out the oldest: a ring has 1 to ${MAX_SECRETS}.`,
    );
  }
  secrets.forEach((secret, index) => {
    if (!SECRET.test(secret)) {
      throw wrongValue(
        'ERR_SPA_AUTH_SECRET_INVALID',
        `Secret ${index + 1} of ${secrets.length} is not usable: ${faultOf(secret)}. ` +
          `A secret is an even number of hex digits, 32 to 256 of them. ${HOW_TO_MAKE_ONE}`,
      );
    }
  });
  return secrets.map((secret) => Buffer.from(secret, 'hex'));
}

function faultOf(secret: string): string {
  return /^[0-9a-fA-F]*$/.test(secret)
    ? `it has ${secret.length} digits`
    : `of its ${secret.length} characters at least one is no hex digit`;
}

function remember(text: string, ring: KeyRing): KeyRing {
  if (rings.size === CACHED_RINGS) {
    rings.delete(rings.keys().next().value!);
  }
  rings.set(text, ring);
  return ring;
}
