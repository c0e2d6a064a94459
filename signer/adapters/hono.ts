import {
  guardOf,
  REFUSAL_HEADERS,
  REFUSAL_STATUS,
  type SpaUser,
  type TokenGuardOptions,
} from './guard.js';
import type { SpaTokenCookieOptions } from './options.js';
import { renewerOf } from './renewer.js';
import { addCookie, type Fields } from './response.js';
import { upgradesToWebSocket } from './upgrade.js';

export type { SpaTokenCookieOptions, SpaUser, TokenGuardOptions };

/** The variable that `requireToken` sets, for `new Hono<{ Variables: SpaVariables }>()`. */
export interface SpaVariables {
  spaUser: SpaUser;
}

/** The part of a Hono context that is used. */
export interface HonoContext {
  readonly req: { header(name: string): string | undefined };
  readonly res: { readonly headers: Pick<Fields, 'get' | 'getSetCookie'> };
  header(name: string, value: string, options?: { append?: boolean }): void;
}

/** The part of a Hono context that a guard uses. */
export interface GuardedHonoContext {
  readonly req: { header(name: string): string | undefined };
  set(name: 'spaUser', value: SpaUser): void;
}

/**
 * Issues a token to whoever is logged in and has none that is good, and clears one that is left behind. Put it after the session
 * middleware and before the routes.
 *
 * Who is logged in is asked after the handler, whatever the method, so that a session that it began or ended counts.
 *
 * @throws TypeError for an option of the wrong type.
 * @throws RangeError for an option that cannot be used.
 * @example
 * ```ts
 * import { generateSecret } from 'pocket-spa-auth';
 * import { spaTokenCookieMiddleware } from 'pocket-spa-auth/hono';
 *
 * const middleware = spaTokenCookieMiddleware({ getUserId: () => 'ada', secret: generateSecret() });
 * middleware.length; // => 2
 * ```
 */
export function spaTokenCookieMiddleware<Context extends HonoContext>(
  options: SpaTokenCookieOptions<Context>,
): (c: Context, next: () => Promise<void>) => Promise<void> {
  const renewer = renewerOf(options);
  return async (c, next) => {
    await next();
    if (!renewer || upgradesToWebSocket(c.req.header('upgrade'))) {
      return;
    }
    const cookie = await renewer.cookieFor(c, c.req.header('cookie'));
    if (cookie !== undefined) {
      addCookie(fieldsOf(c), renewer.cookieName, cookie);
    }
  };
}

// Written through the context, which copies a response whose headers cannot be changed.
function fieldsOf(c: HonoContext): Fields {
  return {
    get: (name) => c.res.headers.get(name),
    set: (name, value) => c.header(name, value),
    append: (name, value) => c.header(name, value, { append: true }),
    getSetCookie: () => c.res.headers.getSetCookie(),
  };
}

/**
 * Lets a request through if its cookie holds a valid token, with the user as `c.get('spaUser')`; answers 401 with the reason otherwise.
 *
 * @throws TypeError for an option of the wrong type, and where there is no secret.
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
  const admit = guardOf(options);
  return async (c, next) => {
    const admission = await admit(c.req.header('cookie'));
    if (!admission.user) {
      return new Response(admission.body, { status: REFUSAL_STATUS, headers: REFUSAL_HEADERS });
    }
    c.set('spaUser', admission.user);
    await next();
    return undefined;
  };
}
