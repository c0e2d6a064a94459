import { mkdir } from 'node:fs/promises';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchBrowser } from '../fakes/browser.js';
import { findMissingTools, type Quayside, startQuayside } from '../fakes/quayside.js';
import {
  ADA,
  cookieHeader,
  fetchPlainly,
  fillLogin,
  GRACE,
  listResponses,
  openVisitor,
  readCookie,
  visit,
} from '../fakes/quayside-visitor.js';
import { handshake } from '../fakes/reply.js';

const SECRET = '5b'.repeat(32);
const PICTURES = 'dist/screenshots';
const DEEP_LINK = '/tides/north-quay?view=chart';
const DAY = 86_400;
// Longer than the lifetime of a token (7 days), shorter than that of a Django session (14 days).
const AFTER_TOKEN = 8 * DAY;
const INSTALLATION = 300_000;

const missing = await findMissingTools();

let quayside: Quayside;
let browser: Browser;
let context: BrowserContext;
let page: Page;

const logIn = (person = ADA, on = page) => fillLogin(on, person);
const enter = (path: string, person = ADA, on = page) => visit(on, path, person);

function takePicture(name: string, on = page) {
  return on.screenshot({ path: `${PICTURES}/django-${name}.png`, animations: 'disabled' });
}

const address = () => page.url().slice(quayside.url.length);
const chat = () => `${quayside.url}/api/chat`;
const heading = (name: string, on = page) => on.getByRole('heading', { name });

const cookie = (name: string) => readCookie(context, name);
const cookies = () => cookieHeader(context);
const fetchInPage = (path: string) => fetchPlainly(page, path);

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
    ({ context, page } = await openVisitor(browser, quayside.url));
  });

  describe('logging in', () => {
    it('leads from a deep link over the login page back to it, with query and fragment', async () => {
      const first = await page.goto(`${DEEP_LINK}#sunday`);
      expect(await listResponses(first)).toEqual(['302 /tides/north-quay', '200 /api/auth/login']);
      expect(address()).toBe(`/api/auth/login?next=${encodeURIComponent(DEEP_LINK)}#sunday`);
      await takePicture('login');
      await logIn();
      await heading('North Quay, high water').waitFor();
      expect(address()).toBe(`${DEEP_LINK}#sunday`);
      await expect.poll(() => page.locator('#who').textContent()).toBe(ADA.email);
      await takePicture('tides');
    });

    it('accepts an e-mail address as user id: Django quotes the token, and the edge accepts the quoted token', async () => {
      await enter('/');
      expect(await cookie('pocket-spa-token')).toMatch(/^"ada@example\.com:\d+:[\da-f]{64}"$/);
      expect(await listResponses(await page.goto('/tides/old-pier'))).toEqual([
        '200 /tides/old-pier',
      ]);
    });

    it('reports a wrong password, and makes the user wait after too many of them', async () => {
      await page.goto('/');
      const guess = { email: 'nobody@example.com', password: 'wrong' };
      for (let attempt = 1; attempt <= 5; attempt++) {
        const response = page.waitForResponse((each) => each.request().method() === 'POST');
        await logIn(guess);
        expect((await response).status()).toBe(401);
      }
      expect(await page.getByRole('alert').textContent()).toBe(
        'The address or the password is wrong.',
      );
      await takePicture('login-wrong');
      const response = page.waitForResponse((each) => each.request().method() === 'POST');
      await logIn(guess);
      expect((await response).status()).toBe(429);
      expect(await page.getByRole('alert').textContent()).toBe(
        'Too many attempts. Please wait a minute.',
      );
    });

    it.each(['//evil.example', '/\\evil.example', 'https://evil.example/', '/.//evil.example'])(
      'leads to "/" if next is %s',
      async (next) => {
        await page.goto(`/api/auth/login?next=${encodeURIComponent(next)}`);
        await logIn();
        await expect.poll(address).toBe('/');
      },
    );

    it('refuses a form from another site', async () => {
      const form = { username: ADA.email, password: ADA.password };
      const answer = await page.request.post('/api/auth/login', { form });
      expect(answer.status()).toBe(403);
    });
  });

  describe('a session that outlives its token', () => {
    it('gets a new token after one redirect', async () => {
      await enter('/');
      const old = await cookie('pocket-spa-token');
      await quayside.moveClock(AFTER_TOKEN);
      const steps = await listResponses(await page.goto(DEEP_LINK));
      expect(steps).toEqual([
        '302 /tides/north-quay',
        '302 /api/auth/login',
        '200 /tides/north-quay',
      ]);
      expect(address()).toBe(DEEP_LINK);
      expect(await cookie('pocket-spa-token')).not.toBe(old);
      expect(await listResponses(await page.reload())).toEqual(['200 /tides/north-quay']);
    });

    it('gets 401 with the reason for a fetch; fetchJson renews the token and the page stays', async () => {
      await enter(`${DEEP_LINK}#sunday`);
      await heading('North Quay, high water').waitFor();
      await quayside.moveClock(AFTER_TOKEN);
      expect(await fetchInPage('/api/me')).toMatchObject({ status: 401, reason: 'expired' });
      await page.getByRole('button', { name: 'Ask again' }).click();
      await page.getByText('The same table, from the cache').waitFor();
      expect(address()).toBe(`${DEEP_LINK}#sunday`);
      expect(await fetchInPage('/api/me')).toMatchObject({ status: 200, reason: null });
    });

    it('goes to the login page once the session has ended too, and returns with the hash', async () => {
      await enter(`${DEEP_LINK}#sunday`);
      await heading('North Quay, high water').waitFor();
      await quayside.moveClock(AFTER_TOKEN);
      await context.clearCookies({ name: 'sessionid' });
      await page.getByRole('button', { name: 'Ask again' }).click();
      const here = encodeURIComponent(`${DEEP_LINK}#sunday`);
      await expect.poll(address).toBe(`/api/auth/login?next=${here}`);
      await logIn();
      await heading('North Quay, high water').waitFor();
      expect(address()).toBe(`${DEEP_LINK}#sunday`);
    });

    it('gets a new token for the chat too', async () => {
      await enter('/');
      await quayside.moveClock(AFTER_TOKEN);
      await page.getByRole('link', { name: 'Chat' }).click();
      await heading('Chat').waitFor();
      expect(address()).toBe('/chat');
    });
  });

  describe('accounts', () => {
    it('let another user log in without logging out, who then gets a token', async () => {
      await enter('/');
      await page.getByRole('link', { name: 'Someone else?' }).click();
      await logIn(GRACE);
      await expect.poll(() => page.locator('#who').textContent()).toBe(GRACE.email);
      expect(await cookie('pocket-spa-token')).toMatch(/^"grace@example\.com:/);
    });

    it('end with a log-out, which removes the token and says so', async () => {
      await enter('/');
      await page.getByRole('button', { name: 'Log out' }).click();
      await page.getByText('You are logged out.').waitFor();
      expect(address()).toBe('/api/auth/login?next=%2F');
      expect(await cookie('pocket-spa-token')).toBeUndefined();
      expect(await cookie('sessionid')).toBeUndefined();
      await takePicture('logged-out');
    });

    it('get 403 for a staff page unless they are staff, and stay on the page', async () => {
      await enter('/staff');
      await page.getByText('This is for staff only.').waitFor();
      expect(await fetchInPage('/api/staff/people')).toMatchObject({ status: 403, reason: null });
      expect(address()).toBe('/staff');
      await takePicture('staff-refused');
    });

    it('see a staff page if they are staff', async () => {
      await enter('/staff', GRACE);
      await heading('Accounts').waitFor();
      expect(await page.locator('ul.card li').allTextContents()).toEqual([
        ADA.email,
        `${GRACE.email}staff`,
      ]);
      await takePicture('staff');

      // There is no queue, so the command runs in the request.
      const highest = page.getByRole('list', { name: 'Highest waters' });
      const ofThisYear = highest.getByText(new RegExp(`^${new Date().getUTCFullYear()}, `));
      expect(await ofThisYear.count()).toBe(0);
      await page.getByRole('button', { name: 'Reckon this year' }).click();
      await expect.poll(() => ofThisYear.count()).toBe(2);
    });
  });

  describe('the API', () => {
    it('refuses the cached table to users who are not logged in', async () => {
      await enter(DEEP_LINK);
      await heading('North Quay, high water').waitFor();
      await context.clearCookies({ name: 'sessionid' });
      // The edge accepts the token; Django refuses.
      expect(await fetchInPage('/api/tides/north-quay')).toMatchObject({
        status: 401,
        reason: null,
      });
    });

    it('keeps every response out of shared caches, because it may contain a token', async () => {
      await enter('/');
      const { cache } = await fetchInPage('/api/tides/north-quay');
      expect(cache).toMatch(/\bprivate\b/);
    });

    it('limits the requests of each user', async () => {
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
    it('transfers messages between browsers', async () => {
      await enter('/chat');
      await heading('Chat').waitFor();
      const { page: other } = await openVisitor(browser, quayside.url);
      await enter('/chat', GRACE, other);
      await heading('Chat', other).waitFor();
      await page.getByLabel('Message').fill('Is the pilot <b>aboard</b>?');
      await page.getByRole('button', { name: 'Send' }).click();
      await other.getByText('Is the pilot <b>aboard</b>?').waitFor();
      await other.getByLabel('Message').fill('Since the last tide.');
      await other.getByRole('button', { name: 'Send' }).click();
      await page.getByText('Since the last tide.').waitFor();
      expect(await page.locator('.chat b').allTextContents()).toEqual([ADA.email, GRACE.email]);
      await takePicture('chat');
    });

    it('refuses a WebSocket without a token with 401 and opens one with a token', async () => {
      const { status, headers, body } = await handshake(chat());
      expect(status).toBe(401);
      expect(headers['x-spa-auth-reason']).toBe('missing');
      expect(JSON.parse(body)).toMatchObject({ error: 'unauthenticated', reason: 'missing' });

      await enter('/');
      const sent = { cookie: await cookies(), origin: quayside.url };
      expect((await handshake(chat(), sent)).status).toBe(101);
      await quayside.moveClock(AFTER_TOKEN);
      const expired = await handshake(chat(), sent);
      expect(expired.status).toBe(401);
      expect(expired.headers['x-spa-auth-reason']).toBe('expired');
    });

    it('refuses a WebSocket from another site and one without a session', async () => {
      await enter('/');
      const crossSite = { cookie: await cookies(), origin: 'https://evil.example' };
      expect((await handshake(chat(), crossSite)).status).toBe(403);
      await context.clearCookies({ name: 'sessionid' });
      const withoutSession = { cookie: await cookies(), origin: quayside.url };
      expect((await handshake(chat(), withoutSession)).status).toBe(403);
    });
  });
});
