// A login with Hono on Node.js, for a single-page app behind CloudFront. Copy this file; replace
// the accounts and the sessions by yours.
import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { serve } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { csrf } from 'hono/csrf';
import { createKeyRing, safeNext, spaLogin, spaLogout } from 'pocket-spa-auth';
import { requireToken, type SpaVariables, spaTokenCookieMiddleware } from 'pocket-spa-auth/hono';

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

const userOf = (c: Context) => findUser(getCookie(c, 'session'));
// Only the backend needs the cookie. The preview takes `secure` off, because it serves plain HTTP.
const cookie = { path: '/api', httpOnly: true, sameSite: 'Lax', secure: true } as const;

const app = new Hono<{ Variables: SpaVariables }>();
app.use(async (c, next) => {
  await next();
  for (const [name, value] of Object.entries(HEADERS)) {
    c.header(name, value);
  }
});
// Another site must not log a user in or out. SameSite alone does not keep its login form away.
app.use(csrf());
// A user who is logged in gets a new token when the old one has expired.
app.use(spaTokenCookieMiddleware({ ...token, getUserId: userOf }));

app.get(LOGIN, (c) =>
  userOf(c) ? c.redirect(safeNext(c.req.query('next')), 303) : c.html(loginPage()),
);

app.post(LOGIN, bodyLimit({ maxSize: 4096 }), async (c) => {
  const form = new URLSearchParams(await c.req.text());
  const userId = await checkPassword(form.get('account'), form.get('password'));
  if (!userId) {
    return c.html(loginPage(WRONG), 401);
  }
  sessions.delete(getCookie(c, 'session') ?? '');
  setCookie(c, 'session', beginSession(userId), { ...cookie, maxAge: sessionMaxAge });
  spaLogin(c, userId, token);
  return c.redirect(safeNext(c.req.query('next')), 303);
});

app.post('/api/auth/logout', (c) => {
  sessions.delete(deleteCookie(c, 'session', cookie) ?? '');
  spaLogout(c);
  return c.redirect('/', 303);
});

app.get('/api/me', requireToken({ secret }), (c) => c.json(c.get('spaUser')));

const port = Number(process.env.PORT ?? 3000);
serve({ fetch: app.fetch, port, hostname: '127.0.0.1' }, () => {
  console.log(`The backend listens on http://127.0.0.1:${port}`);
});
