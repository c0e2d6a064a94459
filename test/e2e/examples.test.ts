import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { generateToken } from '../../signer/index.js';
import { launchBrowser } from '../fakes/browser.js';
import { startDemo } from '../fakes/demo.js';
import {
  type Example,
  type ExampleOptions,
  installExample,
  startExample,
} from '../fakes/example.js';
import { get, handshake } from '../fakes/reply.js';

const SECRET = '5a'.repeat(32);
const PASSWORDS = { ada: 'analytical engine', grace: 'first compiler' };
const PICTURES = 'dist/screenshots';
const DEEP_LINK = '/reports/7?view=chart&from=a%20b';
const LOGIN = '/api/auth/login';
const TOKEN = 'pocket-spa-token';
const SESSION = 'session';
const TOKEN_LIFE = 15 * 60;

let browser: Browser;
let folder: string;
let example: Example;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  await mkdir(PICTURES, { recursive: true });
  folder = await mkdtemp(join(tmpdir(), 'spa-auth-e2e-'));
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await rm(folder, { recursive: true });
});

beforeEach(async () => {
  context = await browser.newContext({ viewport: { width: 1100, height: 760 } });
  const own = context;
  onTestFinished(() => own.close());
  page = await own.newPage();
});

function start(name: string, options: Partial<ExampleOptions> = {}): Promise<Example> {
  return startExample(name, { secret: SECRET, passwords: PASSWORDS, ...options });
}

const go = (path: string, on = page) => on.goto(example.url + path);
const address = () => page.url().slice(example.url.length);

async function logIn(account: keyof typeof PASSWORDS = 'ada', on = page) {
  await typeIn(account, PASSWORDS[account], on);
  await on.locator('#account', { hasText: account }).waitFor();
}

async function typeIn(account: string, password: string, on = page) {
  await on.getByLabel('Account').fill(account);
  await on.getByLabel('Password').fill(password);
  await on.getByRole('button', { name: 'Log in' }).click();
}

/** Deletes the cookie of the token or of the session. */
const deleteCookie = (name: string) => context.clearCookies({ name });

async function cookie(name: string) {
  return (await context.cookies(`${example.url}/api/`)).find((each) => each.name === name);
}

/** Collects the responses to navigations of the page from now on, redirects included. */
function trackNavigations(): string[] {
  const responses: string[] = [];
  page.on('response', (response) => {
    if (!response.request().isNavigationRequest()) {
      return;
    }
    responses.push(`${response.status()} ${new URL(response.url()).pathname}`);
  });
  return responses;
}

/** Collects the responses to fetches of the page from now on. */
function trackFetches(): string[] {
  const responses: string[] = [];
  page.on('response', (response) => {
    if (response.request().resourceType() !== 'fetch') {
      return;
    }
    responses.push(`${response.status()} ${new URL(response.url()).pathname}`);
  });
  return responses;
}

function takePicture(name: string) {
  return page.screenshot({ path: `${PICTURES}/${name}.png`, animations: 'disabled' });
}

describe.each(['express', 'fastify', 'hono', 'node-http'])('the example %s', (name) => {
  beforeAll(async () => {
    await installExample(name);
    const backend = name === 'express' ? { database: join(folder, 'sessions.sqlite') } : {};
    example = await start(name, { backend });
  }, 300_000);

  afterAll(() => example?.close());

  it('leads from a deep link over the login page back to it, with query and fragment', async () => {
    await go(`${DEEP_LINK}#sunday`);
    expect(address()).toBe(`${LOGIN}?next=${encodeURIComponent(DEEP_LINK)}#sunday`);
    await takePicture(`example-${name}-login`);
    const seen = trackNavigations();
    await logIn();
    expect(seen).toEqual([`303 ${LOGIN}`, '200 /reports/7']);
    await page.getByRole('heading', { name: 'Lighthouse Bay, April' }).waitFor();
    expect(address()).toBe(`${DEEP_LINK}#sunday`);
    await takePicture(`example-${name}-report`);
  });

  it('sets cookies that scripts cannot read and that no other site sends', async () => {
    await go('/');
    await logIn();
    expect(await cookie(TOKEN)).toMatchObject({
      httpOnly: true,
      // The preview takes `Secure` off over plain HTTP; the suites of the adapters look for it.
      secure: false,
      sameSite: 'Lax',
      path: '/',
    });
    expect(await cookie(SESSION)).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/api' });
  });

  it('reports a wrong password and still returns to the page afterwards', async () => {
    await go('/reports');
    await typeIn('ada', 'difference engine');
    expect(await page.getByRole('alert').textContent()).toBe(
      'The account or the password is wrong.',
    );
    expect(await page.getByLabel('Account').inputValue()).toBe('ada');
    expect(await cookie(TOKEN)).toBeUndefined();
    await logIn();
    expect(address()).toBe('/reports');
  });

  it('makes the user wait after too many wrong passwords', async () => {
    await go('/reports');
    for (let attempt = 0; attempt < 5; attempt++) {
      await typeIn('guessed', 'wrong');
      await page.getByText('is wrong').waitFor();
    }
    const response = page.waitForResponse((response) => response.request().method() === 'POST');
    await typeIn('guessed', 'wrong');
    expect((await response).status()).toBe(429);
    expect(await (await response).headerValue('retry-after')).toBe('60');
    expect(await page.getByRole('alert').textContent()).toContain('Too many attempts');
  });

  it('never redirects to another site', async () => {
    const elsewhere = ['//evil.example', '/\\evil.example', 'https://evil.example/'];
    for (const next of [...elsewhere, 'javascript:alert(1)']) {
      // Only the first time shows the form; then the user is logged in.
      await go(`${LOGIN}?next=${encodeURIComponent(next)}`);
      if (next === elsewhere[0]) {
        await logIn();
      }
      expect(address()).toBe('/');
    }
  });

  it('renews an expired token with one redirect if the session is still valid', async () => {
    await go('/');
    await logIn();
    const before = (await cookie(TOKEN))?.value;
    example.moveClock(TOKEN_LIFE + 1);
    const seen = trackNavigations();
    await go(`${DEEP_LINK}#sunday`);
    await page.getByRole('heading', { name: 'Lighthouse Bay, April' }).waitFor();
    expect(seen).toEqual(['302 /reports/7', `303 ${LOGIN}`, '200 /reports/7']);
    expect(address()).toBe(`${DEEP_LINK}#sunday`);
    expect((await cookie(TOKEN))?.value).not.toBe(before);
    await page.reload();
    expect(seen.slice(3)).toEqual(['200 /reports/7']);
  });

  it('renews a missing token with one redirect if the session is still valid', async () => {
    await go('/');
    await logIn();
    await deleteCookie(TOKEN);
    const seen = trackNavigations();
    await go('/reports');
    await page.getByRole('heading', { name: 'Reports' }).waitFor();
    expect(seen).toEqual(['302 /reports', `303 ${LOGIN}`, '200 /reports']);
  });

  it('renews the token while a page is open, and the page stays', async () => {
    await go('/?tab=1#here');
    await logIn();
    await page.getByRole('button', { name: 'Fetch the protected file' }).waitFor();
    example.moveClock(TOKEN_LIFE + 1);
    const refused = await page.evaluate(
      "fetch('/data/report.json').then((answer) => answer.json())",
    );
    expect(refused).toEqual({ error: 'unauthenticated', reason: 'expired', login: LOGIN });
    const fetches = trackFetches();
    const navigations = trackNavigations();
    await page.getByRole('button', { name: 'Fetch the protected file' }).click();
    await page.getByText('3 reports, the first from North Quay.').waitFor();
    expect(fetches).toEqual([
      '401 /data/report.json',
      '200 /api/auth/session',
      '200 /data/report.json',
    ]);
    expect(navigations).toEqual([]);
    expect(address()).toBe('/?tab=1#here');
  });

  it('sends an open page to the login if the session has ended, and back to its fragment', async () => {
    await go('/?tab=1#here');
    await logIn();
    const button = page.getByRole('button', { name: 'Fetch the protected file' });
    await button.waitFor();
    example.moveClock(TOKEN_LIFE + 1);
    await deleteCookie(SESSION);
    await button.click();
    await expect.poll(address).toBe(`${LOGIN}?next=${encodeURIComponent('/?tab=1#here')}`);
    await logIn();
    expect(address()).toBe('/?tab=1#here');
  });

  it('answers an API call with an expired token with 401 and the reason, and the next one with 200', async () => {
    await go('/');
    await logIn();
    example.moveClock(TOKEN_LIFE + 1);
    const [refused, session, me] = await page.evaluate<[unknown[], number, number]>(`(async () => {
      const refused = await fetch('/api/me');
      const parts = [refused.status, refused.headers.get('www-authenticate'), await refused.json()];
      return [parts, (await fetch('/api/auth/session')).status, (await fetch('/api/me')).status];
    })()`);
    // The 401 is a response of this backend, so it already carries a new token.
    const body = { error: 'unauthenticated', reason: 'expired' };
    expect(refused).toEqual([401, 'Cookie', body]);
    expect([session, me]).toEqual([200, 200]);
  });

  it('shows the new user after a change of user in another tab', async () => {
    const other = await context.newPage();
    await Promise.all([go('/reports'), go('/', other)]);
    await logIn('ada');
    const before = await cookie(SESSION);
    await logIn('grace', other);
    await page.reload();
    await page.locator('#account', { hasText: 'grace' }).waitFor();
    // The session has a new id, and the old id is invalid.
    const headers = { cookie: `${SESSION}=${before?.value}` };
    expect((await get(`${example.url}/api/auth/session`, headers)).status).toBe(401);
  });

  it('replaces the token of another user', async () => {
    await go('/');
    await logIn('grace');
    const value = generateToken('ada', { secret: SECRET, maxAge: 60, now: 1_900_000_000 });
    await context.addCookies([{ name: TOKEN, value, url: example.url, secure: true }]);
    await go('/api/auth/session');
    await go('/');
    await page.locator('#account', { hasText: 'grace' }).waitFor();
  });

  it('ends the session and the token with a log-out', async () => {
    await go('/');
    await logIn();
    const session = await cookie(SESSION);
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByLabel('Account').waitFor();
    expect(address()).toBe(`${LOGIN}?next=%2F`);
    expect(await cookie(TOKEN)).toBeUndefined();
    await context.addCookies([session!]);
    expect((await go('/api/auth/session'))?.status()).toBe(401);
    expect(await cookie(TOKEN)).toBeUndefined();
  });

  it('refuses a login and a log-out from another site', async () => {
    await go('/');
    await logIn();
    for (const path of [LOGIN, '/api/auth/logout']) {
      const answer = await context.request.post(example.url + path, {
        headers: { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
        form: { account: 'grace', password: PASSWORDS.grace },
      });
      expect(answer.status()).toBe(403);
    }
    await page.reload();
    await page.locator('#account', { hasText: 'ada' }).waitFor();
  });

  it.each([
    'account=ada&account=grace&password=analytical+engine',
    'account[x]=ada&__proto__=x&password=analytical+engine',
    'account=ada',
    '',
    `account=${'a'.repeat(5000)}&password=x`,
  ])('refuses an invalid form: case %#', async (body) => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await fetch(example.url + LOGIN, { method: 'POST', headers, body });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(answer.headers.getSetCookie()).toEqual([]);
  });

  it('answers an unknown path with 404', async () => {
    expect((await get(`${example.url}/api/nothing`, {})).status).toBe(404);
  });

  it('starts with `npm start`', async () => {
    const running = await startDemo(SECRET, name);
    const { status, headers } = await running.get('/', { 'sec-fetch-mode': 'navigate' });
    expect(status).toBe(302);
    const login = await running.get(String(headers.location), {});
    expect(login.status).toBe(200);
    expect(login.body).toContain('<form method="post">');
    expect(await running.stop('SIGTERM')).toBe(0);
  });
});

describe('sessions in SQLite', () => {
  it('are still valid after a restart of the backend', async () => {
    example = await start('express', { backend: { database: join(folder, 'kept.sqlite') } });
    onTestFinished(() => example.close());
    await go('/');
    await logIn();
    await example.restart();
    await deleteCookie(TOKEN);
    const seen = trackNavigations();
    await go('/reports');
    await page.getByRole('heading', { name: 'Reports' }).waitFor();
    expect(seen).toEqual(['302 /reports', `303 ${LOGIN}`, '200 /reports']);
  });
});

describe('a login loop', () => {
  async function expire(renewTokens: boolean) {
    example = await start('express', { backend: { database: ':memory:', renewTokens } });
    onTestFinished(() => example.close());
    await go('/');
    await logIn();
    example.moveClock(TOKEN_LIFE + 1);
    await deleteCookie('pocket-spa-bounce');
    const seen = trackNavigations();
    await go('/reports');
    return seen;
  }

  it('occurs without the middleware, until the loop guard ends it with a page', async () => {
    const seen = await expire(false);
    const bounce = ['302 /reports', `303 ${LOGIN}`];
    expect(seen).toEqual([...Array(8).fill(bounce).flat(), '403 /reports']);
    expect(await page.title()).toBe('Not logged in');
    expect(await page.getByText('expired', { exact: true }).count()).toBe(1);
    await takePicture('example-express-loop');
  });

  it('does not occur with the middleware', async () => {
    const seen = await expire(true);
    expect(seen).toEqual(['302 /reports', `303 ${LOGIN}`, '200 /reports']);
    await page.getByRole('heading', { name: 'Reports' }).waitFor();
    await takePicture('example-express-healed');
  });
});

describe('the WebSocket of node-http', () => {
  const open =
    (gate: Partial<ExampleOptions> = {}) =>
    async () => {
      await installExample('node-http');
      example = await start('node-http', gate);
    };
  const validCookie = () =>
    `${TOKEN}=${generateToken('ada', { secret: SECRET, maxAge: 60, now: 1_800_000_000 })}`;
  const live = (headers: Record<string, string> = {}) =>
    handshake(`${example.url}/api/live`, headers);

  describe('checked by the backend', () => {
    beforeAll(open(), 300_000);
    afterAll(() => example?.close());

    it('is answered with 401 and the reason without a token', async () => {
      const { status, headers, body } = await live();
      expect(status).toBe(401);
      expect(JSON.parse(body)).toEqual({ error: 'unauthenticated', reason: 'missing' });
      expect(headers['www-authenticate']).toBe('Cookie');
    });

    it('opens with a token, but not for a page of another site', async () => {
      expect((await live({ cookie: validCookie() })).status).toBe(101);
      const origin = 'https://evil.example';
      expect((await live({ cookie: validCookie(), origin })).status).toBe(403);
    });

    it('tells every page how many pages are connected', async () => {
      await go('/');
      await logIn();
      await page.getByText('1 here now').waitFor();
      const other = await context.newPage();
      await go('/reports', other);
      await page.getByText('2 here now').waitFor();
      await takePicture('example-node-http-live');
      await other.close();
      await page.getByText('1 here now').waitFor();
    });

    it('is closed when the token expires', async () => {
      await go('/');
      await logIn();
      await page.getByText('1 here now').waitFor();
      const ended = page.evaluate<number>(`new Promise((done) => {
        const socket = new WebSocket(location.origin.replace('http', 'ws') + '/api/live');
        socket.addEventListener('close', ({ code }) => done(code));
        socket.addEventListener('open', () => document.title = 'open');
      })`);
      await expect.poll(() => page.title()).toBe('open');
      example.moveClock(TOKEN_LIFE + 1);
      await deleteCookie(TOKEN);
      const other = await context.newPage();
      await go('/', other);
      expect(await ended).toBe(4401);
    });
  });

  describe('behind the function', () => {
    const config = { spaFallback: false, publicPaths: ['/api/auth/*'] } as const;
    beforeAll(open({ config, gateBackend: true }), 300_000);
    afterAll(() => example?.close());

    it('is answered with 401 at the edge without a token, and opens with one', async () => {
      const { status, headers, body } = await live();
      expect(status).toBe(401);
      expect(headers['x-spa-auth-reason']).toBe('missing');
      expect(JSON.parse(body)).toMatchObject({ reason: 'missing', login: LOGIN });
      expect((await live({ cookie: validCookie() })).status).toBe(101);
      example.moveClock(61);
      expect((await live({ cookie: validCookie() })).headers['x-spa-auth-reason']).toBe('expired');
    });
  });
});
