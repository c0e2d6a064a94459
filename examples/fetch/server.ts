// A login as a fetch handler, a function from a Request to a Response, as Bun, Deno and the route
// handlers of many frameworks take it. Here srvx serves it on Node.js. Copy this file; replace the
// accounts and the sessions by yours.
import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { createKeyRing, safeNext, spaLogin, spaLogout } from 'pocket-spa-auth';
import { requireToken, withSpaTokenCookie } from 'pocket-spa-auth/fetch';
import { serve } from 'srvx';

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

const sessionId = ({ headers }: Request) =>
  /(?:^|; )session=([\w-]+)/.exec(headers.get('cookie') ?? '')?.[1] ?? '';
const userOf = (request: Request) => findUser(sessionId(request));
// Only the backend needs the cookie. The preview takes `Secure` off, because it serves plain HTTP.
const sessionCookie = (id: string, maxAge: number) =>
  `session=${id}; Max-Age=${maxAge}; HttpOnly; Secure; SameSite=Lax; Path=/api`;

const html = (body: string, status = 200) =>
  new Response(body, {
    status,
    headers: { ...HEADERS, 'content-type': 'text/html; charset=utf-8' },
  });
const redirect = (location: string) =>
  new Response(null, { status: 303, headers: { ...HEADERS, location } });
const refuse = (status: number) => new Response(null, { status, headers: HEADERS });

async function logIn(request: Request, next: string): Promise<Response> {
  if (Number(request.headers.get('content-length') ?? Infinity) > 4096) {
    return refuse(413);
  }
  const form = new URLSearchParams(await request.text());
  const userId = await checkPassword(form.get('account'), form.get('password'));
  if (!userId) {
    return html(loginPage(WRONG), 401);
  }
  sessions.delete(sessionId(request));
  const response = redirect(next);
  response.headers.append('set-cookie', sessionCookie(beginSession(userId), sessionMaxAge));
  spaLogin(response, userId, token);
  return response;
}

function logOut(request: Request): Response {
  sessions.delete(sessionId(request));
  const response = redirect('/');
  response.headers.append('set-cookie', sessionCookie('', 0));
  spaLogout(response);
  return response;
}

const me = requireToken((_request, user) => Response.json(user, { headers: HEADERS }), { secret });

async function answer(request: Request): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url);
  const next = safeNext(searchParams.get('next'));
  // Another site must not log a user in or out. SameSite alone does not keep its login form away.
  const site = request.headers.get('sec-fetch-site') ?? 'same-origin';
  if (request.method === 'POST' && site !== 'same-origin') {
    return refuse(403);
  }
  switch (`${request.method} ${pathname}`) {
    case `GET ${LOGIN}`:
      return userOf(request) ? redirect(next) : html(loginPage());
    case `POST ${LOGIN}`:
      return logIn(request, next);
    case 'POST /api/auth/logout':
      return logOut(request);
    case 'GET /api/me':
      return me(request);
    default:
      return refuse(404);
  }
}

// A user who is logged in gets a new token when the old one has expired.
const handler = withSpaTokenCookie(answer, { ...token, getUserId: userOf });

const port = Number(process.env.PORT ?? 3000);
const server = serve({ fetch: handler, port, hostname: '127.0.0.1', silent: true });
await server.ready();
console.log(`The backend listens on http://127.0.0.1:${port}`);
