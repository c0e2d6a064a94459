import { connect, createServer as createHttp2Server, type IncomingHttpHeaders } from 'node:http2';
import { describe, expect, it } from 'vitest';
import { spaLogin } from '../../../signer/index.js';
import { serverUrl } from './adapters/apps/listen.js';
import {
  expressApp,
  type Framework,
  fastify,
  hono,
  koa,
  login,
  node,
  options,
} from './carrier-frameworks.js';

/** Logs in, removes all cookies in each way that the framework has, and sets another. */
function isRemoved<Carrier>(
  framework: Framework<Carrier>,
  logIn: (carrier: Carrier) => void,
  setLater: (carrier: Carrier) => unknown,
  removals: Record<string, (carrier: Carrier) => unknown>,
): void {
  describe.each(Object.entries(removals))(
    `after %s in ${framework.name}, a login's cookie`,
    (_way, remove) => {
      it('is gone', async () => {
        const { cookies } = await framework.answer((carrier) => {
          logIn(carrier);
          remove(carrier);
        });
        expect(cookies).toEqual([]);
      });

      it('does not come back with another cookie', async () => {
        const { cookies } = await framework.answer((carrier) => {
          logIn(carrier);
          remove(carrier);
          setLater(carrier);
        });
        expect(cookies).toEqual(['a=1']);
      });

      it('is kept again if it is set again', async () => {
        const { cookies } = await framework.answer((carrier) => {
          logIn(carrier);
          remove(carrier);
          logIn(carrier);
          setLater(carrier);
        });
        expect([...cookies].sort()).toEqual(['a=1', login]);
      });
    },
  );
}

isRemoved(
  node,
  (response) => spaLogin(response, 'alice', options),
  (response) => response.setHeader('set-cookie', 'a=1'),
  {
    removeHeader: (response) => response.removeHeader('set-cookie'),
    'removeHeader in capitals': (response) => response.removeHeader('SET-COOKIE'),
    'removing every header': (response) => {
      for (const name of response.getHeaderNames()) {
        response.removeHeader(name);
      }
    },
  },
);

isRemoved(
  expressApp,
  (response) => spaLogin(response, 'alice', options),
  (response) => response.cookie('a', '1'),
  { removeHeader: (response) => response.removeHeader('Set-Cookie') },
);

isRemoved(
  fastify,
  (reply) => spaLogin(reply, 'alice', options),
  (reply) => void reply.header('set-cookie', 'a=1'),
  { 'reply.removeHeader': (reply) => void reply.removeHeader('set-cookie') },
);

isRemoved(
  { ...fastify, name: 'Fastify, with reply.raw' },
  (reply) => spaLogin(reply.raw, 'alice', options),
  (reply) => void reply.header('set-cookie', 'a=1'),
  { 'reply.raw.removeHeader': (reply) => reply.raw.removeHeader('set-cookie') },
);

isRemoved(
  koa,
  (ctx) => spaLogin(ctx, 'alice', options),
  (ctx) => ctx.cookies.set('a', '1'),
  {
    'ctx.remove': (ctx) => ctx.remove('Set-Cookie'),
    'ctx.res.removeHeader': (ctx) => ctx.res.removeHeader('set-cookie'),
  },
);

isRemoved(
  hono,
  (c) => spaLogin(c, 'alice', options),
  (c) => c.header('set-cookie', 'a=1'),
  { 'c.header without a value': (c) => c.header('Set-Cookie', undefined) },
);

it('an HTTP/2 response does not get a removed cookie back', async () => {
  const server = createHttp2Server((_request, response) => {
    spaLogin(response, 'alice', options);
    response.removeHeader('set-cookie');
    response.writeHead(303, { 'set-cookie': 'a=1' }).end();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const client = connect(serverUrl(server as never));
  const headers = await new Promise<IncomingHttpHeaders>((done) =>
    client.request({ ':path': '/' }).on('response', done),
  );
  client.destroy();
  server.close();
  expect(headers['set-cookie']).toEqual(['a=1']);
});

it("another header's removal leaves the cookie", async () => {
  const { cookies } = await node.answer((response) => {
    spaLogin(response, 'alice', options);
    response.removeHeader('x-powered-by');
    response.writeHead(303, { 'set-cookie': 'a=1' });
  });
  expect(cookies).toEqual(['a=1', login]);
});

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
});

describe.each([node, expressApp])('in $name', (framework) => {
  it('cookies that are taken off and set again, as to change one, are kept', async () => {
    const { cookies } = await framework.answer((response) => {
      spaLogin(response, 'alice', options);
      const before = response.getHeader('Set-Cookie');
      response.removeHeader('Set-Cookie');
      response.setHeader('Set-Cookie', [before, 'b=2'].flat() as string[]);
      response.writeHead(200, { 'Set-Cookie': 'a=1' });
    });
    expect([...cookies].sort()).toEqual(['a=1', login]);
  });

  it('a login after the removal is kept beside a later cookie', async () => {
    const { cookies } = await framework.answer((response) => {
      spaLogin(response, 'bob', options);
      response.removeHeader('Set-Cookie');
      spaLogin(response, 'alice', options);
      response.setHeader('Set-Cookie', 'a=1');
    });
    expect([...cookies].sort()).toEqual(['a=1', login]);
  });
});
