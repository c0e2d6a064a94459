import { describeKind, rangeError, typeError } from './errors.js';

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
