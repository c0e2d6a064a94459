import type { ServerResponse } from 'node:http';
import { connect, createServer as createHttp2Server } from 'node:http2';
import fastifyCookie from '@fastify/cookie';
import express, { type Response as ExpressResponse } from 'express';
import Fastify, { type FastifyReply } from 'fastify';
import { type Context, Hono } from 'hono';
import { setCookie } from 'hono/cookie';
import Koa from 'koa';
import { describe, expect, it } from 'vitest';
import { spaLogin, spaLogout } from '../../../signer/index.js';
import { ask } from '../../suites/renewal-client.js';
import { listen, serverUrl } from './adapters/apps/listen.js';
import { serveFetch } from './adapters/apps/serve-fetch.js';
import { SECRET, thrownBy, tokenOf } from './fixtures.js';

const options = Object.freeze({ secret: SECRET, now: 40, maxAge: 60 });
const login = `pocket-spa-token=${tokenOf('alice', 100)}; Max-Age=60; HttpOnly; Secure; SameSite=Lax; Path=/`;
const logout = 'pocket-spa-token=; Max-Age=0; HttpOnly; Secure; SameSite=Lax; Path=/';

interface Framework<Carrier> {
  readonly name: string;
  /** The cookies and Clear-Site-Data of a real answer that the handler makes. */
  answer(handler: (carrier: Carrier) => unknown): Promise<Sent>;
}
interface Sent {
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

const node: Framework<ServerResponse> = {
  name: 'node:http',
  answer: async (handler) =>
    sentBy(
      await listen((_request, response) => {
        handler(response);
        response.end();
      }),
    ),
};

const expressApp: Framework<ExpressResponse> = {
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

const fastify: Framework<FastifyReply> = {
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

const koa: Framework<Koa.Context> = {
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

const hono: Framework<Context> = {
  name: 'Hono',
  async answer(handler) {
    const app = new Hono();
    app.onError((_error, c) => c.text('failed', 500));
    app.get('/', (c) => (handler(c) as Response | undefined) ?? c.text('ok'));
    return sentBy(await serveFetch(app.fetch));
  },
};

/** Logs in first; then another cookie is set in each way that the framework has. */
function survives<Carrier>(
  framework: Framework<Carrier>,
  logIn: (carrier: Carrier) => void,
  logOut: (carrier: Carrier, clear?: 'cache') => void,
  later: Record<string, (carrier: Carrier) => unknown>,
): void {
  describe(`a login's cookie in ${framework.name}`, () => {
    it('is sent, and so is that of a log-out after it', async () => {
      const sent = await framework.answer((carrier) => {
        logIn(carrier);
        logOut(carrier);
      });
      expect(sent).toEqual({ cookies: [login, logout], cleared: undefined });
    });

    it.each(Object.entries(later))('is sent beside a later %s', async (_way, set) => {
      const { cookies } = await framework.answer((carrier) => {
        logIn(carrier);
        return set(carrier);
      });
      expect([...cookies].sort()).toEqual(['a=1', login]);
    });

    it.each(Object.entries(later))(
      'of two, the last one stays at a later %s',
      async (_way, set) => {
        const { cookies } = await framework.answer((carrier) => {
          logIn(carrier);
          logOut(carrier);
          return set(carrier);
        });
        expect(cookies).toContain('a=1');
        expect(cookies.filter((cookie) => cookie.startsWith('pocket-spa-token')).at(-1)).toBe(
          logout,
        );
      },
    );

    it('goes with Clear-Site-Data at a log-out, if that is wanted', async () => {
      const sent = await framework.answer((carrier) => logOut(carrier, 'cache'));
      expect(sent).toEqual({ cookies: [logout], cleared: '"cache"' });
    });
  });
}

survives(
  node,
  (response) => spaLogin(response, 'alice', options),
  (response, clearSiteData) => spaLogout(response, { clearSiteData }),
  {
    'writeHead with an object': (response) => response.writeHead(303, { 'set-cookie': 'a=1' }),
    'writeHead with a list': (response) => response.writeHead(303, ['Set-Cookie', 'a=1']),
    'writeHead with a reason': (response) =>
      response.writeHead(303, 'Go', { 'Set-Cookie': ['a=1'] }),
    'setHeader before writeHead': (response) =>
      response.setHeader('set-cookie', 'a=1').writeHead(303, { location: '/' }),
    setHeader: (response) => response.setHeader('set-cookie', 'a=1'),
    appendHeader: (response) => response.appendHeader('set-cookie', 'a=1'),
  },
);

survives(
  expressApp,
  (response) => spaLogin(response, 'alice', options),
  (response, clearSiteData) => spaLogout(response, { clearSiteData }),
  {
    'res.cookie': (response) => response.cookie('a', '1'),
    'res.set': (response) => response.set('Set-Cookie', 'a=1'),
    'res.append': (response) => response.append('Set-Cookie', 'a=1'),
    writeHead: (response) => response.writeHead(303, { 'set-cookie': 'a=1' }),
  },
);

const fastifyLater: Record<string, (reply: FastifyReply) => unknown> = {
  'reply.header': (reply) => void reply.header('set-cookie', 'a=1'),
  'reply.header with a list': (reply) => void reply.header('Set-Cookie', ['a=1']),
  'reply.headers': (reply) => void reply.headers({ 'set-cookie': 'a=1' }),
  'reply.setCookie': (reply) => void reply.setCookie('a', '1'),
};
survives(
  fastify,
  (reply) => spaLogin(reply, 'alice', options),
  (reply, clearSiteData) => spaLogout(reply, { clearSiteData }),
  fastifyLater,
);
survives(
  { ...fastify, name: 'Fastify, with reply.raw' },
  (reply) => spaLogin(reply.raw, 'alice', options),
  (reply, clearSiteData) => spaLogout(reply.raw, { clearSiteData }),
  fastifyLater,
);

survives(
  koa,
  (ctx) => spaLogin(ctx, 'alice', options),
  (ctx, clearSiteData) => spaLogout(ctx, { clearSiteData }),
  {
    'ctx.cookies.set': (ctx) => ctx.cookies.set('a', '1'),
    'ctx.set': (ctx) => ctx.set('Set-Cookie', 'a=1'),
    'ctx.append': (ctx) => ctx.append('Set-Cookie', 'a=1'),
  },
);

survives(
  hono,
  (c) => spaLogin(c, 'alice', options),
  (c, clearSiteData) => spaLogout(c, { clearSiteData }),
  {
    'c.header': (c) => c.header('set-cookie', 'a=1'),
    'c.header that appends': (c) => c.header('Set-Cookie', 'a=1', { append: true }),
    setCookie: (c) => setCookie(c, 'a', '1'),
    'c.header before c.redirect': (c) => {
      c.header('set-cookie', 'a=1');
      return c.redirect('/');
    },
  },
);

describe("a login's cookie", () => {
  it("does not come back to Koa's error page, which has no header that was set before", async () => {
    const { cookies } = await koa.answer((ctx) => {
      spaLogin(ctx, 'alice', options);
      throw new Error('broken');
    });
    expect(cookies).toEqual([]);
  });

  it('does not come back beside a later cookie of its name', async () => {
    const own = 'pocket-spa-token=own; Path=/';
    const later = await node.answer((response) => {
      spaLogin(response, 'alice', options);
      response.setHeader('set-cookie', own);
    });
    expect(later.cookies).toEqual([own]);
    const honoLater = await hono.answer((c) => {
      spaLogin(c, 'alice', options);
      c.header('set-cookie', own);
    });
    expect(honoLater.cookies).toEqual([own]);
  });

  it('is gone once its header has been removed', async () => {
    const removed = await hono.answer((c) => {
      spaLogin(c, 'alice', options);
      c.header('set-cookie', undefined);
    });
    expect(removed.cookies).toEqual([]);
  });

  it('keeps its own options under each name', async () => {
    const { cookies } = await node.answer((response) => {
      spaLogin(response, 'alice', options);
      spaLogin(response, 'alice', { ...options, cookieName: 'other' });
      response.writeHead(200, { 'set-cookie': 'a=1' });
    });
    expect(cookies).toEqual(['a=1', login, `other=${tokenOf('alice', 100)}`]);
  });

  it('is sent with a Fastify reply that was hijacked', async () => {
    const { cookies } = await fastify.answer((reply) => {
      spaLogin(reply.hijack(), 'alice', options);
      reply.raw.writeHead(200, { 'set-cookie': 'a=1' }).end();
    });
    expect(cookies).toEqual(['a=1', login]);
  });
});

describe('spaLogin refuses', () => {
  it('a Fastify reply that has been sent', async () => {
    const errors: unknown[] = [];
    await fastify.answer(async (reply) => {
      await reply.send('early');
      errors.push(thrownBy(() => spaLogin(reply, 'alice', options)));
    });
    expect(errors).toMatchObject([{ code: 'ERR_SPA_AUTH_HEADERS_SENT' }]);
  });

  it('a Koa context whose headers have been sent', async () => {
    const errors: unknown[] = [];
    await koa.answer((ctx) => {
      ctx.res.flushHeaders();
      errors.push(thrownBy(() => spaLogin(ctx, 'alice', options)));
    });
    expect(errors).toMatchObject([{ code: 'ERR_SPA_AUTH_HEADERS_SENT' }]);
  });

  it("Express's request, which knows its response", async () => {
    const errors: unknown[] = [];
    await expressApp.answer((response) =>
      errors.push(thrownBy(() => spaLogin(response.req as never, 'alice', options))),
    );
    expect(errors).toMatchObject([{ code: 'ERR_SPA_AUTH_RESPONSE' }]);
  });
});

it('Clear-Site-Data is added to what a response has of it', async () => {
  const { cleared } = await node.answer((response) => {
    response.setHeader('Clear-Site-Data', '"storage"');
    spaLogout(response, { clearSiteData: 'cache' });
  });
  expect(cleared).toBe('"storage", "cache"');
  const replied = await fastify.answer((reply) => {
    reply.header('clear-site-data', '"storage"');
    spaLogout(reply, { clearSiteData: 'cache' });
  });
  expect(replied.cleared).toBe('"storage", "cache"');
  const headers = new Headers();
  spaLogout(headers, { clearSiteData: 'cache' });
  expect(headers.get('clear-site-data')).toBe('"cache"');
});

it('an HTTP/2 response keeps the cookie too', async () => {
  const server = createHttp2Server((_request, response) => {
    spaLogin(response, 'alice', options);
    response.writeHead(303, { 'set-cookie': 'a=1' }).end();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const client = connect(serverUrl(server as never));
  const headers = await new Promise<Record<string, unknown>>((done) =>
    client.request({ ':path': '/' }).on('response', done as never),
  );
  client.destroy();
  server.close();
  expect(headers['set-cookie']).toEqual(['a=1', login]);
});
