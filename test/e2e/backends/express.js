import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import express from 'express';
import session from 'express-session';
import { safeNext, spaLogin, spaLogout } from 'pocket-spa-auth';
import { requireToken, spaTokenCookieMiddleware } from 'pocket-spa-auth/node';
import { HEADERS } from '../../../examples/demo/headers.js';
import { createLogin } from '../../../examples/demo/login.js';
import { loginPage } from '../../../examples/demo/login-page.js';
import { isCrossSite } from '../../../examples/demo/viewer.js';
import { settings } from './settings.js';

const LOGIN = '/api/auth/login';
const SITE = fileURLToPath(new URL('../../../examples/demo/site/', import.meta.url));

const sessionStore = new session.MemoryStore();

/**
 * Creates the backend. Its sessions outlive it, as those in a database would. `renewTokens: false`
 * omits the middleware that prevents login loops.
 */
export async function createBackend({ secret, passwords, now, renewTokens = true }) {
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
  app.use(
    session({
      name: 'session',
      secret: settings.sessionSecret,
      store: sessionStore,
      resave: false,
      // A viewer who is not logged in gets neither a cookie nor an entry in the store.
      saveUninitialized: false,
      cookie: {
        // Only the backend needs the cookie.
        path: '/api',
        maxAge: settings.sessionMaxAge * 1000,
        httpOnly: true,
        sameSite: 'lax',
      },
    }),
  );
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
    // Under a new id: the old one may be known to somebody else.
    await promisify(request.session.regenerate).call(request.session);
    request.session.userId = result.userId;
    await promisify(request.session.save).call(request.session);
    spaLogin(response, result.userId, { ...token, now: now() });
    response.redirect(303, safeNext(request.query.next));
  });

  app.post('/api/auth/logout', async (request, response) => {
    await promisify(request.session.destroy).call(request.session);
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
