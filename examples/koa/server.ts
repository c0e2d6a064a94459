// A login with Koa, for a single-page app behind CloudFront. Copy this file; replace the accounts
// and the sessions by yours.
import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { bodyParser } from '@koa/bodyparser';
import Router from '@koa/router';
import Koa, { type Context } from 'koa';
import { createKeyRing, safeNext, spaLogin, spaLogout } from 'pocket-spa-auth';
import { requireToken, spaTokenCookieMiddleware } from 'pocket-spa-auth/koa';

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

const userOf = (ctx: Context) => findUser(ctx.cookies.get('session'));
// Only the backend needs the cookie. The preview takes `secure` off, because it serves plain HTTP.
const cookie = { path: '/api', httpOnly: true, sameSite: 'lax', secure: true } as const;

const app = new Koa();
app.use(async (ctx, next) => {
  ctx.set(HEADERS);
  ctx.cookies.secure = true; // TLS ends at CloudFront
  // Another site must not log a user in or out. SameSite alone does not keep its login form away.
  if (ctx.method === 'POST' && !/^(same-origin)?$/.test(ctx.get('sec-fetch-site'))) {
    ctx.throw(403);
  }
  await next();
});
app.use(bodyParser({ enableTypes: ['form'], formLimit: '4kb' }));
// A user who is logged in gets a new token when the old one has expired.
app.use(spaTokenCookieMiddleware({ ...token, getUserId: userOf }));

const router = new Router();

function redirect(ctx: Context, location: string): void {
  ctx.status = 303;
  ctx.redirect(location);
}

router.get(LOGIN, (ctx) => {
  if (userOf(ctx)) {
    redirect(ctx, safeNext(ctx.query.next));
  } else {
    ctx.body = loginPage();
  }
});

router.post(LOGIN, async (ctx) => {
  const { account, password } = (ctx.request.body ?? {}) as Record<string, unknown>;
  const userId = await checkPassword(account, password);
  if (!userId) {
    ctx.status = 401;
    ctx.body = loginPage(WRONG);
    return;
  }
  sessions.delete(ctx.cookies.get('session') ?? '');
  const id = beginSession(userId);
  ctx.cookies.set('session', id, { ...cookie, maxAge: sessionMaxAge * 1000 });
  spaLogin(ctx, userId, token);
  redirect(ctx, safeNext(ctx.query.next));
});

router.post('/api/auth/logout', (ctx) => {
  sessions.delete(ctx.cookies.get('session') ?? '');
  ctx.cookies.set('session', null, cookie);
  spaLogout(ctx);
  redirect(ctx, '/');
});

router.get('/api/me', requireToken({ secret }), (ctx) => {
  ctx.body = ctx.state.spaUser;
});

app.use(router.routes());
const port = Number(process.env.PORT ?? 3000);
app.listen(port, '127.0.0.1', () => {
  console.log(`The backend listens on http://127.0.0.1:${port}`);
});
