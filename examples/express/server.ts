// A login with Express, for a single-page app behind CloudFront. Copy this file; replace the
// accounts by yours, and give the session a store that outlives the process.
import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import express, { type Request } from 'express';
import session from 'express-session';
import { createKeyRing, safeNext, spaLogin, spaLogout } from 'pocket-spa-auth';
import { requireToken, type SpaUser, spaTokenCookieMiddleware } from 'pocket-spa-auth/node';

declare module 'express-session' {
  interface SessionData {
    userId: string;
  }
}
declare global {
  namespace Express {
    interface Request {
      spaUser?: SpaUser;
    }
  }
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

const app = express();
app.disable('x-powered-by');
// The one proxy in front is CloudFront; with a load balancer behind it, there are two.
app.set('trust proxy', 1);
app.use((request, response, next) => {
  response.set(HEADERS);
  // Another site must not log a user in or out. SameSite alone does not keep its login form away.
  if (request.method === 'POST' && !/^(same-origin)?$/.test(request.get('sec-fetch-site') ?? '')) {
    response.status(403).json({ error: 'cross_site' });
  } else {
    next();
  }
});
app.use(
  session({
    name: 'session',
    secret: process.env.SESSION_SECRET || randomBytes(32).toString('hex'),
    resave: false,
    saveUninitialized: false,
    cookie: {
      path: '/api', // only the backend needs it
      httpOnly: true,
      sameSite: 'lax',
      secure: 'auto', // if X-Forwarded-Proto says https
      maxAge: sessionMaxAge * 1000,
    },
  }),
);
// Outside the path of the cookie there is no session.
const userOf = (request: Request) => request.session?.userId;

// After the session: a user who is logged in gets a new token when the old one has expired.
app.use(spaTokenCookieMiddleware({ ...token, getUserId: userOf }));

app.get(LOGIN, (request, response) => {
  if (userOf(request)) {
    response.redirect(303, safeNext(request.query.next));
  } else {
    response.send(loginPage());
  }
});

const form = express.urlencoded({ extended: false, limit: '4kb' });
app.post(LOGIN, form, async (request, response) => {
  const { account, password } = (request.body ?? {}) as Record<string, unknown>;
  const userId = await checkPassword(account, password);
  if (!userId) {
    response.status(401).send(loginPage(WRONG));
    return;
  }
  // A new id, because somebody else may know the old one.
  await promisify(request.session.regenerate.bind(request.session))();
  request.session.userId = userId;
  await promisify(request.session.save.bind(request.session))();
  spaLogin(response, userId, token);
  response.redirect(303, safeNext(request.query.next));
});

app.post('/api/auth/logout', async (request, response) => {
  await promisify(request.session.destroy.bind(request.session))();
  spaLogout(response);
  response.redirect(303, '/');
});

app.get('/api/me', requireToken({ secret }), (request, response) => {
  response.json(request.spaUser);
});

const port = Number(process.env.PORT ?? 3000);
app.listen(port, '127.0.0.1', (error) => {
  if (error) {
    throw error;
  }
  console.log(`The backend listens on http://127.0.0.1:${port}`);
});
