import { describeKind, rangeError, typeError } from './errors.js';
import { resolveKeyRing } from './keyring.js';
import { checkCutOff, checkOptions, parseClockTolerance, parseNow } from './options.js';
import {
  applyCutOff,
  type Refused,
  type TokenReason,
  type Verified,
  type VerifyOptions,
  verifyCandidate,
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
  /** The cookie's name, an RFC 6265 token. Default: `pocket-spa-token`. */
  cookieName?: string | undefined;
}

/** Why no token of a `Cookie` header was accepted (SPEC 3). */
export type CookieReason = 'missing' | TokenReason;

// SPEC 4. A browser may send several cookies of one name, set for another path or a parent domain.
const MAX_COOKIES = 4;

// In the order of SPEC 3. Of several, the last one is reported (SPEC 4).
const REASONS: readonly TokenReason[] = ['malformed', 'expired', 'bad_signature', 'revoked'];

/**
 * Finds the token in a `Cookie` header and verifies it. Values that a framework has quoted or
 * percent-encoded are understood. Of several cookies of the name the first that verifies counts.
 *
 * @param cookieHeader - The request's `Cookie` header. A list is joined; any other value that is
 *   not text is `missing`.
 * @throws TypeError for an option of the wrong type, and if there is a cookie but no secret.
 * @throws RangeError for a secret, a `now`, a `clockTolerance`, a `cookieName` or a cut-off that
 *   cannot be used.
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
  const { secret, now, clockTolerance, cutOff, cookieName } = checkOptions(options);
  const name = parseCookieName(cookieName);
  const time = parseNow(now);
  const tolerance = parseClockTolerance(clockTolerance);
  checkCutOff(cutOff);
  const values = findValues(joinHeader(cookieHeader), name);
  if (values.length === 0) {
    return { valid: false, reason: 'missing' };
  }
  const ring = resolveKeyRing(secret);
  let lastReason = 0;
  for (const value of values) {
    for (const token of [value, ...decodeUtf8(value)].flatMap(candidates)) {
      const result = applyCutOff(verifyCandidate(token, ring, time, tolerance), cutOff);
      if (result.valid) {
        return result;
      }
      lastReason = Math.max(lastReason, REASONS.indexOf(result.reason));
    }
  }
  return { valid: false, reason: REASONS[lastReason]! };
}

/** The cookie's name, or the default. Throws for a name that is not an RFC 6265 token. */
export function parseCookieName(name: unknown): string {
  if (name === undefined) {
    return COOKIE_NAME;
  }
  const message =
    `The cookie name is ${describeKind(name)}. ` +
    "Give letters, digits and !#$%&'*+-.^_`|~ (RFC 6265).";
  if (typeof name !== 'string') {
    throw typeError('ERR_SPA_AUTH_COOKIE_NAME', message);
  }
  if (!/^[\w!#$%&'*+\-.^`|~]+$/.test(name)) {
    throw rangeError('ERR_SPA_AUTH_COOKIE_NAME', message);
  }
  return name;
}

function joinHeader(header: unknown): string {
  if (Array.isArray(header)) {
    return header.filter((part) => typeof part === 'string').join('; ');
  }
  return typeof header === 'string' ? header : '';
}

// Steps from "=" to "=" and from ";" to ";" and never back, so it is linear for every header.
function findValues(header: string, name: string): string[] {
  const values: string[] = [];
  let start = 0;
  let equals = header.indexOf('=');
  while (equals >= 0 && values.length < MAX_COOKIES) {
    const semicolon = header.indexOf(';', start);
    const end = semicolon < 0 ? header.length : semicolon;
    if (equals < end) {
      if (trimBlanks(header, start, equals) === name) {
        values.push(trimBlanks(header, equals + 1, end));
      }
      equals = header.indexOf('=', end);
    }
    start = end + 1;
  }
  return values;
}

// RFC 6265 section 5.2: only spaces and tabs; trim() removes more. A regular expression for the end
// would be quadratic.
function trimBlanks(text: string, from: number, to: number): string {
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

// SPEC 4. Node.js gives a header's octets as Latin-1 characters, and some issuers write a user id
// as raw UTF-8.
function decodeUtf8(value: string): string[] {
  if (!/[\x80-\xff]/.test(value) || /[^\x00-\xff]/.test(value)) {
    return [];
  }
  const octets = Buffer.from(value, 'latin1');
  const text = octets.toString('utf8');
  return Buffer.from(text, 'utf8').equals(octets) ? [text] : [];
}

// The candidates of one cookie value, most literal first (SPEC 4).
function candidates(value: string): string[] {
  const result = [value];
  let text = value;
  if (value.length > 1 && value.startsWith('"') && value.endsWith('"')) {
    text = value
      .slice(1, -1)
      .replace(/\\([0-3][0-7]{2}|[\s\S])/g, (_escape, escaped: string) =>
        escaped.length === 3 ? String.fromCharCode(Number.parseInt(escaped, 8)) : escaped,
      );
    result.push(text);
  }
  if (text.includes('%')) {
    const decoded = percentDecode(text);
    if (decoded !== undefined) {
      result.push(decoded);
    }
  }
  return result;
}

function percentDecode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
