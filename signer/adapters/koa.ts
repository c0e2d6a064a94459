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

/** The part of a Koa context that is used. */
export interface KoaContext {
  readonly req: ServerRequest;
  readonly res: ServerResponse;
}

/** The part of a Koa context that a guard uses. */
export interface GuardedKoaContext {
  readonly req: ServerRequest;
  readonly state: object;
  status: number;
  body: unknown;
  set(headers: Record<string, string>): void;
}

/**
 * Issues a token to whoever is logged in and has none that is good, and clears one that is left behind. Put it after the session
 * middleware and before the routes.
 *
 * Who is logged in is asked before the handler, on GET and HEAD only. Log in and out with `spaLogin(ctx.res, …)` and `spaLogout(ctx.res)`.
 *
 * @throws TypeError for an option of the wrong type.
 * @throws RangeError for an option that cannot be used.
 * @example
 * ```ts
 * import { generateSecret } from 'pocket-spa-auth';
 * import { spaTokenCookieMiddleware } from 'pocket-spa-auth/koa';
 *
 * const middleware = spaTokenCookieMiddleware({ getUserId: () => 'ada', secret: generateSecret() });
 * middleware.length; // => 2
 * ```
 */
export function spaTokenCookieMiddleware<Context extends KoaContext>(
  options: SpaTokenCookieOptions<Context>,
): (ctx: Context, next: () => Promise<unknown>) => Promise<void> {
  const renewer = renewerOf(options);
  return async (ctx, next) => {
    await renewOnServer(renewer, ctx, ctx.req, ctx.res);
    await next();
  };
}

/**
 * Lets a request through if its cookie holds a valid token, with the user as `ctx.state.spaUser`; answers 401 with the reason otherwise.
 *
 * @throws TypeError for an option of the wrong type, and where there is no secret.
 * @throws RangeError for an option that cannot be used.
 * @example
 * ```ts
 * import { generateSecret } from 'pocket-spa-auth';
 * import { requireToken } from 'pocket-spa-auth/koa';
 *
 * const guard = requireToken({ secret: generateSecret() });
 * guard.length; // => 2
 * ```
 */
export function requireToken(
  options?: TokenGuardOptions,
): (ctx: GuardedKoaContext, next: () => Promise<unknown>) => Promise<void> {
  const admit = guardOf(options);
  return async (ctx, next) => {
    const admission = await admit(ctx.req.headers.cookie);
    if (!admission.user) {
      ctx.status = REFUSAL_STATUS;
      ctx.set(REFUSAL_HEADERS);
      ctx.body = admission.body;
      return;
    }
    Object.assign(ctx.state, { spaUser: admission.user });
    await next();
  };
}
