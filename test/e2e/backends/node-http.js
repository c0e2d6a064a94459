import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { safeNext, spaLogin, spaLogout } from 'pocket-spa-auth';
import { requireToken, spaTokenCookieMiddleware } from 'pocket-spa-auth/node';
import { readForm } from '../../../examples/demo/form.js';
import { createLogin } from '../../../examples/demo/login.js';
import { loginPage } from '../../../examples/demo/login-page.js';
import { createListener, redirect, sendHtml, sendJson } from '../../../examples/demo/router.js';
import { viewerAddress } from '../../../examples/demo/viewer.js';
import { createLive } from './live.js';
import { readSessionCookie, removeSessionCookie, writeSessionCookie } from './session-cookie.js';
import { createSessions } from './sessions.js';
import { settings } from './settings.js';

const LOGIN = '/api/auth/login';
const LIVE = '/api/live';
const STYLE = new URL('../../../examples/demo/site/style.css', import.meta.url);

/** Creates the backend. Its sessions are in the memory of this process. */
export async function createBackend({ secret, passwords, now }) {
  const checkLogin = await createLogin({ passwords, now });
  const sessions = createSessions({ maxAge: settings.sessionMaxAge, now });
  const token = { secret, maxAge: settings.tokenMaxAge };
  const userOf = (request) => sessions.findUser(readSessionCookie(request));
  const guard = requireToken({ secret, now });

  function showLogin(request, response, query) {
    if (userOf(request)) {
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
    sessions.end(readSessionCookie(request));
    writeSessionCookie(response, sessions.begin(result.userId));
    spaLogin(response, result.userId, { ...token, now: now() });
    redirect(response, safeNext(query.get('next')));
  }

  function logOut(request, response) {
    sessions.end(readSessionCookie(request));
    removeSessionCookie(response);
    spaLogout(response);
    redirect(response, '/');
  }

  function sendSession(request, response) {
    const userId = userOf(request);
    if (!userId) {
      return sendJson(response, 401, { error: 'no_session' });
    }
    sendJson(response, 200, { userId });
  }

  async function sendStyle(_request, response) {
    response.setHeader('content-type', 'text/css; charset=utf-8');
    response.end(await readFile(STYLE));
  }

  function sendAccount(request, response) {
    guard(request, response, () => sendJson(response, 200, { ...request.spaUser, live: LIVE }));
  }

  const server = createServer(
    createListener(
      {
        [`GET ${LOGIN}`]: showLogin,
        [`POST ${LOGIN}`]: logIn,
        'POST /api/auth/logout': logOut,
        'GET /api/auth/session': sendSession,
        'GET /api/auth/style.css': sendStyle,
        'GET /api/me': sendAccount,
      },
      spaTokenCookieMiddleware({ ...token, now, getUserId: userOf }),
    ),
  );
  server.on('upgrade', createLive(LIVE, { secret, now }));
  return server;
}
