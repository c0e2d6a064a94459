import { cookieNameOf } from './cookie.js';
import { kindOf, wrongType, wrongValue } from './errors.js';
import { maxAgeOf, optionsOf } from './options.js';

/** Where a cookie of the token is valid; the same for writing it and for removing it. */
export interface CookieOptions {
  /** The cookie's name, an RFC 6265 token; `pocket-spa-token` unless given. */
  cookieName?: string | undefined;
  /** `Domain`, to share the cookie with subdomains; none unless given, which means this host only. */
  domain?: string | undefined;
  /** `Path`; `/` unless given. */
  path?: string | undefined;
  /** `SameSite`; `Lax` unless given. `None` needs `secure`. */
  sameSite?: 'Lax' | 'Strict' | 'None' | undefined;
  /** `Secure`; true unless given. False is for plain http on a development machine. */
  secure?: boolean | undefined;
  /** `Partitioned`; false unless given. Needs `secure`. */
  partitioned?: boolean | undefined;
}

/** How {@link loginCookieValue} writes the cookie. */
export interface LoginCookieOptions extends CookieOptions {
  /** `Max-Age` in whole seconds, 0 or more; 604,800 (seven days) unless given. Give the token's own. */
  maxAge?: number | undefined;
}

const MAX_PAIR = 4096;
const SAME_SITE = ['Lax', 'Strict', 'None'];

// What RFC 6265 section 4.1.1 keeps out of a cookie value, and "%" (SPEC 4).
const NOT_COOKIE_OCTETS = /[^\x21\x23\x24\x26-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]+/g;

/**
 * The value of a `Set-Cookie` header that logs a user in.
 *
 * @param token - Made by `generateToken`, or by another issuer of the same format.
 * @throws TypeError for a token or an option of the wrong type.
 * @throws RangeError for a token or an option that cannot be used, alone or beside another, and for a pair over 4,096 octets.
 * @example
 * ```ts
 * import { loginCookieValue } from 'pocket-spa-auth';
 *
 * loginCookieValue('a:1:b', { maxAge: 60 }); // => "pocket-spa-token=a:1:b; Max-Age=60; HttpOnly; Secure; SameSite=Lax; Path=/"
 * ```
 */
export function loginCookieValue(token: string, options?: LoginCookieOptions): string {
  const given = optionsOf(options);
  return setCookie(cookieValueOf(token), maxAgeOf(given.maxAge), given);
}

/**
 * The value of a `Set-Cookie` header that logs a user out. Give the options that the cookie was written with.
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
  return setCookie('', 0, optionsOf(options));
}

function setCookie(value: string, maxAge: number, options: CookieOptions): string {
  const name = cookieNameOf(options.cookieName);
  const secure = flagOf('secure', options.secure, true);
  const partitioned = flagOf('partitioned', options.partitioned, false);
  const sameSite = sameSiteOf(options.sameSite);
  const path = pathOf(options.path);
  const domain = domainOf(options.domain);
  requireHarmony(name, secure, partitioned, sameSite, path, domain);
  const pair = `${name}=${value}`;
  if (pair.length > MAX_PAIR) {
    throw wrongValue(
      'ERR_SPA_AUTH_COOKIE_SIZE',
      `The cookie's name and value have ${pair.length} octets; a browser keeps ${MAX_PAIR} at most. Sign a shorter user id.`,
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

function cookieValueOf(token: unknown): string {
  if (typeof token !== 'string') {
    throw wrongType(
      'ERR_SPA_AUTH_TOKEN',
      `The token is ${kindOf(token)}. Give generateToken's string.`,
    );
  }
  if (token === '' || /[\ud800-\udfff]/u.test(token)) {
    throw wrongValue(
      'ERR_SPA_AUTH_TOKEN',
      `The token, ${kindOf(token)}, is empty or holds a lone surrogate. Give generateToken's string.`,
    );
  }
  // All that encodeURIComponent leaves alone is a cookie octet: given only others, it encodes each of them.
  return token.replace(NOT_COOKIE_OCTETS, encodeURIComponent);
}

function flagOf(name: string, value: unknown, byDefault: boolean): boolean {
  if (value === undefined) {
    return byDefault;
  }
  if (typeof value !== 'boolean') {
    throw wrongType(
      'ERR_SPA_AUTH_COOKIE_ATTRIBUTE',
      `The option "${name}" is ${kindOf(value)}. Give true or false.`,
    );
  }
  return value;
}

function sameSiteOf(value: unknown): string {
  return textOf('sameSite', value, 'Lax', 'one of "Lax", "Strict" and "None"', (text) =>
    SAME_SITE.includes(text),
  );
}

function pathOf(value: unknown): string {
  const allowed = 'a path that begins with "/", in printable ASCII without ";"';
  return textOf('path', value, '/', allowed, (text) => /^\/[\x20-\x3a\x3c-\x7e]*$/.test(text));
}

function domainOf(value: unknown): string | undefined {
  const allowed = 'a host name in letters, digits, "-" and ".", such as "example.com"';
  return textOf('domain', value, undefined, allowed, (text) =>
    /^\.?[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)*$/.test(text),
  );
}

function textOf<Default>(
  name: string,
  value: unknown,
  byDefault: Default,
  allowed: string,
  isAllowed: (text: string) => boolean,
): string | Default {
  if (value === undefined) {
    return byDefault;
  }
  const message = `The option "${name}" is ${kindOf(value)}. Give ${allowed}.`;
  if (typeof value !== 'string') {
    throw wrongType('ERR_SPA_AUTH_COOKIE_ATTRIBUTE', message);
  }
  if (!isAllowed(value)) {
    throw wrongValue('ERR_SPA_AUTH_COOKIE_ATTRIBUTE', message);
  }
  return value;
}

// What a browser would drop without a word (SPEC 4). It reads the prefixes in any case: RFC 6265bis section 5.7.
function requireHarmony(
  name: string,
  secure: boolean,
  partitioned: boolean,
  sameSite: string,
  path: string,
  domain: string | undefined,
): void {
  if (!secure && (sameSite === 'None' || partitioned)) {
    throw wrongValue(
      'ERR_SPA_AUTH_COOKIE_ATTRIBUTE',
      'SameSite=None and Partitioned need Secure. Leave out "secure: false".',
    );
  }
  if (!secure && /^__(?:Secure|Host)-/i.test(name)) {
    throw wrongValue(
      'ERR_SPA_AUTH_COOKIE_NAME',
      'A name that begins with "__Secure-" or "__Host-" needs Secure. Leave out "secure: false".',
    );
  }
  if (/^__Host-/i.test(name) && (path !== '/' || domain !== undefined)) {
    throw wrongValue(
      'ERR_SPA_AUTH_COOKIE_NAME',
      'A name that begins with "__Host-" needs the path "/" and no domain. Leave both out.',
    );
  }
}
