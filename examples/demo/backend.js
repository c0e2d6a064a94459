import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { readTokenCookie, safeNext, spaLogin, spaLogout } from 'pocket-spa-auth';
import { createAccounts } from './accounts.js';
import { readForm } from './form.js';
import { loginPage } from './login-page.js';
import { createThrottle } from './throttle.js';

const LOGIN = '/api/auth/login';
const STYLE = new URL('./site/style.css', import.meta.url);

/** A login backend: `secret` signs the tokens, `passwords` is `{ account: password }`, `now` gives Unix seconds. */
export async function createBackend({
  secret,
  passwords,
  now = () => Math.floor(Date.now() / 1000),
}) {
  const accounts = await createAccounts(passwords);
  const throttle = createThrottle(now);
  const tokenOf = (request) => readTokenCookie(request.headers.cookie, { secret, now: now() });

  const routes = {
    [`GET ${LOGIN}`]: showLogin,
    [`POST ${LOGIN}`]: logIn,
    'POST /api/auth/logout': logOut,
    'GET /api/auth/style.css': sendStyle,
    'GET /api/me': sendAccount,
  };

  function showLogin(request, response, query) {
    if (tokenOf(request).valid) return goTo(response, safeNext(query.get('next')));
    sendHtml(response, 200, loginPage({}));
  }

  async function logIn(request, response, query) {
    const form = await readForm(request);
    const account = form.get('account') ?? '';
    const key = JSON.stringify([account, addressOf(request)]);
    const wait = throttle.wait(key);
    if (wait > 0) {
      response.setHeader('retry-after', wait);
      const problem = 'Too many attempts. Please wait a minute.';
      return sendHtml(response, 429, loginPage({ account, problem }));
    }
    // Counted before the password is checked, or many attempts at once would all be let through.
    throttle.failed(key);
    if (!(await accounts.accepts(account, form.get('password') ?? ''))) {
      const problem = 'The account or the password is wrong.';
      return sendHtml(response, 401, loginPage({ account, problem }));
    }
    throttle.succeeded(key);
    spaLogin(response, account, { secret, now: now() });
    goTo(response, safeNext(query.get('next')));
  }

  function logOut(_request, response) {
    spaLogout(response);
    goTo(response, '/');
  }

  async function sendStyle(_request, response) {
    response.setHeader('content-type', 'text/css; charset=utf-8');
    response.end(await readFile(STYLE));
  }

  function sendAccount(request, response) {
    const token = tokenOf(request);
    if (token.valid) return sendJson(response, 200, { userId: token.userId, expiry: token.expiry });
    sendJson(response, 401, { error: 'unauthenticated', reason: token.reason, login: LOGIN });
  }

  return createServer(async (request, response) => {
    setHeaders(response);
    try {
      const { pathname, searchParams } = new URL(request.url, 'http://backend.invalid');
      const route = routes[`${request.method} ${pathname}`];
      if (!route) return sendJson(response, 404, { error: 'not_found' });
      if (isForeignPost(request)) return sendJson(response, 403, { error: 'cross_site' });
      await route(request, response, searchParams);
    } catch (error) {
      if (response.headersSent) return response.destroy();
      // What is left of a form that is too long is not read any more.
      response.setHeader('connection', 'close');
      sendJson(response, error.status ?? 500, { error: 'unreadable' });
    }
  });
}

/** Another site must not log a visitor in or out. Browsers send one of the two headers with every POST. */
function isForeignPost({ method, headers }) {
  if (method !== 'POST') return false;
  const site = headers['sec-fetch-site'];
  if (site) return site !== 'same-origin' && site !== 'none';
  return (
    headers.origin !== undefined && headers.origin.replace(/^https?:\/\//, '') !== headers.host
  );
}

/** The viewer's address: CloudFront writes it at the end, and what stands before may be made up. */
function addressOf({ headers, socket }) {
  return headers['x-forwarded-for']?.split(',').at(-1).trim() ?? socket.remoteAddress;
}

function setHeaders(response) {
  response.setHeader('cache-control', 'no-store');
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('referrer-policy', 'same-origin');
  response.setHeader(
    'content-security-policy',
    "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  );
}

function sendHtml(response, status, html) {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end(html);
}

function sendJson(response, status, value) {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

function goTo(response, location) {
  response.writeHead(303, { location }).end();
}
