import { kindOf, wrongType, wrongValue } from './errors.js';
import { keyRingOf } from './keyring.js';
import { cutOffOf, optionsOf, secondsOf, toleranceOf } from './options.js';
import {
  judge,
  type Refused,
  type TokenReason,
  uncut,
  type Verified,
  type VerifyOptions,
} from './token.js';

/**
 * The default name of the token's cookie.
 *
 * @example
 * ```ts
 * import { COOKIE_NAME } from 'pocket-spa-auth';
 *
 * COOKIE_NAME; // => "pocket-spa-token"
 * ```
 */
export const COOKIE_NAME = 'pocket-spa-token';

/** How {@link readTokenCookie} reads and verifies. */
export interface ReadOptions extends VerifyOptions {
  /** The cookie's name, an RFC 6265 token; `pocket-spa-token` unless given. */
  cookieName?: string | undefined;
}

/** Why no token of a `Cookie` header was accepted (SPEC 3). */
export type CookieReason = 'missing' | TokenReason;

// A browser may send several cookies of one name: another path, a parent domain.
const MAX_COOKIES = 4;

// The rows of SPEC 3, whose furthest down is the one to report.
const ROWS: readonly TokenReason[] = ['malformed', 'expired', 'bad_signature', 'revoked'];

/**
 * Finds the token in a `Cookie` header and verifies it. Values that a framework has quoted or percent-encoded are understood, and of
 * several cookies of the name the first that verifies counts.
 *
 * @param cookieHeader - The request's `Cookie` header, or anything: what is no text is `missing`. A list is joined.
 * @throws TypeError for an option of the wrong type, and where there is a cookie and no secret.
 * @throws RangeError for a secret, a `now`, a `clockTolerance`, a `cookieName` or a cut-off that cannot be used.
 * @example
 * ```ts
 * import { generateSecret, generateToken, readTokenCookie } from 'pocket-spa-auth';
 *
 * const secret = generateSecret();
 * const token = generateToken('alice', { secret });
 * const result = readTokenCookie(`theme=dark; pocket-spa-token=${token}`, { secret });
 * result.valid && result.userId; // => "alice"
 * readTokenCookie('theme=dark', { secret }); // => { "valid": false, "reason": "missing" }
 * ```
 */
export function readTokenCookie(
  cookieHeader: unknown,
  options?: ReadOptions,
): Verified | Refused<CookieReason> {
  const { secret, now, clockTolerance, cutOff, cookieName } = optionsOf(options);
  const name = cookieNameOf(cookieName);
  const time = secondsOf(now);
  const tolerance = toleranceOf(clockTolerance);
  const cutOffFor = cutOffOf(cutOff);
  const values = valuesOf(headerText(cookieHeader), name);
  if (values.length === 0) {
    return { valid: false, reason: 'missing' };
  }
  const ring = keyRingOf(secret);
  let furthest = 0;
  for (const value of values) {
    for (const token of [value, ...asUtf8(value)].flatMap(readings)) {
      const result = uncut(judge(token, ring, time, tolerance), cutOffFor);
      if (result.valid) {
        return result;
      }
      furthest = Math.max(furthest, ROWS.indexOf(result.reason));
    }
  }
  return { valid: false, reason: ROWS[furthest]! };
}

/** A cookie's name: the one given, if it is an RFC 6265 token, or the default. */
export function cookieNameOf(name: unknown): string {
  if (name === undefined) {
    return COOKIE_NAME;
  }
  const message = `The cookie name is ${kindOf(name)}. Give letters, digits and !#$%&'*+-.^_\`|~ (RFC 6265).`;
  if (typeof name !== 'string') {
    throw wrongType('ERR_SPA_AUTH_COOKIE_NAME', message);
  }
  if (!/^[\w!#$%&'*+\-.^`|~]+$/.test(name)) {
    throw wrongValue('ERR_SPA_AUTH_COOKIE_NAME', message);
  }
  return name;
}

function headerText(header: unknown): string {
  if (Array.isArray(header)) {
    return header.filter((part) => typeof part === 'string').join('; ');
  }
  return typeof header === 'string' ? header : '';
}

// Steps from "=" to "=" and from ";" to ";", never back: linear however the header is built.
function valuesOf(header: string, name: string): string[] {
  const values: string[] = [];
  let start = 0;
  let equals = header.indexOf('=');
  while (equals >= 0 && values.length < MAX_COOKIES) {
    const semicolon = header.indexOf(';', start);
    const end = semicolon < 0 ? header.length : semicolon;
    if (equals < end) {
      if (trimmed(header, start, equals) === name) {
        values.push(trimmed(header, equals + 1, end));
      }
      equals = header.indexOf('=', end);
    }
    start = end + 1;
  }
  return values;
}

// RFC 6265 section 5.2: spaces and tabs, which is less than trim() takes. A regular expression for the end would be quadratic.
function trimmed(text: string, from: number, to: number): string {
  let start = from;
  let end = to;
  while (start < end && isBlank(text.charCodeAt(start))) {
    start++;
  }
  while (end > start && isBlank(text.charCodeAt(end - 1))) {
    end--;
  }
  return text.slice(start, end);
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

// Node.js gives a header's octets as Latin-1 characters; some issuers write a user id in UTF-8 as it is.
function asUtf8(value: string): string[] {
  if (!/[\x80-\xff]/.test(value) || /[^\x00-\xff]/.test(value)) {
    return [];
  }
  const octets = Buffer.from(value, 'latin1');
  const text = octets.toString('utf8');
  return Buffer.from(text, 'utf8').equals(octets) ? [text] : [];
}

// What one cookie value may mean, most literal first (SPEC 4).
function readings(value: string): string[] {
  const found = [value];
  let text = value;
  if (value.length > 1 && value.startsWith('"') && value.endsWith('"')) {
    text = value
      .slice(1, -1)
      .replace(/\\([0-3][0-7]{2}|[\s\S])/g, (_escape, escaped: string) =>
        escaped.length === 3 ? String.fromCharCode(Number.parseInt(escaped, 8)) : escaped,
      );
    found.push(text);
  }
  if (text.includes('%')) {
    const decoded = percentDecoded(text);
    if (decoded !== undefined) {
      found.push(decoded);
    }
  }
  return found;
}

function percentDecoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
