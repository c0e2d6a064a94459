// A login with plain node:http, for a single-page app behind CloudFront. Copy this file; replace
// the accounts and the sessions by yours.
import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { createKeyRing, safeNext, spaLogin, spaLogout } from 'pocket-spa-auth';
import { requireToken, type SpaUser, spaTokenCookieMiddleware } from 'pocket-spa-auth/node';

const LOGIN = '/api/auth/login';
const secret = createKeyRing(process.env.SPA_TOKEN_SECRET!);
// In seconds. A log-out cannot take a token back, so a token is short; the session renews it.
const token = { secret, maxAge: 15 * 60 };
const sessionMaxAge = 14 * 24 * 60 * 60;

// The accounts, instead of a table of your database.
const derive = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt);
const COST = { N: 2 ** 14, r: 8, p: 5 };

async function hashPassword(password: string) {
  const salt = randomBytes(16);
  return { salt, key: await derive(password, salt, 32, COST) };
}

const users = new Map([['ada', await hashPassword('analytical engine')]]);
const nobody = await hashPassword(randomBytes(16).toString('hex'));

/** The user id, if the password is right. An unknown account takes as long as a known one. */
async function checkPassword(account: unknown, password: unknown): Promise<string | undefined> {
  if (typeof account !== 'string' || typeof password !== 'string') {
    return undefined;
  }
  const user = users.get(account);
  const { salt, key } = user ?? nobody;
  const isRight = timingSafeEqual(await derive(password, salt, key.length, COST), key);
  return isRight && user ? account : undefined;
}

// The form has no action: it is posted to the page's own URL, which keeps `next` and the fragment.
const loginPage = (problem = '') => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>Log in</title>
<h1>Log in</h1>
<form method="post">
  <p role="alert">${problem}</p>
  <p><label>Account <input name="account" autocomplete="username" required autofocus></label></p>
  <p><label>Password <input name="password" type="password" autocomplete="current-password" required></label></p>
  <p><button>Log in</button></p>
</form>`;
const WRONG = 'The account or the password is wrong.';

const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
};
const HTML = 'text/html; charset=utf-8';

// The sessions, instead of your store: a random id stands for a user until the session ends.
const sessions = new Map<string, { userId: string; end: number }>();

function beginSession(userId: string): string {
  const id = randomBytes(32).toString('base64url');
  sessions.set(id, { userId, end: Date.now() + sessionMaxAge * 1000 });
  return id;
}

function findUser(id = ''): string | undefined {
  const session = sessions.get(id);
  return session && Date.now() < session.end ? session.userId : undefined;
}

const sessionId = ({ headers }: IncomingMessage) =>
  /(?:^|; )session=([\w-]+)/.exec(headers.cookie ?? '')?.[1] ?? '';
const userOf = (request: IncomingMessage) => findUser(sessionId(request));
// Only the backend needs the cookie. The preview takes `Secure` off, because it serves plain HTTP.
const sessionCookie = (id: string, maxAge: number) =>
  `session=${id}; Max-Age=${maxAge}; HttpOnly; Secure; SameSite=Lax; Path=/api`;

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'content-type': type }).end(body);
}

function redirect(response: ServerResponse, location: string): void {
  response.writeHead(303, { location }).end();
}

// A user who is logged in gets a new token when the old one has expired.
const renewToken = spaTokenCookieMiddleware({ ...token, getUserId: userOf });
const guard = requireToken({ secret });

async function answer(request: IncomingMessage & { spaUser?: SpaUser }, response: ServerResponse) {
  response.setHeaders(new Map(Object.entries(HEADERS)));
  await renewToken(request, response);
  const { pathname, searchParams } = new URL(`http://backend.invalid${request.url}`);
  const next = safeNext(searchParams.get('next'));
  // Another site must not log a user in or out. SameSite alone does not keep its login form away.
  const site = request.headers['sec-fetch-site'] ?? 'same-origin';
  if (request.method === 'POST' && site !== 'same-origin') {
    return send(response, 403, 'text/plain', 'cross-site');
  }
  switch (`${request.method} ${pathname}`) {
    case `GET ${LOGIN}`:
      return userOf(request) ? redirect(response, next) : send(response, 200, HTML, loginPage());
    case `POST ${LOGIN}`: {
      if (Number(request.headers['content-length'] ?? Infinity) > 4096) {
        return send(response, 413, 'text/plain', 'too long');
      }
      const form = new URLSearchParams(await text(request));
      const userId = await checkPassword(form.get('account'), form.get('password'));
      if (!userId) {
        return send(response, 401, HTML, loginPage(WRONG));
      }
      sessions.delete(sessionId(request));
      response.appendHeader('set-cookie', sessionCookie(beginSession(userId), sessionMaxAge));
      spaLogin(response, userId, token);
      return redirect(response, next);
    }
    case 'POST /api/auth/logout':
      sessions.delete(sessionId(request));
      response.appendHeader('set-cookie', sessionCookie('', 0));
      spaLogout(response);
      return redirect(response, '/');
    case 'GET /api/me':
      return guard(request, response, () =>
        send(response, 200, 'application/json', JSON.stringify(request.spaUser)),
      );
    default:
      return send(response, 404, 'text/plain', 'not found');
  }
}

const port = Number(process.env.PORT ?? 3000);
const server = createServer((request, response) => {
  answer(request, response).catch((error) => {
    console.error(error);
    response.destroy();
  });
});
server.listen(port, '127.0.0.1', () => {
  console.log(`The backend listens on http://127.0.0.1:${port}`);
});
