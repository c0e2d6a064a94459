import type { FastifyReply } from 'fastify';
import { setCookie } from 'hono/cookie';
import { describe, expect, it } from 'vitest';
import { spaLogin, spaLogout } from '../../../signer/index.js';
import {
  expressApp,
  type Framework,
  fastify,
  hono,
  koa,
  login,
  logout,
  node,
  options,
} from './carrier-frameworks.js';

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
