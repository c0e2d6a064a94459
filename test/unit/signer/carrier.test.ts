import { connect, createServer as createHttp2Server } from 'node:http2';
import { describe, expect, it } from 'vitest';
import { spaLogin, spaLogout } from '../../../signer/index.js';
import { serverUrl } from './adapters/apps/listen.js';
import { expressApp, fastify, koa, login, node, options } from './carrier-frameworks.js';
import { thrownBy, tokenOf } from './fixtures.js';

describe("a login's cookie", () => {
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
