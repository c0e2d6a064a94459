import { createGuard, REFUSAL_HEADERS, REFUSAL_STATUS, type TokenGuardOptions } from './guard.js';
import type { SpaTokenCookieOptions } from './renewal-options.js';
import { createRenewer } from './renewer.js';
import { renewOnServer, type ServerRequest, type ServerResponse } from './server.js';

export type * from './public-types.js';

/** The part of a Fastify instance that is used. */
export interface FastifyHost {
  addHook(
    name: 'preHandler',
    hook: (request: FastifyRequest, reply: FastifyReply) => Promise<void>,
  ): unknown;
}

/** The part of a Fastify request that is used. */
export interface FastifyRequest {
  readonly raw: ServerRequest;
}

/** The part of a Fastify reply that is used. */
export interface FastifyReply {
  readonly raw: ServerResponse;
}

/** The part of a Fastify reply that a guard uses. */
export interface RefusableReply {
  code(status: number): RefusableReply;
  headers(values: Record<string, string>): RefusableReply;
  send(body: string): unknown;
}

/**
 * Issues a token to a logged-in user who has no valid one, and clears a token that outlived its
 * session. Register it after the session plugin; it applies to the whole scope that registers it.
 *
 * `getUserId` is called before the handler, on GET and HEAD only. Log in and out with
 * `spaLogin(reply, …)` and `spaLogout(reply)`.
 *
 * @throws TypeError for an option of the wrong type.
 * @throws RangeError for an option that cannot be used.
 * @example
 * ```ts
 * import { spaTokenCookiePlugin } from 'pocket-spa-auth/fastify';
 *
 * spaTokenCookiePlugin.length; // => 2
 * ```
 */
export async function spaTokenCookiePlugin<Request extends FastifyRequest>(
  app: FastifyHost,
  options: SpaTokenCookieOptions<Request>,
): Promise<void> {
  const renewer = createRenewer(options, 'fastify');
  app.addHook('preHandler', (request, reply) =>
    renewOnServer(renewer, request as Request, request.raw, reply.raw),
  );
}

// The properties that fastify-plugin sets: the hook belongs to the scope that registers the plugin,
// not to a scope of its own.
Object.assign(spaTokenCookiePlugin, {
  [Symbol.for('skip-override')]: true,
  [Symbol.for('fastify.display-name')]: 'pocket-spa-auth',
});

/**
 * A hook that admits a request if its cookie holds a valid token, with the user as
 * `request.spaUser`, and otherwise answers 401 with the reason. Use it as a route's `preHandler`,
 * which runs after the plugin's: in `onRequest` a refusal would be sent before the plugin runs.
 *
 * A missing secret is an error of each request, not of the start.
 *
 * @throws TypeError for an option of the wrong type.
 * @throws RangeError for an option that cannot be used.
 * @example
 * ```ts
 * import { generateSecret } from 'pocket-spa-auth';
 * import { requireToken } from 'pocket-spa-auth/fastify';
 *
 * const guard = requireToken({ secret: generateSecret() });
 * guard.length; // => 2
 * ```
 */
export function requireToken(
  options?: TokenGuardOptions,
): (request: FastifyRequest, reply: RefusableReply) => Promise<unknown> {
  const guard = createGuard(options, 'fastify');
  return async (request, reply) => {
    const result = await guard(request.raw.headers.cookie);
    if (!result.user) {
      reply.code(REFUSAL_STATUS).headers(REFUSAL_HEADERS).send(result.body);
      // Tells Fastify that the response has been sent.
      return reply;
    }
    Object.assign(request, { spaUser: result.user });
    return undefined;
  };
}
