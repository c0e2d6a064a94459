import {
  createGuard,
  REFUSAL_HEADERS,
  REFUSAL_STATUS,
  type SpaUser,
  type TokenGuardOptions,
} from './guard.js';
import type { SpaTokenCookieOptions } from './renewal-options.js';
import { createRenewer } from './renewer.js';
import { renewOnServer, type ServerRequest, type ServerResponse } from './server.js';

export type * from './public-types.js';

/** Calls the next handler, or the error handler with an error. */
export type Next = (error?: unknown) => void;

/** The part of a Node.js `ServerResponse` that a guard uses. */
export interface RefusableResponse {
  writeHead(status: number, headers: Record<string, string>): { end(body: string): unknown };
}

/**
 * Issues a token to a logged-in user who has no valid one, and clears a token that outlived its
 * session. For Express, Connect and plain `node:http`. Put it after the session middleware and
 * before the routes.
 *
 * `getUserId` is called before the handler, on GET and HEAD only. Log in and out with
 * `spaLogin` and `spaLogout`.
 *
 * Without `next`, await the promise that it returns.
 *
 * @throws TypeError for an option of the wrong type.
 * @throws RangeError for an option that cannot be used.
 * @example
 * ```ts
 * import { generateSecret } from 'pocket-spa-auth';
 * import { spaTokenCookieMiddleware } from 'pocket-spa-auth/node';
 *
 * const secret = generateSecret();
 * const middleware = spaTokenCookieMiddleware({ getUserId: () => 'ada', secret });
 * typeof middleware; // => "function"
 * ```
 */
export function spaTokenCookieMiddleware<Request extends ServerRequest>(
  options: SpaTokenCookieOptions<Request>,
): (request: Request, response: ServerResponse, next?: Next) => Promise<void> {
  const renewer = createRenewer(options, 'node');
  return async (request, response, next) => {
    const ready = renewOnServer(renewer, request, request, response);
    await (next ? ready.then(() => next(), next) : ready);
  };
}

/**
 * Admits a request if its cookie holds a valid token, with the user as `request.spaUser`, and
 * otherwise answers 401 with the reason.
 *
 * A missing secret is an error of each request, not of the start.
 *
 * @throws TypeError for an option of the wrong type.
 * @throws RangeError for an option that cannot be used.
 * @example
 * ```ts
 * import { generateSecret } from 'pocket-spa-auth';
 * import { requireToken } from 'pocket-spa-auth/node';
 *
 * const guard = requireToken({ secret: generateSecret() });
 * guard.length; // => 3
 * ```
 */
export function requireToken(
  options?: TokenGuardOptions,
): (
  request: ServerRequest & { spaUser?: SpaUser },
  response: RefusableResponse,
  next?: Next,
) => Promise<void> {
  const guard = createGuard(options, 'node');
  return async (request, response, next) => {
    const checked = guard(request.headers.cookie).then((result) => {
      if (!result.user) {
        response.writeHead(REFUSAL_STATUS, REFUSAL_HEADERS).end(result.body);
        return false;
      }
      request.spaUser = result.user;
      return true;
    });
    await (next ? checked.then((isAdmitted) => isAdmitted && next(), next) : checked);
  };
}
