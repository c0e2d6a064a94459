import {
  guardOf,
  REFUSAL_HEADERS,
  REFUSAL_STATUS,
  type SpaUser,
  type TokenGuardOptions,
} from './guard.js';
import type { SpaTokenCookieOptions } from './options.js';
import { renewerOf } from './renewer.js';
import { renewOnServer, type ServerRequest, type ServerResponse } from './server.js';

export type { SpaTokenCookieOptions, SpaUser, TokenGuardOptions };

/** Goes on to the next handler, or with an error to the one for errors. */
export type Next = (error?: unknown) => void;

/** What a refusal is written with. */
export interface RefusableResponse {
  writeHead(status: number, headers: Record<string, string>): { end(body: string): unknown };
}

/**
 * Issues a token to whoever is logged in and has none that is good, and clears one that is left behind: for Express, Connect and
 * plain `node:http`. Put it after the session middleware and before the routes.
 *
 * Who is logged in is asked before the handler, on GET and HEAD only. Log in and out with `spaLogin` and `spaLogout`.
 *
 * Without `next` it gives a promise to wait for.
 *
 * @throws TypeError for an option of the wrong type.
 * @throws RangeError for an option that cannot be used.
 * @example
 * ```ts
 * import { generateSecret } from 'pocket-spa-auth';
 * import { spaTokenCookieMiddleware } from 'pocket-spa-auth/node';
 *
 * const middleware = spaTokenCookieMiddleware({ getUserId: () => 'ada', secret: generateSecret() });
 * typeof middleware; // => "function"
 * ```
 */
export function spaTokenCookieMiddleware<Request extends ServerRequest>(
  options: SpaTokenCookieOptions<Request>,
): (request: Request, response: ServerResponse, next?: Next) => Promise<void> {
  const renewer = renewerOf(options);
  return async (request, response, next) => {
    const ready = renewOnServer(renewer, request, request, response);
    await (next ? ready.then(() => next(), next) : ready);
  };
}

/**
 * Lets a request through if its cookie holds a valid token, with the user as `request.spaUser`; answers 401 with the reason otherwise.
 *
 * @throws TypeError for an option of the wrong type, and where there is no secret.
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
  const admit = guardOf(options);
  return async (request, response, next) => {
    const admitted = admit(request.headers.cookie).then((admission) => {
      if (!admission.user) {
        response.writeHead(REFUSAL_STATUS, REFUSAL_HEADERS).end(admission.body);
        return false;
      }
      request.spaUser = admission.user;
      return true;
    });
    await (next ? admitted.then((goesOn) => goesOn && next(), next) : admitted);
  };
}
