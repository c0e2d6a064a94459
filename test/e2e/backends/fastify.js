import { readFile } from 'node:fs/promises';
import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import session from '@fastify/session';
import Fastify from 'fastify';
import { safeNext, spaLogin, spaLogout } from 'pocket-spa-auth';
import { requireToken, spaTokenCookiePlugin } from 'pocket-spa-auth/fastify';
import { HEADERS } from '../../../examples/demo/headers.js';
import { createLogin } from '../../../examples/demo/login.js';
import { loginPage } from '../../../examples/demo/login-page.js';
import { isCrossSite } from '../../../examples/demo/viewer.js';
import { settings } from './settings.js';

const LOGIN = '/api/auth/login';
const HTML = 'text/html; charset=utf-8';
const STYLE = new URL('../../../examples/demo/site/style.css', import.meta.url);

/**
 * Creates the backend. Its sessions are in the memory of this process; `@fastify/session` accepts a
 * persistent `store`.
 */
export async function createBackend({ secret, passwords, now }) {
  const checkLogin = await createLogin({ passwords, now });
  const token = { secret, maxAge: settings.tokenMaxAge };
  const userOf = (request) => request.session.userId;

  // The one proxy is CloudFront: `request.ip` is then the address of the viewer.
  const app = Fastify({ trustProxy: 1, bodyLimit: 4096 });
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(HEADERS);
    if (request.method === 'POST' && isCrossSite(request.headers)) {
      return reply.code(403).send({ error: 'cross_site' });
    }
  });
  await app.register(formbody);
  await app.register(cookie);
  await app.register(session, {
    cookieName: 'session',
    secret: settings.sessionSecret,
    // A viewer who is not logged in gets neither a cookie nor an entry in the store.
    saveUninitialized: false,
    cookie: {
      // Only the backend needs the cookie.
      path: '/api',
      maxAge: settings.sessionMaxAge * 1000,
      httpOnly: true,
      sameSite: 'lax',
      // The default, true, sends no cookie over plain HTTP, not even to localhost.
      secure: false,
    },
  });
  await app.register(spaTokenCookiePlugin, { ...token, now, getUserId: userOf });

  app.get(LOGIN, async (request, reply) => {
    if (userOf(request)) {
      return reply.redirect(safeNext(request.query.next), 303);
    }
    return reply.type(HTML).send(loginPage({}));
  });

  app.post(LOGIN, async (request, reply) => {
    const result = await checkLogin({ ...request.body, address: request.ip });
    if (!result.userId) {
      return reply.code(result.status).headers(result.headers).type(HTML).send(loginPage(result));
    }
    // Under a new id: the old one may be known to somebody else.
    await request.session.regenerate();
    request.session.userId = result.userId;
    spaLogin(reply.raw, result.userId, { ...token, now: now() });
    return reply.redirect(safeNext(request.query.next), 303);
  });

  app.post('/api/auth/logout', async (request, reply) => {
    await request.session.destroy();
    spaLogout(reply.raw);
    return reply.redirect('/', 303);
  });

  app.get('/api/auth/session', async (request, reply) => {
    const userId = userOf(request);
    return userId ? { userId } : reply.code(401).send({ error: 'no_session' });
  });

  app.get('/api/auth/style.css', async (_request, reply) => {
    return reply.type('text/css; charset=utf-8').send(await readFile(STYLE));
  });

  app.get('/api/me', { onRequest: requireToken({ secret, now }) }, async (request) => {
    return request.spaUser;
  });

  await app.ready();
  return app.server;
}
