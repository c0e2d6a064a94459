import { createGuard, REFUSAL_HEADERS, REFUSAL_STATUS, type TokenGuardOptions } from './guard.js';
import type { SpaTokenCookieOptions } from './renewal-options.js';
import { createRenewer } from './renewer.js';
import { renewOnServer, type ServerRequest, type ServerResponse } from './server.js';

export type * from './public-types.js';

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
 * Issues a token to a logged-in user who has no valid one, and clears a token that outlived its
 * session. Put it after the session middleware and before the routes.
 *
 * `getUserId` is called before the handler, on GET and HEAD only. Log in and out with
 * `spaLogin(ctx, …)` and `spaLogout(ctx)`.
 *
 * @throws TypeError for an option of the wrong type.
 * @throws RangeError for an option that cannot be used.
 * @example
 * ```ts
 * import { generateSecret } from 'pocket-spa-auth';
 * import { spaTokenCookieMiddleware } from 'pocket-spa-auth/koa';
 *
 * const secret = generateSecret();
 * const middleware = spaTokenCookieMiddleware({ getUserId: () => 'ada', secret });
 * middleware.length; // => 2
 * ```
 */
export function spaTokenCookieMiddleware<Context extends KoaContext>(
  options: SpaTokenCookieOptions<Context>,
): (ctx: Context, next: () => Promise<unknown>) => Promise<void> {
  const renewer = createRenewer(options, 'koa');
  return async (ctx, next) => {
    await renewOnServer(renewer, ctx, ctx.req, ctx.res);
    await next();
  };
}

/**
 * Admits a request if its cookie holds a valid token, with the user as `ctx.state.spaUser`, and
 * otherwise answers 401 with the reason.
 *
 * A missing secret is an error of each request, not of the start.
 *
 * @throws TypeError for an option of the wrong type.
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
  const guard = createGuard(options, 'koa');
  return async (ctx, next) => {
    const result = await guard(ctx.req.headers.cookie);
    if (!result.user) {
      ctx.status = REFUSAL_STATUS;
      ctx.set(REFUSAL_HEADERS);
      ctx.body = result.body;
      return;
    }
    Object.assign(ctx.state, { spaUser: result.user });
    await next();
  };
}
