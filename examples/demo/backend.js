import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { readTokenCookie, safeNext, spaLogin, spaLogout } from 'pocket-spa-auth';
import { readForm } from './form.js';
import { createLogin } from './login.js';
import { loginPage } from './login-page.js';
import { createListener, redirect, sendHtml, sendJson } from './router.js';
import { viewerAddress } from './viewer.js';

const LOGIN = '/api/auth/login';
const STYLE = new URL('./site/style.css', import.meta.url);

/**
 * Creates a login backend without sessions. `secret` signs the tokens, `cookieName` is the name of
 * their cookie (default: that of the package), `passwords` is `{ account: password }`, `now`
 * returns Unix seconds.
 */
export async function createBackend({ secret, cookieName, passwords, now }) {
  const checkLogin = await createLogin({ passwords, now });
  const readToken = (request) =>
    readTokenCookie(request.headers.cookie, { secret, cookieName, now: now() });

  function showLogin(request, response, query) {
    if (readToken(request).valid) {
      return redirect(response, safeNext(query.get('next')));
    }
    sendHtml(response, 200, loginPage({}));
  }

  async function logIn(request, response, query) {
    const result = await checkLogin({
      ...(await readForm(request)),
      address: viewerAddress(request),
    });
    if (!result.userId) {
      response.setHeaders(new Map(Object.entries(result.headers)));
      return sendHtml(response, result.status, loginPage(result));
    }
    spaLogin(response, result.userId, { secret, cookieName, now: now() });
    redirect(response, safeNext(query.get('next')));
  }

  function logOut(_request, response) {
    spaLogout(response, { cookieName });
    redirect(response, '/');
  }

  async function sendStyle(_request, response) {
    response.setHeader('content-type', 'text/css; charset=utf-8');
    response.end(await readFile(STYLE));
  }

  function sendAccount(request, response) {
    const token = readToken(request);
    if (token.valid) {
      return sendJson(response, 200, { userId: token.userId, expiry: token.expiry });
    }
    sendJson(response, 401, { error: 'unauthenticated', reason: token.reason, login: LOGIN });
  }

  return createServer(
    createListener({
      [`GET ${LOGIN}`]: showLogin,
      [`POST ${LOGIN}`]: logIn,
      'POST /api/auth/logout': logOut,
      'GET /api/auth/style.css': sendStyle,
      'GET /api/me': sendAccount,
      // Without sessions, the token is the session.
      'GET /api/auth/session': sendAccount,
    }),
  );
}
