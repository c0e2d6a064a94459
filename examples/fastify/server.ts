// A login with Fastify, for a single-page app behind CloudFront. Copy this file; replace the
// accounts by yours, and give the session a store that outlives the process.
import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import session from '@fastify/session';
import Fastify, { type FastifyRequest } from 'fastify';
import { createKeyRing, safeNext, spaLogin, spaLogout } from 'pocket-spa-auth';
import { requireToken, type SpaUser, spaTokenCookiePlugin } from 'pocket-spa-auth/fastify';

declare module 'fastify' {
  interface Session {
    userId: string;
  }
  interface FastifyRequest {
    spaUser?: SpaUser;
  }
}

interface Login {
  Querystring: { next?: unknown };
  Body: { account?: unknown; password?: unknown } | undefined;
}

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

// The one proxy in front is CloudFront; with a load balancer behind it, there are two.
const app = Fastify({ trustProxy: (_address, hop) => hop < 1, bodyLimit: 4096 });
app.addHook('onRequest', async (request, reply) => {
  reply.headers(HEADERS);
  // Another site must not log a user in or out. SameSite alone does not keep its login form away.
  const site = request.headers['sec-fetch-site'] ?? 'same-origin';
  if (request.method === 'POST' && site !== 'same-origin') {
    return reply.code(403).send({ error: 'cross_site' });
  }
});
await app.register(formbody);
await app.register(cookie);
await app.register(session, {
  cookieName: 'session',
  secret: process.env.SESSION_SECRET || randomBytes(32).toString('hex'),
  saveUninitialized: false,
  cookie: {
    path: '/api', // only the backend needs it
    httpOnly: true,
    sameSite: 'lax',
    secure: 'auto', // if X-Forwarded-Proto says https
    maxAge: sessionMaxAge * 1000,
  },
});
const userOf = (request: FastifyRequest) => request.session.userId;

// After the session: a user who is logged in gets a new token when the old one has expired.
await app.register(spaTokenCookiePlugin<FastifyRequest>, { ...token, getUserId: userOf });

app.get<Login>(LOGIN, async (request, reply) => {
  return userOf(request)
    ? reply.redirect(safeNext(request.query.next), 303)
    : reply.type(HTML).send(loginPage());
});

app.post<Login>(LOGIN, async (request, reply) => {
  const userId = await checkPassword(request.body?.account, request.body?.password);
  if (!userId) {
    return reply.code(401).type(HTML).send(loginPage(WRONG));
  }
  // A new id, because somebody else may know the old one.
  await request.session.regenerate();
  request.session.userId = userId;
  spaLogin(reply, userId, token);
  return reply.redirect(safeNext(request.query.next), 303);
});

app.post('/api/auth/logout', async (request, reply) => {
  await request.session.destroy();
  spaLogout(reply);
  return reply.redirect('/', 303);
});

app.get('/api/me', { preHandler: requireToken({ secret }) }, async (request) => request.spaUser);

const address = await app.listen({ port: Number(process.env.PORT ?? 3000), host: '127.0.0.1' });
console.log(`The backend listens on ${address}`);
