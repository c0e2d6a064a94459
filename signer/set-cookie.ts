import { parseCookieName } from './cookie-name.js';
import { describeKind, rangeError, typeError } from './errors.js';
import { checkOptions, parseMaxAge } from './options.js';

/** The cookie's name and attributes. Use the same ones to write it and to remove it. */
export interface CookieOptions {
  /** The cookie's name, an RFC 6265 token. Default: `pocket-spa-token`. */
  cookieName?: string | undefined;
  /** `Domain`, to share the cookie with subdomains. Default: none, which means this host only. */
  domain?: string | undefined;
  /** `Path`. Default: `/`. */
  path?: string | undefined;
  /** `SameSite`. Default: `Lax`. `None` needs `secure`. */
  sameSite?: 'Lax' | 'Strict' | 'None' | undefined;
  /** `Secure`. Default: true. False is for plain http on a development machine. */
  secure?: boolean | undefined;
  /** `Partitioned`. Default: false. Needs `secure`. */
  partitioned?: boolean | undefined;
}

/** How {@link loginCookieValue} writes the cookie. */
export interface LoginCookieOptions extends CookieOptions {
  /**
   * `Max-Age` in whole seconds, the token's lifetime: 0 to 315,360,000 (ten years). Default:
   * 604,800 (seven days).
   */
  maxAge?: number | undefined;
}

const MAX_PAIR_OCTETS = 4096;
const SAME_SITE = ['Lax', 'Strict', 'None'];

// The characters that RFC 6265 section 4.1.1 excludes from a cookie value, and "%" (SPEC 4).
const NOT_COOKIE_OCTETS = /[^\x21\x23\x24\x26-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]+/g;

/**
 * The value of a `Set-Cookie` header that logs a user in.
 *
 * @param token - Made by `generateToken`, or by another issuer of the same format.
 * @throws TypeError for a token or an option of the wrong type.
 * @throws RangeError for a token or an option that cannot be used, alone or beside another, and for
 *   a name and value over 4,096 octets.
 * @example
 * ```ts
 * import { loginCookieValue } from 'pocket-spa-auth';
 *
 * loginCookieValue('a:1:b', { maxAge: 60 }); // => "pocket-spa-token=a:1:b; Max-Age=60; HttpOnly; Secure; SameSite=Lax; Path=/"
 * ```
 */
export function loginCookieValue(token: string, options?: LoginCookieOptions): string {
  const given = checkOptions(options);
  return formatSetCookie(encodeToken(token), parseMaxAge(given.maxAge), given);
}

/**
 * The value of a `Set-Cookie` header that logs a user out. Give the options that the cookie was
 * written with.
 *
 * @throws TypeError for an option of the wrong type.
 * @throws RangeError for an option that cannot be used, alone or beside another.
 * @example
 * ```ts
 * import { logoutCookieValue } from 'pocket-spa-auth';
 *
 * logoutCookieValue(); // => "pocket-spa-token=; Max-Age=0; HttpOnly; Secure; SameSite=Lax; Path=/"
 * ```
 */
export function logoutCookieValue(options?: CookieOptions): string {
  return formatSetCookie('', 0, checkOptions(options));
}

function formatSetCookie(value: string, maxAge: number, options: CookieOptions): string {
  const name = parseCookieName(options.cookieName);
  const secure = parseFlag('secure', options.secure, true);
  const partitioned = parseFlag('partitioned', options.partitioned, false);
  const sameSite = parseSameSite(options.sameSite);
  const path = parsePath(options.path);
  const domain = parseDomain(options.domain);
  assertCompatibleAttributes(name, secure, partitioned, sameSite, path, domain);
  const pair = `${name}=${value}`;
  if (pair.length > MAX_PAIR_OCTETS) {
    throw rangeError(
      'ERR_SPA_AUTH_COOKIE_SIZE',
      `The cookie's name and value have ${pair.length} octets; a browser keeps at most ` +
        `${MAX_PAIR_OCTETS}. Sign a shorter user id.`,
    );
  }
  return [
    pair,
    `Max-Age=${maxAge}`,
    'HttpOnly',
    secure && 'Secure',
    `SameSite=${sameSite}`,
    `Path=${path}`,
    domain && `Domain=${domain}`,
    partitioned && 'Partitioned',
  ]
    .filter(Boolean)
    .join('; ');
}

function encodeToken(token: unknown): string {
  if (typeof token !== 'string') {
    throw typeError(
      'ERR_SPA_AUTH_TOKEN',
      `The token is ${describeKind(token)}. Give generateToken's string.`,
    );
  }
  if (token === '' || /[\ud800-\udfff]/u.test(token)) {
    throw rangeError(
      'ERR_SPA_AUTH_TOKEN',
      `The token, ${describeKind(token)}, is empty or contains a lone surrogate. ` +
        "Give generateToken's string.",
    );
  }
  // encodeURIComponent only leaves cookie octets unencoded, so it encodes every one of these.
  return token.replace(NOT_COOKIE_OCTETS, encodeURIComponent);
}

function parseFlag(name: string, value: unknown, byDefault: boolean): boolean {
  if (value === undefined) {
    return byDefault;
  }
  if (typeof value !== 'boolean') {
    throw typeError(
      'ERR_SPA_AUTH_COOKIE_ATTRIBUTE',
      `The option "${name}" is ${describeKind(value)}. Give true or false.`,
    );
  }
  return value;
}

function parseSameSite(value: unknown): string {
  return parseText('sameSite', value, 'Lax', 'one of "Lax", "Strict" and "None"', (text) =>
    SAME_SITE.includes(text),
  );
}

function parsePath(value: unknown): string {
  const allowed = 'a path that begins with "/", in printable ASCII without ";"';
  return parseText('path', value, '/', allowed, (text) => /^\/[\x20-\x3a\x3c-\x7e]*$/.test(text));
}

function parseDomain(value: unknown): string | undefined {
  const allowed = 'a host name in letters, digits, "-" and ".", such as "example.com"';
  return parseText('domain', value, undefined, allowed, (text) =>
    /^\.?[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)*$/.test(text),
  );
}

function parseText<Default>(
  name: string,
  value: unknown,
  byDefault: Default,
  allowed: string,
  isAllowed: (text: string) => boolean,
): string | Default {
  if (value === undefined) {
    return byDefault;
  }
  const message = `The option "${name}" is ${describeKind(value)}. Give ${allowed}.`;
  if (typeof value !== 'string') {
    throw typeError('ERR_SPA_AUTH_COOKIE_ATTRIBUTE', message);
  }
  if (!isAllowed(value)) {
    throw rangeError('ERR_SPA_AUTH_COOKIE_ATTRIBUTE', message);
  }
  return value;
}

// Rejects cookies that a browser would silently drop (SPEC 4). It matches the prefixes in any case:
// RFC 6265bis section 5.7.
function assertCompatibleAttributes(
  name: string,
  secure: boolean,
  partitioned: boolean,
  sameSite: string,
  path: string,
  domain: string | undefined,
): void {
  if (!secure && (sameSite === 'None' || partitioned)) {
    throw rangeError(
      'ERR_SPA_AUTH_COOKIE_ATTRIBUTE',
      'SameSite=None and Partitioned need Secure. Leave out "secure: false".',
    );
  }
  if (!secure && /^__(?:Secure|Host)-/i.test(name)) {
    throw rangeError(
      'ERR_SPA_AUTH_COOKIE_NAME',
      'A name that begins with "__Secure-" or "__Host-" needs Secure. Leave out "secure: false".',
    );
  }
  if (/^__Host-/i.test(name) && (path !== '/' || domain !== undefined)) {
    throw rangeError(
      'ERR_SPA_AUTH_COOKIE_NAME',
      'A name that begins with "__Host-" needs the path "/" and no domain. Leave both out.',
    );
  }
}
