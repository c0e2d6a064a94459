import type { ResponseHeaders } from '../response-headers.js';
import {
  createGuard,
  REFUSAL_HEADERS,
  REFUSAL_STATUS,
  type SpaUser,
  type TokenGuardOptions,
} from './guard.js';
import { upgradesToWebSocket } from './renewal-cookie.js';
import type { SpaTokenCookieOptions } from './renewal-options.js';
import { createRenewer } from './renewer.js';

export type * from './public-types.js';

/** The variable that `requireToken` sets, for `new Hono<{ Variables: SpaVariables }>()`. */
export interface SpaVariables {
  spaUser: SpaUser;
}

/** The part of a Hono context that is used. */
export interface HonoContext {
  readonly req: { header(name: string): string | undefined };
  readonly res: { readonly headers: Pick<ResponseHeaders, 'get' | 'getSetCookie'> };
  header(name: string, value: string, options?: { append?: boolean }): void;
}

/** The part of a Hono context that a guard uses. */
export interface GuardedHonoContext {
  readonly req: { header(name: string): string | undefined };
  set(name: 'spaUser', value: SpaUser): void;
}

/**
 * Issues a token to a logged-in user who has no valid one, and clears a token that outlived its
 * session. Put it after the session middleware and before the routes.
 *
 * `getUserId` is called after the handler, for every method, so that a session that the handler
 * began or ended counts.
 *
 * @throws TypeError for an option of the wrong type.
 * @throws RangeError for an option that cannot be used.
 * @example
 * ```ts
 * import { generateSecret } from 'pocket-spa-auth';
 * import { spaTokenCookieMiddleware } from 'pocket-spa-auth/hono';
 *
 * const secret = generateSecret();
 * const middleware = spaTokenCookieMiddleware({ getUserId: () => 'ada', secret });
 * middleware.length; // => 2
 * ```
 */
export function spaTokenCookieMiddleware<Context extends HonoContext>(
  options: SpaTokenCookieOptions<Context>,
): (c: Context, next: () => Promise<void>) => Promise<void> {
  const renewer = createRenewer(options, 'hono');
  return async (c, next) => {
    await next();
    if (!renewer || upgradesToWebSocket(c.req.header('upgrade'))) {
      return;
    }
    const cookie = await renewer.cookieFor(c, c.req.header('cookie'));
    if (cookie !== undefined) {
      renewer.addTo(responseHeaders(c), cookie);
    }
  };
}

// Writes through the context, which copies a response whose headers cannot be changed.
function responseHeaders(c: HonoContext): ResponseHeaders {
  return {
    get: (name) => c.res.headers.get(name),
    set: (name, value) => c.header(name, value),
    append: (name, value) => c.header(name, value, { append: true }),
    getSetCookie: () => c.res.headers.getSetCookie(),
  };
}

/**
 * Admits a request if its cookie holds a valid token, with the user as `c.get('spaUser')`, and
 * otherwise answers 401 with the reason.
 *
 * A missing secret is an error of each request, not of the start.
 *
 * @throws TypeError for an option of the wrong type.
 * @throws RangeError for an option that cannot be used.
 * @example
 * ```ts
 * import { generateSecret } from 'pocket-spa-auth';
 * import { requireToken } from 'pocket-spa-auth/hono';
 *
 * const guard = requireToken({ secret: generateSecret() });
 * guard.length; // => 2
 * ```
 */
export function requireToken(
  options?: TokenGuardOptions,
): (c: GuardedHonoContext, next: () => Promise<void>) => Promise<Response | undefined> {
  const guard = createGuard(options, 'hono');
  return async (c, next) => {
    const result = await guard(c.req.header('cookie'));
    if (!result.user) {
      return new Response(result.body, { status: REFUSAL_STATUS, headers: REFUSAL_HEADERS });
    }
    c.set('spaUser', result.user);
    await next();
    return undefined;
  };
}
