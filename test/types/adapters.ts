// Compiled, never run: a line that must not compile is marked. Checks that the frameworks' types
// are compatible with the structural types of the adapters.

import { createServer, type IncomingMessage } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import express from 'express';
import Fastify, { type FastifyRequest } from 'fastify';
import { type Context, Hono } from 'hono';
import Koa from 'koa';
import * as fastify from '../../signer/adapters/fastify.js';
import * as fetchAdapter from '../../signer/adapters/fetch.js';
import * as hono from '../../signer/adapters/hono.js';
import * as koa from '../../signer/adapters/koa.js';
import * as node from '../../signer/adapters/node.js';
import type { KeyRing } from '../../signer/index.js';

declare function is<Expected>(): <Actual>(
  actual: Actual,
  ...same: [Expected] extends [Actual] ? ([Actual] extends [Expected] ? [] : [never]) : [never]
) => void;
declare const ring: KeyRing;

// Express infers the request's type.
const app = express();
app.use(node.spaTokenCookieMiddleware({ getUserId: (request) => request.get('x-user') }));
app.use(
  node.spaTokenCookieMiddleware({
    getUserId: async (request: express.Request) => request.get('x-user') ?? null,
    secret: ring,
    maxAge: 3600,
    renewBefore: 600,
    absoluteMaxAge: 86_400,
    getSessionStart: () => null,
    shouldIssue: (request: express.Request) => request.accepts('html') !== false,
    enabled: true,
    now: () => 1,
    sameSite: 'Strict',
  }),
);
app.get('/me', node.requireToken({ secret: ring, now: () => 1 }), (_request, response) => {
  response.end();
});

// Plain http and http2.
const middleware = node.spaTokenCookieMiddleware({
  getUserId: (request: IncomingMessage) => request.headers.from,
});
createServer((request, response) => {
  is<Promise<void>>()(middleware(request, response));
  void middleware(request, response, (error) => is<unknown>()(error));
  const guarded: IncomingMessage & { spaUser?: node.SpaUser } = request;
  node.requireToken()(guarded, response, () => is<string | undefined>()(guarded.spaUser?.userId));
});
const anyServer = node.spaTokenCookieMiddleware({ getUserId: (request) => request.headers.cookie });
createHttp2Server((request, response) => void anyServer(request, response));

// Fastify.
const fastifyApp = Fastify();
fastifyApp.register(fastify.spaTokenCookiePlugin, {
  getUserId: (request: FastifyRequest) => request.ip,
  secret: ring,
});
fastifyApp.get('/me', { onRequest: fastify.requireToken() }, async () => 'me');
fastifyApp.get('/me', { preHandler: [fastify.requireToken({ now: 1 })] }, async () => 'me');

// Hono, with the user as a typed variable.
const honoApp = new Hono<{ Variables: hono.SpaVariables }>();
honoApp.use(hono.spaTokenCookieMiddleware({ getUserId: (c: Context) => c.req.query('user') }));
honoApp.get('/me', hono.requireToken(), (c) => c.json(c.get('spaUser').userId));

// Koa.
const koaApp = new Koa();
koaApp.use(koa.spaTokenCookieMiddleware({ getUserId: (ctx: Koa.Context) => ctx.ip }));
koaApp.use(koa.requireToken({ secret: ring }));

// Fetch: the request keeps its own class, and further arguments pass through.
class OwnRequest extends Request {
  readonly own = true;
}
const page = async (request: OwnRequest, context: { params: string }) =>
  new Response(`${request.own} ${context.params}`);
const handler = fetchAdapter.withSpaTokenCookie(page, {
  getUserId: (request) => String(request.own),
});
is<(request: OwnRequest, context: { params: string }) => Promise<Response>>()(handler);
const guarded = fetchAdapter.requireToken(
  (_request: Request, user, id: number) => Response.json([user.userId, user.expiry, id]),
  { clockTolerance: 5 },
);
is<(request: Request, id: number) => Promise<Response>>()(guarded);

// A secret may be a function that gives none, or a promise.
node.requireToken({ secret: () => process.env.OTHER_SECRET });
node.requireToken({ secret: async () => ring });
hono.spaTokenCookieMiddleware({ getUserId: () => 'a', secret: async () => undefined });
koa.spaTokenCookieMiddleware({ getUserId: () => 'a', clearSiteData: 'cache' });

// @ts-expect-error getUserId is required
node.spaTokenCookieMiddleware({});
// @ts-expect-error a user id is text
node.spaTokenCookieMiddleware({ getUserId: () => 5 });
// @ts-expect-error the clock is a function
node.spaTokenCookieMiddleware({ getUserId: () => 'a', now: 1 });
// @ts-expect-error the start of a session is in Unix seconds
node.spaTokenCookieMiddleware({ getUserId: () => 'a', getSessionStart: () => new Date() });
// @ts-expect-error a user has an expiry
const user: fetchAdapter.SpaUser = { userId: 'a' };
void user;
