import {
  guardOf,
  REFUSAL_HEADERS,
  REFUSAL_STATUS,
  type SpaUser,
  type TokenGuardOptions,
} from './guard.js';
import type { SpaTokenCookieOptions } from './options.js';
import { renewerOf } from './renewer.js';
import { addCookie } from './response.js';
import { upgradesToWebSocket } from './upgrade.js';

export type { SpaTokenCookieOptions, SpaUser, TokenGuardOptions };

/** The part of a Fetch `Request` that is used. */
export interface FetchRequest {
  readonly headers: { get(name: string): string | null };
}

// Below it stand 101, the upgrade to a WebSocket, and 0, Response.error(): neither is an answer that can carry a cookie.
const FIRST_FINAL = 200;

/**
 * A handler whose responses issue a token to whoever is logged in and has none that is good, and clear one that is left behind: for
 * whatever maps a `Request` to a `Response`, such as route handlers and loaders. Further arguments are passed on.
 *
 * Who is logged in is asked after the handler, whatever the method, so that a session that it began or ended counts.
 *
 * @throws TypeError for an option of the wrong type.
 * @throws RangeError for an option that cannot be used.
 * @example
 * ```ts
 * import { generateSecret } from 'pocket-spa-auth';
 * import { withSpaTokenCookie } from 'pocket-spa-auth/fetch';
 *
 * const page = () => new Response('hello');
 * const handler = withSpaTokenCookie(page, { getUserId: () => 'ada', secret: generateSecret() });
 * const response = await handler(new Request('https://app.example/'));
 * response.headers.get('cache-control'); // => "private"
 * ```
 */
export function withSpaTokenCookie<Request extends FetchRequest, Rest extends unknown[]>(
  handler: (request: Request, ...rest: Rest) => Response | PromiseLike<Response>,
  options: SpaTokenCookieOptions<Request>,
): (request: Request, ...rest: Rest) => Promise<Response> {
  const renewer = renewerOf(options);
  return async (request, ...rest) => {
    const response = await handler(request, ...rest);
    if (
      !renewer ||
      response.status < FIRST_FINAL ||
      upgradesToWebSocket(request.headers.get('upgrade'))
    ) {
      return response;
    }
    const cookie = await renewer.cookieFor(request, request.headers.get('cookie'));
    return cookie === undefined ? response : carrying(response, renewer.cookieName, cookie);
  };
}

function carrying(response: Response, cookieName: string, cookie: string): Response {
  try {
    addCookie(response.headers, cookieName, cookie);
    return response;
  } catch {
    // The headers of Response.redirect() and fetch() cannot be changed.
    const copy = new Response(response.body, response);
    addCookie(copy.headers, cookieName, cookie);
    return copy;
  }
}

/**
 * A handler that is reached only with a valid token, and gets the user as its second argument; others are answered 401 with the
 * reason. Further arguments are passed on.
 *
 * @throws TypeError for an option of the wrong type, and where there is no secret.
 * @throws RangeError for an option that cannot be used.
 * @example
 * ```ts
 * import { generateSecret } from 'pocket-spa-auth';
 * import { requireToken } from 'pocket-spa-auth/fetch';
 *
 * const handler = requireToken((_request, user) => Response.json(user), { secret: generateSecret() });
 * const response = await handler(new Request('https://app.example/'));
 * await response.json(); // => { "error": "unauthenticated", "reason": "missing" }
 * ```
 */
export function requireToken<Request extends FetchRequest, Rest extends unknown[]>(
  handler: (request: Request, user: SpaUser, ...rest: Rest) => Response | PromiseLike<Response>,
  options?: TokenGuardOptions,
): (request: Request, ...rest: Rest) => Promise<Response> {
  const admit = guardOf(options);
  return async (request, ...rest) => {
    const admission = await admit(request.headers.get('cookie'));
    return admission.user
      ? handler(request, admission.user, ...rest)
      : new Response(admission.body, { status: REFUSAL_STATUS, headers: REFUSAL_HEADERS });
  };
}
