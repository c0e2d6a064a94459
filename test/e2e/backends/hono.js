import { readFile } from 'node:fs/promises';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { csrf } from 'hono/csrf';
import { safeNext } from 'pocket-spa-auth';
import { requireToken, spaTokenCookieMiddleware } from 'pocket-spa-auth/hono';
import { HEADERS } from '../../../examples/demo/headers.js';
import { createLogin } from '../../../examples/demo/login.js';
import { loginPage } from '../../../examples/demo/login-page.js';
import { viewerAddress } from '../../../examples/demo/viewer.js';
import { createSessions } from './sessions.js';
import { settings } from './settings.js';

const LOGIN = '/api/auth/login';
const SESSION = 'session';
const STYLE = new URL('../../../examples/demo/site/style.css', import.meta.url);

// Only the backend needs the cookie.
const SESSION_COOKIE = { path: '/api' };

/**
 * Creates the backend. The middleware issues and removes the token: it compares it with the session
 * after the handler.
 */
export async function createBackend({ secret, passwords, now }) {
  const checkLogin = await createLogin({ passwords, now });
  const sessions = createSessions({ maxAge: settings.sessionMaxAge, now });

  const app = new Hono();
  app.use(async (c, next) => {
    for (const [name, value] of Object.entries(HEADERS)) {
      c.header(name, value);
    }
    c.set('userId', sessions.findUser(getCookie(c, SESSION)));
    await next();
  });
  app.use(csrf());
  app.use(
    spaTokenCookieMiddleware({
      secret,
      maxAge: settings.tokenMaxAge,
      now,
      getUserId: (c) => c.get('userId'),
    }),
  );

  app.get(LOGIN, (c) => {
    if (c.get('userId')) {
      return c.redirect(safeNext(c.req.query('next')), 303);
    }
    return c.html(loginPage({}));
  });

  app.post(LOGIN, bodyLimit({ maxSize: 4096 }), async (c) => {
    const result = await checkLogin({
      ...(await c.req.parseBody()),
      address: viewerAddress(c.env.incoming),
    });
    if (!result.userId) {
      return c.html(loginPage(result), result.status, result.headers);
    }
    sessions.end(getCookie(c, SESSION));
    setCookie(c, SESSION, sessions.begin(result.userId), {
      ...SESSION_COOKIE,
      maxAge: settings.sessionMaxAge,
      httpOnly: true,
      sameSite: 'Lax',
    });
    c.set('userId', result.userId);
    return c.redirect(safeNext(c.req.query('next')), 303);
  });

  app.post('/api/auth/logout', (c) => {
    sessions.end(deleteCookie(c, SESSION, SESSION_COOKIE));
    c.set('userId', null);
    return c.redirect('/', 303);
  });

  app.get('/api/auth/session', (c) => {
    const userId = c.get('userId');
    return userId ? c.json({ userId }) : c.json({ error: 'no_session' }, 401);
  });

  app.get('/api/auth/style.css', async (c) => {
    return c.body(await readFile(STYLE), 200, { 'content-type': 'text/css; charset=utf-8' });
  });

  app.get('/api/me', requireToken({ secret, now }), (c) => c.json(c.get('spaUser')));

  return createAdaptorServer({ fetch: app.fetch });
}
