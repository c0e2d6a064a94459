import { type CookieCarrier, carrierHeaders } from './carrier.js';
import { CLEAR_SITE_DATA, checkOptions, parseClearSiteData } from './options.js';
import { type CookieOptions, loginCookieValue, logoutCookieValue } from './set-cookie.js';
import { generateToken, type SignOptions } from './token.js';

/** How {@link spaLogin} signs the token and writes the cookie. `maxAge` applies to both. */
export interface LoginOptions extends SignOptions, CookieOptions {}

/** How {@link spaLogout} removes the cookie. */
export interface LogoutOptions extends CookieOptions {
  /**
   * `"cache"`: the response also has `Clear-Site-Data: "cache"`, which makes the browser forget
   * what it has cached of the site. Default: off. Browsers ignore it over plain http.
   */
  clearSiteData?: 'cache' | undefined;
}

/**
 * Logs a user in: signs a token and adds its `Set-Cookie` to the response. Other cookies stay, and
 * it stays beside those that are set later.
 *
 * @param response - A Node.js or Express response, a Fetch `Response` or `Headers`, a Fastify
 *   reply, or a Koa or Hono context.
 * @throws TypeError for a value of the wrong type, a missing secret, and a response whose headers
 *   are sent or cannot be changed.
 * @throws RangeError for a user id or an option that cannot be used.
 * @example
 * ```ts
 * import { generateSecret, spaLogin } from 'pocket-spa-auth';
 *
 * const response = new Response(null, { status: 302, headers: { location: '/' } });
 * spaLogin(response, 'alice', { secret: generateSecret() });
 * response.headers.getSetCookie().length; // => 1
 * ```
 */
export function spaLogin(response: CookieCarrier, userId: string, options?: LoginOptions): void {
  const headers = carrierHeaders(response);
  const given = checkOptions(options);
  headers.addCookie(loginCookieValue(generateToken(userId, given), given));
}

/**
 * Logs a user out: adds the `Set-Cookie` that removes the token. Give the options that the cookie
 * was written with.
 *
 * @param response - A Node.js or Express response, a Fetch `Response` or `Headers`, a Fastify
 *   reply, or a Koa or Hono context.
 * @throws TypeError for a value of the wrong type, and a response whose headers are sent or cannot
 *   be changed.
 * @throws RangeError for an option that cannot be used.
 * @example
 * ```ts
 * import { spaLogout } from 'pocket-spa-auth';
 *
 * const headers = new Headers();
 * spaLogout(headers, { clearSiteData: 'cache' });
 * headers.get('set-cookie'); // => "pocket-spa-token=; Max-Age=0; HttpOnly; Secure; SameSite=Lax; Path=/"
 * headers.get('clear-site-data'); // => "\"cache\""
 * ```
 */
export function spaLogout(response: CookieCarrier, options?: LogoutOptions): void {
  const headers = carrierHeaders(response);
  const cookie = logoutCookieValue(options);
  const clearsSiteData = parseClearSiteData(options?.clearSiteData);
  headers.addCookie(cookie);
  if (clearsSiteData) {
    headers.append(CLEAR_SITE_DATA.name, CLEAR_SITE_DATA.value);
  }
}
