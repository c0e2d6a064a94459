import type { ServerResponse } from 'node:http';
import fastifyCookie from '@fastify/cookie';
import express, { type Response as ExpressResponse } from 'express';
import Fastify, { type FastifyReply } from 'fastify';
import { type Context, Hono } from 'hono';
import Koa from 'koa';
import { ask } from '../../suites/renewal-client.js';
import { listen, serverUrl } from './adapters/apps/listen.js';
import { serveFetch } from './adapters/apps/serve-fetch.js';
import { SECRET, tokenOf } from './fixtures.js';

export const options = Object.freeze({ secret: SECRET, now: 40, maxAge: 60 });
export const login = `pocket-spa-token=${tokenOf('alice', 100)}; Max-Age=60; HttpOnly; Secure; SameSite=Lax; Path=/`;
export const logout = 'pocket-spa-token=; Max-Age=0; HttpOnly; Secure; SameSite=Lax; Path=/';

export interface Framework<Carrier> {
  readonly name: string;
  /** The cookies and Clear-Site-Data of a real answer that the handler makes. */
  answer(handler: (carrier: Carrier) => unknown): Promise<Sent>;
}
export interface Sent {
  readonly cookies: readonly string[];
  readonly cleared: string | undefined;
}

async function sentBy(running: { url: string; close(): unknown }): Promise<Sent> {
  try {
    const answer = await ask(running.url);
    await answer.body();
    // Frameworks add attributes of their own to their cookies.
    const cookies = answer.cookies.map((cookie) =>
      cookie.startsWith('pocket-spa-token') ? cookie : cookie.replace(/;.*/, ''),
    );
    return { cookies, cleared: answer.header('clear-site-data') };
  } finally {
    await running.close();
  }
}

export const node: Framework<ServerResponse> = {
  name: 'node:http',
  answer: async (handler) =>
    sentBy(
      await listen((_request, response) => {
        handler(response);
        response.end();
      }),
    ),
};

export const expressApp: Framework<ExpressResponse> = {
  name: 'Express',
  async answer(handler) {
    const app = express();
    app.set('env', 'test');
    app.get('/', (_request, response) => {
      handler(response);
      response.end();
    });
    return sentBy(await listen(app));
  },
};

export const fastify: Framework<FastifyReply> = {
  name: 'Fastify',
  async answer(handler) {
    const app = Fastify({ forceCloseConnections: true });
    await app.register(fastifyCookie);
    app.get('/', async (_request, reply) => {
      await handler(reply);
      return 'ok';
    });
    await app.listen({ host: '127.0.0.1', port: 0 });
    return sentBy({ url: serverUrl(app.server), close: () => app.close() });
  },
};

export const koa: Framework<Koa.Context> = {
  name: 'Koa',
  async answer(handler) {
    const app = new Koa();
    app.silent = true;
    app.use((ctx) => {
      ctx.body = 'ok';
      handler(ctx);
    });
    return sentBy(await listen(app.callback()));
  },
};

export const hono: Framework<Context> = {
  name: 'Hono',
  async answer(handler) {
    const app = new Hono();
    app.onError((_error, c) => c.text('failed', 500));
    app.get('/', (c) => (handler(c) as Response | undefined) ?? c.text('ok'));
    return sentBy(await serveFetch(app.fetch));
  },
};
