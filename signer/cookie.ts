import { parseCookieName } from './cookie-name.js';
import { type CookieSource, getCookieHeader } from './cookie-source.js';
import type { KeyRing } from './keyring.js';
import { checkCutOff, checkOptions, parseClockTolerance, parseNow } from './options.js';
import { resolveKeyRing } from './secret.js';
import {
  applyCutOff,
  type CutOff,
  type Refused,
  type TokenReason,
  type Verified,
  type VerifyOptions,
  verifyCandidate,
} from './token.js';

/** How {@link readTokenCookie} reads and verifies. */
export interface ReadOptions extends VerifyOptions {
  /** The cookie's name, an RFC 6265 token. Default: `pocket-spa-token`. */
  cookieName?: string | undefined;
}

/** Why no token of a `Cookie` header was accepted (SPEC 3). */
export type CookieReason = 'missing' | TokenReason;

// SPEC 4 bounds what a request can cost.
const MAX_COOKIES = 4;
const MAX_OCTETS = 4096;
const MAX_BACKSLASHES = 32;
const MAX_CANDIDATES = 4;

// In the order of SPEC 3. Of several, the last one is reported (SPEC 4).
const REASONS: readonly TokenReason[] = ['malformed', 'expired', 'bad_signature', 'revoked'];

const EQUALS = 0x3d;
const SEMICOLON = 0x3b;

/** What verifies a token, and what is left of the limits of SPEC 4. */
interface Reading {
  readonly ring: KeyRing;
  readonly time: number;
  readonly tolerance: number;
  readonly cutOff: CutOff | undefined;
  octets: number;
  backslashes: number;
  candidates: number;
  /** The place in REASONS of the reason to report. */
  reason: number;
}

/**
 * Finds the token among a request's cookies and verifies it. Values that a framework has quoted or
 * percent-encoded are understood. Of several cookies of the name the first that verifies counts.
 *
 * @param source - The request's `Cookie` header, as text or a list; null or undefined if it has
 *   none; or a Fetch `Headers` or `Request`, or a Node.js request.
 * @throws TypeError for a source of any other kind, for an option of the wrong type, and if there
 *   is a cookie but no secret.
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
 *
 * const request = new Request('https://app.example/', { headers: { cookie: 'theme=dark' } });
 * readTokenCookie(request, { secret }); // => { "valid": false, "reason": "missing" }
 * ```
 */
export function readTokenCookie(
  source: CookieSource,
  options?: ReadOptions,
): Verified | Refused<CookieReason> {
  const { secret, now, clockTolerance, cutOff, cookieName } = checkOptions(options);
  const name = parseCookieName(cookieName);
  const time = parseNow(now);
  const tolerance = parseClockTolerance(clockTolerance);
  checkCutOff(cutOff);
  const header = getCookieHeader(source);
  let reading: Reading | undefined;
  let start = findValue(header, name, 0);
  for (let cookies = 0; start > 0 && cookies < MAX_COOKIES; cookies++) {
    const semicolon = header.indexOf(';', start);
    const end = semicolon < 0 ? header.length : semicolon;
    reading ??= {
      ring: resolveKeyRing(secret),
      time,
      tolerance,
      cutOff,
      octets: MAX_OCTETS,
      backslashes: MAX_BACKSLASHES,
      candidates: MAX_CANDIDATES,
      reason: 0,
    };
    const verified = verifyValue(trimBlanks(header, start, end), reading);
    if (verified) {
      return verified;
    }
    start = findValue(header, name, end);
  }
  return { valid: false, reason: reading ? REASONS[reading.reason]! : 'missing' };
}

// Where the value of the next cookie of the name begins, or 0. The name has no blank, "=" or ";",
// so it is a cookie's name where only blanks stand between it and the ";" before it, and between it
// and the "=" behind it. No character is looked at more than three times.
function findValue(header: string, name: string, from: number): number {
  let place = header.indexOf(name, from);
  while (place >= 0) {
    let before = place - 1;
    while (before >= 0 && isBlank(header.charCodeAt(before))) {
      before--;
    }
    let after = place + name.length;
    while (after < header.length && isBlank(header.charCodeAt(after))) {
      after++;
    }
    if (
      header.charCodeAt(after) === EQUALS &&
      (before < 0 || header.charCodeAt(before) === SEMICOLON)
    ) {
      return after + 1;
    }
    place = header.indexOf(name, after);
  }
  return 0;
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

// Tries what a value may stand for, in the order of SPEC 4.
function verifyValue(raw: string, reading: Reading): Verified | undefined {
  // Counting the octets is the fastest test for ASCII that a string has.
  const isAscii = Buffer.byteLength(raw) === raw.length;
  const value = isAscii ? raw : decodeUtf8(raw, reading.octets);
  const size = isAscii ? raw.length : Buffer.byteLength(value);
  if (size > reading.octets) {
    return undefined;
  }
  reading.octets -= size;
  const verified = verify(value, reading);
  if (verified) {
    return verified;
  }
  const isQuoted = value.length > 1 && value.startsWith('"') && value.endsWith('"');
  const text = isQuoted ? unquote(value.slice(1, -1), reading) : value;
  if (text === undefined) {
    return undefined;
  }
  return (isQuoted ? verify(text, reading) : undefined) ?? verifyDecoded(text, reading);
}

function verifyDecoded(text: string, reading: Reading): Verified | undefined {
  if (!text.includes('%')) {
    return undefined;
  }
  try {
    text = decodeURIComponent(text);
  } catch {
    return undefined;
  }
  return verify(text, reading);
}

function verify(candidate: string, reading: Reading): Verified | undefined {
  if (reading.candidates === 0) {
    return undefined;
  }
  const { ring, time, tolerance, cutOff } = reading;
  const result = applyCutOff(verifyCandidate(candidate, ring, time, tolerance), cutOff);
  if (result.valid) {
    return result;
  }
  const reason = REASONS.indexOf(result.reason);
  reading.reason = Math.max(reading.reason, reason);
  if (reason >= REASONS.indexOf('bad_signature')) {
    reading.candidates--;
  }
  return undefined;
}

// Node.js gives a header's octets as Latin-1 characters. A value of more characters than the limit
// exceeds it in any reading.
function decodeUtf8(value: string, limit: number): string {
  if (value.length > limit || /[^\x00-\xff]/.test(value)) {
    return value;
  }
  const octets = Buffer.from(value, 'latin1');
  const text = octets.toString('utf8');
  return Buffer.from(text, 'utf8').equals(octets) ? text : value;
}

// Undefined if the text has more backslashes than are left.
function unquote(text: string, reading: Reading): string | undefined {
  let backslashes = 0;
  for (let place = text.indexOf('\\'); place >= 0; place = text.indexOf('\\', place + 1)) {
    backslashes++;
    if (backslashes > reading.backslashes) {
      return undefined;
    }
  }
  reading.backslashes -= backslashes;
  return text.replace(/\\([0-3][0-7]{2}|[\s\S])/g, (_escape, escaped: string) =>
    escaped.length === 3 ? String.fromCharCode(Number.parseInt(escaped, 8)) : escaped,
  );
}
