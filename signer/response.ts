import { describeKind, typeError } from './errors.js';
import { checkOptions } from './options.js';
import { type CookieOptions, loginCookieValue, logoutCookieValue } from './set-cookie.js';
import { generateToken, type SignOptions } from './token.js';

/**
 * The part of a Node.js `ServerResponse` that is used. Express, Connect and Fastify's raw response
 * have it too.
 */
export interface ServerResponseLike {
  readonly headersSent: boolean;
  getHeader(name: string): number | string | string[] | undefined;
  setHeader(name: string, value: string[]): unknown;
}

/** The part of a Fetch `Headers` that is used. */
export interface HeadersLike {
  append(name: string, value: string): void;
  getSetCookie(): string[];
}

/** The part of a Fetch `Response` that is used. */
export interface ResponseLike {
  readonly status: number;
  readonly headers: HeadersLike;
}

/** A response, or the headers of one, that can carry the cookie. */
export type CookieCarrier = ServerResponseLike | HeadersLike | ResponseLike;

/** How {@link spaLogin} signs the token and writes the cookie. `maxAge` applies to both. */
export interface LoginOptions extends SignOptions, CookieOptions {}

/**
 * Logs a user in: signs a token and appends its `Set-Cookie` to the response. Other cookies stay.
 *
 * @param response - A Node.js `ServerResponse`, or a Fetch `Response` or `Headers`.
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
  const append = createAppender(response);
  const given = checkOptions(options);
  append(loginCookieValue(generateToken(userId, given), given));
}

/**
 * Logs a user out: appends the `Set-Cookie` that removes the token. Give the options that the
 * cookie was written with.
 *
 * @param response - A Node.js `ServerResponse`, or a Fetch `Response` or `Headers`.
 * @throws TypeError for a value of the wrong type, and a response whose headers are sent or cannot
 *   be changed.
 * @throws RangeError for an option that cannot be used.
 * @example
 * ```ts
 * import { spaLogout } from 'pocket-spa-auth';
 *
 * const headers = new Headers();
 * spaLogout(headers);
 * headers.get('set-cookie'); // => "pocket-spa-token=; Max-Age=0; HttpOnly; Secure; SameSite=Lax; Path=/"
 * ```
 */
export function spaLogout(response: CookieCarrier, options?: CookieOptions): void {
  createAppender(response)(logoutCookieValue(options));
}

function createAppender(response: unknown): (cookie: string) => void {
  // setHeader is looked for first, because Express adds a method `append` to its responses.
  if (hasMethods<ServerResponseLike>(response, 'getHeader', 'setHeader')) {
    return createServerAppender(response);
  }
  if (hasMethods<HeadersLike>(response, 'append', 'getSetCookie')) {
    return createHeadersAppender(response);
  }
  const { headers, status } = Object(response) as Partial<ResponseLike>;
  // A Request has headers too, but no status.
  if (typeof status === 'number' && hasMethods<HeadersLike>(headers, 'append', 'getSetCookie')) {
    return createHeadersAppender(headers);
  }
  throw typeError(
    'ERR_SPA_AUTH_RESPONSE',
    `The response, ${describeKind(response)}, cannot carry a cookie. ` +
      'Give a Node.js ServerResponse, or a Fetch Response or Headers.',
  );
}

function createServerAppender(response: ServerResponseLike): (cookie: string) => void {
  if (response.headersSent) {
    throw typeError(
      'ERR_SPA_AUTH_HEADERS_SENT',
      "The response's headers have been sent. Log in or out before the first write.",
    );
  }
  return (cookie) => {
    const existing = response.getHeader('set-cookie') ?? [];
    response.setHeader('Set-Cookie', [existing, cookie].flat().map(String));
  };
}

function createHeadersAppender(headers: HeadersLike): (cookie: string) => void {
  return (cookie) => {
    try {
      headers.append('set-cookie', cookie);
    } catch {
      // Not passed on as the cause: a runtime may put the value, which holds the token, into its
      // message.
      throw typeError(
        'ERR_SPA_AUTH_HEADERS_IMMUTABLE',
        "The response's headers cannot be changed, as with Response.redirect() and fetch(). " +
          'Copy it first: new Response(response.body, response).',
      );
    }
  };
}

function hasMethods<T>(value: unknown, ...names: (keyof T)[]): value is T {
  return (
    typeof value === 'object' &&
    value !== null &&
    names.every((name) => typeof (value as T)[name] === 'function')
  );
}
