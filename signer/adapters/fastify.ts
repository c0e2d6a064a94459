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
 * Issues a token to whoever is logged in and has none that is good, and clears one that is left behind. Register it after the session
 * plugin; it holds for the whole scope that it is registered in.
 *
 * Who is logged in is asked before the handler, on GET and HEAD only. Log in and out with `spaLogin(reply.raw, …)` and `spaLogout(reply.raw)`.
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
  const renewer = renewerOf(options);
  app.addHook('preHandler', (request, reply) =>
    renewOnServer(renewer, request as Request, request.raw, reply.raw),
  );
}

// What fastify-plugin would set: the hook is for the scope that registers it, not for one of its own.
Object.assign(spaTokenCookiePlugin, {
  [Symbol.for('skip-override')]: true,
  [Symbol.for('fastify.display-name')]: 'pocket-spa-auth',
});

/**
 * A hook that lets a request through if its cookie holds a valid token, with the user as `request.spaUser`; answers 401 with the reason
 * otherwise. For a route's `preHandler`, which comes after the plugin's: in `onRequest` a refusal would be sent before the plugin is reached.
 *
 * @throws TypeError for an option of the wrong type, and where there is no secret.
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
  const admit = guardOf(options);
  return async (request, reply) => {
    const admission = await admit(request.raw.headers.cookie);
    if (!admission.user) {
      reply.code(REFUSAL_STATUS).headers(REFUSAL_HEADERS).send(admission.body);
      // Tells Fastify that the answer is on its way.
      return reply;
    }
    Object.assign(request, { spaUser: admission.user });
    return undefined;
  };
}
