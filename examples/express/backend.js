import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import express from 'express';
import { safeNext, spaLogin, spaLogout } from 'pocket-spa-auth';
import { requireToken, spaTokenCookieMiddleware } from 'pocket-spa-auth/node';
import { HEADERS } from '../shared/headers.js';
import { createLogin } from '../shared/login.js';
import { loginPage } from '../shared/login-page.js';
import { settings } from '../shared/settings.js';
import { isCrossSite } from '../shared/viewer.js';
import { beginSession, endSession, sessions } from './sessions.js';

const LOGIN = '/api/auth/login';
const SITE = fileURLToPath(new URL('../shared/site/', import.meta.url));

/**
 * Creates the backend, with its sessions in the SQLite file `database`. `renewTokens: false` omits
 * the middleware that prevents login loops.
 */
export async function createBackend({ secret, passwords, now, database, renewTokens = true }) {
  const checkLogin = await createLogin({ passwords, now });
  const token = { secret, maxAge: settings.tokenMaxAge };
  const userOf = (request) => request.session?.userId;

  const app = express();
  app.disable('x-powered-by');
  // The one proxy is CloudFront: `request.ip` is then the address of the viewer.
  app.set('trust proxy', 1);
  app.use((_request, response, next) => {
    response.set(HEADERS);
    next();
  });
  app.post(/.*/, (request, response, next) => {
    if (isCrossSite(request.headers)) {
      return response.status(403).json({ error: 'cross_site' });
    }
    next();
  });
  app.use(sessions(database));
  if (renewTokens) {
    app.use(spaTokenCookieMiddleware({ ...token, now, getUserId: userOf }));
  }

  app.get(LOGIN, (request, response) => {
    if (userOf(request)) {
      return response.redirect(303, safeNext(request.query.next));
    }
    response.send(loginPage({}));
  });

  const form = express.urlencoded({ extended: false, limit: '4kb' });
  app.post(LOGIN, form, async (request, response) => {
    const result = await checkLogin({ ...request.body, address: request.ip });
    if (!result.userId) {
      return response.status(result.status).set(result.headers).send(loginPage(result));
    }
    await beginSession(request, result.userId);
    spaLogin(response, result.userId, { ...token, now: now() });
    response.redirect(303, safeNext(request.query.next));
  });

  app.post('/api/auth/logout', async (request, response) => {
    await endSession(request);
    spaLogout(response);
    response.redirect(303, '/');
  });

  app.get('/api/auth/session', (request, response) => {
    const userId = userOf(request);
    if (!userId) {
      return response.status(401).json({ error: 'no_session' });
    }
    response.json({ userId });
  });

  app.get('/api/auth/style.css', (_request, response) => {
    response.sendFile('style.css', { root: SITE });
  });

  app.get('/api/me', requireToken({ secret, now }), (request, response) => {
    response.json(request.spaUser);
  });

  // The default error handler of Express would show the stack.
  app.use((error, _request, response, next) => {
    if (response.headersSent) {
      return next(error);
    }
    response.status(error.status ?? 500).json({ error: 'unreadable' });
  });

  return createServer(app);
}
