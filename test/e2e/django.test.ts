import { mkdir } from 'node:fs/promises';
import type { Browser, BrowserContext, Page, Response } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { launchBrowser } from '../fakes/browser.js';
import { manage, missingTools, type Quayside, startQuayside } from '../fakes/quayside.js';
import { handshake } from '../fakes/reply.js';

const SECRET = '5b'.repeat(32);
const PICTURES = 'dist/screenshots';
const DEEP_LINK = '/tides/north-quay?view=chart';
const DAY = 86_400;
// Longer than a token lives (7 days), and shorter than a session of Django's (14 days).
const TOKEN_OVER = 8 * DAY;
const INSTALLATION = 300_000;

// A missing tool is a failure in CI; elsewhere it is named, and this is left out.
const missing = process.env.CI ? [] : missingTools();
if (missing.length > 0) {
  console.warn(`Left out: the Django example (needs ${missing.join(', ')}).`);
}

const ADA = { email: 'ada@example.com', password: 'analytical engine' };
const GRACE = { email: 'grace@example.com', password: 'nanosecond wire' };

let quayside: Quayside;
let browser: Browser;
let context: BrowserContext;
let page: Page;

async function visitor() {
  const viewport = { width: 1000, height: 680 };
  const own = await browser.newContext({ viewport, baseURL: quayside.url });
  onTestFinished(() => own.close());
  return { context: own, page: await own.newPage() };
}

async function logIn({ email, password } = ADA, on = page) {
  await on.getByLabel('E-mail address').fill(email);
  await on.getByLabel('Password').fill(password);
  await on.getByRole('button', { name: 'Log in' }).click();
}

/** Opens a page as one who has to log in first. */
async function enter(path: string, person = ADA, on = page) {
  await on.goto(path);
  await logIn(person, on);
  await expect.poll(() => on.locator('#who').textContent()).toBe(person.email);
}

function picture(name: string, on = page) {
  return on.screenshot({ path: `${PICTURES}/django-${name}.png`, animations: 'disabled' });
}

const address = () => page.url().slice(quayside.url.length);
const chat = () => `${quayside.url}/api/chat`;
const heading = (name: string, on = page) => on.getByRole('heading', { name });

async function cookie(name: string) {
  return (await context.cookies()).find((each) => each.name === name)?.value;
}

/** Everything that the browser would send in its cookie header. */
async function cookies() {
  return (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
}

/** The paths and statuses that led to an answer, itself included. */
async function journey(last: Response | null): Promise<string[]> {
  const steps: string[] = [];
  for (let request = last?.request() ?? null; request; request = request.redirectedFrom()) {
    const { pathname } = new URL(request.url());
    steps.unshift(`${(await request.response())?.status()} ${pathname}`);
  }
  return steps;
}

/** What a script gets that fetches without the client helper. */
function fetched(path: string) {
  return page.evaluate<{ status: number; reason: string | null; cache: string | null }>(
    `fetch('${path}').then(({ status, headers }) => ({
      status, reason: headers.get('x-spa-auth-reason'), cache: headers.get('cache-control') }))`,
  );
}

describe.skipIf(missing.length > 0)('the Django example', () => {
  beforeAll(async () => {
    await mkdir(PICTURES, { recursive: true });
    quayside = await startQuayside(SECRET);
    browser = await launchBrowser();
  }, INSTALLATION);

  afterAll(async () => {
    await browser?.close();
    expect(await quayside?.stop()).toBe(0);
  });

  beforeEach(async () => {
    await quayside.moveClock(0);
    ({ context, page } = await visitor());
  });

  describe('logging in', () => {
    test('a deep link leads over the login page back to it, with its query and fragment', async () => {
      const first = await page.goto(`${DEEP_LINK}#sunday`);
      expect(await journey(first)).toEqual(['302 /tides/north-quay', '200 /api/auth/login']);
      expect(address()).toBe(`/api/auth/login?next=${encodeURIComponent(DEEP_LINK)}#sunday`);
      await picture('login');
      await logIn();
      await heading('North Quay, high water').waitFor();
      expect(address()).toBe(`${DEEP_LINK}#sunday`);
      await expect.poll(() => page.locator('#who').textContent()).toBe(ADA.email);
      await picture('tides');
    });

    test('an e-mail address as user id: Django puts the token in quotes, and the edge accepts it', async () => {
      await enter('/');
      expect(await cookie('pocket-spa-token')).toMatch(/^"ada@example\.com:\d+:[\da-f]{64}"$/);
      expect(await journey(await page.goto('/tides/old-pier'))).toEqual(['200 /tides/old-pier']);
    });

    test('a wrong password is told, and too many of them have to wait', async () => {
      await page.goto('/');
      const guess = { email: 'nobody@example.com', password: 'wrong' };
      for (let attempt = 1; attempt <= 5; attempt++) {
        const answer = page.waitForResponse((each) => each.request().method() === 'POST');
        await logIn(guess);
        expect((await answer).status()).toBe(401);
      }
      expect(await page.getByRole('alert').textContent()).toBe(
        'The address or the password is wrong.',
      );
      await picture('login-wrong');
      const answer = page.waitForResponse((each) => each.request().method() === 'POST');
      await logIn(guess);
      expect((await answer).status()).toBe(429);
      expect(await page.getByRole('alert').textContent()).toBe(
        'Too many attempts. Please wait a minute.',
      );
    });

    test.each(['//evil.example', '/\\evil.example', 'https://evil.example/', '/.//evil.example'])(
      'next=%s ends on "/"',
      async (next) => {
        await page.goto(`/api/auth/login?next=${encodeURIComponent(next)}`);
        await logIn();
        await expect.poll(address).toBe('/');
      },
    );

    test('a form that another site sends is refused', async () => {
      const form = { username: ADA.email, password: ADA.password };
      const answer = await page.request.post('/api/auth/login', { form });
      expect(answer.status()).toBe(403);
    });
  });

  describe('a session that outlives its token', () => {
    test('is healed in one bounce', async () => {
      await enter('/');
      const old = await cookie('pocket-spa-token');
      await quayside.moveClock(TOKEN_OVER);
      const steps = await journey(await page.goto(DEEP_LINK));
      expect(steps).toEqual([
        '302 /tides/north-quay',
        '302 /api/auth/login',
        '200 /tides/north-quay',
      ]);
      expect(address()).toBe(DEEP_LINK);
      expect(await cookie('pocket-spa-token')).not.toBe(old);
      expect(await journey(await page.reload())).toEqual(['200 /tides/north-quay']);
    });

    test('gives a fetch 401 with the reason; the client helper renews the token and stays', async () => {
      await enter(`${DEEP_LINK}#sunday`);
      await heading('North Quay, high water').waitFor();
      await quayside.moveClock(TOKEN_OVER);
      expect(await fetched('/api/me')).toMatchObject({ status: 401, reason: 'expired' });
      await page.getByRole('button', { name: 'Ask again' }).click();
      await page.getByText('The same table, from the cache').waitFor();
      expect(address()).toBe(`${DEEP_LINK}#sunday`);
      expect(await fetched('/api/me')).toMatchObject({ status: 200, reason: null });
    });

    test('once it is over too, the client helper goes to the login page and comes back with the hash', async () => {
      await enter(`${DEEP_LINK}#sunday`);
      await heading('North Quay, high water').waitFor();
      await quayside.moveClock(TOKEN_OVER);
      await context.clearCookies({ name: 'sessionid' });
      await page.getByRole('button', { name: 'Ask again' }).click();
      const here = encodeURIComponent(`${DEEP_LINK}#sunday`);
      await expect.poll(address).toBe(`/api/auth/login?next=${here}`);
      await logIn();
      await heading('North Quay, high water').waitFor();
      expect(address()).toBe(`${DEEP_LINK}#sunday`);
    });

    test('is renewed for the chat too', async () => {
      await enter('/');
      await quayside.moveClock(TOKEN_OVER);
      await page.getByRole('link', { name: 'Chat' }).click();
      await heading('Chat').waitFor();
      expect(address()).toBe('/chat');
    });
  });

  describe('accounts', () => {
    test('another user logs in without logging out, and the token becomes theirs', async () => {
      await enter('/');
      await page.getByRole('link', { name: 'Someone else?' }).click();
      await logIn(GRACE);
      await expect.poll(() => page.locator('#who').textContent()).toBe(GRACE.email);
      expect(await cookie('pocket-spa-token')).toMatch(/^"grace@example\.com:/);
    });

    test('logging out takes the token away, and says so', async () => {
      await enter('/');
      await page.getByRole('button', { name: 'Log out' }).click();
      await page.getByText('You are logged out.').waitFor();
      expect(address()).toBe('/api/auth/login?next=%2F');
      expect(await cookie('pocket-spa-token')).toBeUndefined();
      expect(await cookie('sessionid')).toBeUndefined();
      await picture('logged-out');
    });

    test('what is for staff answers 403 to others, who stay where they are', async () => {
      await enter('/staff');
      await page.getByText('This is for staff only.').waitFor();
      expect(await fetched('/api/staff/people')).toMatchObject({ status: 403, reason: null });
      expect(address()).toBe('/staff');
      await picture('staff-refused');
    });

    test('and is open to staff', async () => {
      await enter('/staff', GRACE);
      await heading('Accounts').waitFor();
      expect(await page.locator('.list li').allTextContents()).toEqual([
        ADA.email,
        `${GRACE.email}staff`,
      ]);
      await picture('staff');
    });
  });

  describe('the API', () => {
    test('gives the cached table to nobody who is not logged in', async () => {
      await enter(DEEP_LINK);
      await heading('North Quay, high water').waitFor();
      await context.clearCookies({ name: 'sessionid' });
      // The token still opens the edge; it is Django that refuses.
      expect(await fetched('/api/tides/north-quay')).toMatchObject({ status: 401, reason: null });
    });

    test('keeps every answer out of shared caches, for it may carry a token', async () => {
      await enter('/');
      const { cache } = await fetched('/api/tides/north-quay');
      expect(cache).toMatch(/\bprivate\b/);
    });

    test('is throttled by user', async () => {
      await enter('/', GRACE);
      const statuses = await page.evaluate<number[]>(
        `Promise.all(Array.from({ length: 31 }, () => fetch('/api/tides/old-pier')))
          .then((answers) => answers.map(({ status }) => status).sort())`,
      );
      expect(statuses.at(0)).toBe(200);
      expect(statuses.at(-1)).toBe(429);
    });
  });

  describe('the chat', () => {
    test('carries what one browser says to another', async () => {
      await enter('/chat');
      await heading('Chat').waitFor();
      const { page: other } = await visitor();
      await enter('/chat', GRACE, other);
      await heading('Chat', other).waitFor();
      await page.getByLabel('Message').fill('Is the pilot <b>aboard</b>?');
      await page.getByRole('button', { name: 'Send' }).click();
      await other.getByText('Is the pilot <b>aboard</b>?').waitFor();
      await other.getByLabel('Message').fill('Since the last tide.');
      await other.getByRole('button', { name: 'Send' }).click();
      await page.getByText('Since the last tide.').waitFor();
      expect(await page.locator('.chat b').allTextContents()).toEqual([ADA.email, GRACE.email]);
      await picture('chat');
    });

    test('answers a WebSocket without a token 401, and with one connects', async () => {
      const { status, headers, body } = await handshake(chat());
      expect(status).toBe(401);
      expect(headers['x-spa-auth-reason']).toBe('missing');
      expect(JSON.parse(body)).toMatchObject({ error: 'unauthenticated', reason: 'missing' });

      await enter('/');
      const visitor = { cookie: await cookies(), origin: quayside.url };
      expect((await handshake(chat(), visitor)).status).toBe(101);
      await quayside.moveClock(TOKEN_OVER);
      const expired = await handshake(chat(), visitor);
      expect(expired.status).toBe(401);
      expect(expired.headers['x-spa-auth-reason']).toBe('expired');
    });

    test('refuses a WebSocket that another site opens, and one without a session', async () => {
      await enter('/');
      const foreign = { cookie: await cookies(), origin: 'https://evil.example' };
      expect((await handshake(chat(), foreign)).status).toBe(403);
      await context.clearCookies({ name: 'sessionid' });
      const stranger = { cookie: await cookies(), origin: quayside.url };
      expect((await handshake(chat(), stranger)).status).toBe(403);
    });
  });

  describe('the project', () => {
    // As if AWS had been asked already: nothing here may ask it.
    const stage = {
      SECRET_KEY: 'a key that is long enough for what the checks of a deployment ask: 0123456789',
      SPA_TOKEN_SECRET: SECRET,
      DATABASE_URL: 'postgres://web@db.invalid/quayside',
      REDIS_URL: 'redis://cache.invalid/0',
      POCKET_HOSTS: 'api.quayside.example',
      POCKET_ENVS_AWS_RESOURCES_LOADED: 'true',
      POCKET_ENVS_SECRETS_LOADED: 'true',
      AWS_DEFAULT_REGION: 'eu-central-1',
    };

    test.each(['dev', 'prd'])('is fit to be deployed to %s', async (name) => {
      const variables = { ...stage, POCKET_STAGE: name };
      await manage(['check', '--deploy', '--fail-level', 'WARNING'], variables);
    });

    test("holds the login view's next to the test vectors", async () => {
      const variables = { ...stage, DATABASE_URL: 'sqlite:///:memory:' };
      expect(await manage(['test'], variables)).toMatch(/^Ran 2 tests in .*\s+OK$/m);
    });
  });
});
