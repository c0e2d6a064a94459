import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchBrowser } from '../fakes/browser.js';
import {
  deployedVariables,
  findMissingTools,
  manage,
  type Quayside,
  startQuayside,
} from '../fakes/quayside.js';
import {
  ADA,
  fetchPlainly,
  fillLogin,
  GRACE,
  openVisitor,
  visit,
} from '../fakes/quayside-visitor.js';

const SECRET = '5c'.repeat(32);
const PICTURES = 'dist/screenshots';
const INSTALLATION = 300_000;
// The databases of Redis that the site uses, beginning with the one that the address names.
const [CHANNELS, CACHE, SESSIONS, THROTTLES] = [4, 5, 6, 7];
const PERSONAL = /ada|grace|example|127\.0\.0\.1|sess|throttle|login/i;

const missing = await findMissingTools();

interface Redis {
  readonly url: string;
  stop(): Promise<void>;
}

let redis: Redis;
let quayside: Quayside;
let browser: Browser;
let page: Page;

const enter = (path: string, person = ADA, on = page) => visit(on, path, person);
const status = async (path: string) => (await fetchPlainly(page, path)).status;

/** Runs a management command with the site's Redis. */
const command = (...args: string[]) =>
  manage(args, {
    ...deployedVariables(SECRET),
    DATABASE_URL: 'sqlite:///:memory:',
    REDIS_URL: redis.url,
  });

/** What redis-cli prints, asked in one of the databases, in lines. */
async function ask(database: number, ...args: string[]): Promise<string[]> {
  const { port } = new URL(redis.url);
  const { stdout } = await promisify(execFile)('redis-cli', [
    '-p',
    port,
    '-n',
    `${database}`,
    ...args,
  ]);
  return stdout.split('\n').filter((line) => line !== '');
}

/** Asks without a browser and its cookies, with an X-Forwarded-For of the viewer's own. */
const askAnonymously = (place: number) =>
  fetch(`${quayside.url}/api/auth/renew`, {
    headers: { accept: 'application/json', 'x-forwarded-for': `192.0.2.${place % 250}` },
  });

describe.skipIf(missing.length > 0)('caches, sessions and throttles of the Django example', () => {
  beforeAll(async () => {
    await mkdir(PICTURES, { recursive: true });
    // Plain JavaScript without types, so it is imported by URL.
    const { href } = new URL('../../examples/django/run/redis.js', import.meta.url);
    const started = await (await import(href)).startRedis();
    redis = { ...started, url: started.url.replace(/\d$/, `${CHANNELS}`) };
    quayside = await startQuayside(SECRET, { REDIS_URL: redis.url, USER_RATE: '100/min' });
    browser = await launchBrowser();
  }, INSTALLATION);

  afterAll(async () => {
    await browser?.close();
    expect(await quayside?.stop()).toBe(0);
    await redis?.stop();
  });

  beforeEach(async () => {
    ({ page } = await openVisitor(browser, quayside.url));
  });

  it('are in databases of their own, and copies of sessions last five minutes at most', async () => {
    await enter('/tides/north-quay');
    expect(await ask(CACHE, 'keys', '*tides*')).toEqual(['quayside:1:tides:north-quay:4.1:1.2']);
    const [session] = await ask(SESSIONS, 'keys', '*');
    expect(session).toMatch(/sessions\.cached_db/);
    const left = Number(await ask(SESSIONS, 'ttl', session!));
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(300);
    expect(await ask(THROTTLES, 'keys', '*throttle_tides*')).toHaveLength(1);
  });

  it('show what staff records to others at once', async () => {
    await enter('/');
    await page.getByText('Old Pier').waitFor();
    expect(await page.locator('.list li').allTextContents()).toContain('Old Piernot observed');

    const { page: other } = await openVisitor(browser, quayside.url);
    await enter('/staff', GRACE, other);
    await other.getByLabel('Harbour').selectOption('Old Pier');
    await other.getByLabel('Metres').fill('deep');
    await other.getByRole('button', { name: 'Record' }).click();
    await other.getByText('This cannot be recorded.').waitFor();
    await other.getByLabel('Metres').fill('4.2');
    await other.getByRole('button', { name: 'Record' }).click();
    await other.getByText('Recorded', { exact: true }).waitFor();
    await other.screenshot({ path: `${PICTURES}/django-record.png`, animations: 'disabled' });

    await page.reload();
    await page.getByText('Old Pier').waitFor();
    expect(await page.locator('.list li').allTextContents()).toContain('Old Pier4.20 m');
  });

  it('give nobody what is kept for another user, in one browser too', async () => {
    await enter('/', GRACE);
    await page.getByText('Recorded by you: 1; accounts: 2').waitFor();
    await page.getByRole('link', { name: 'Someone else?' }).click();
    await fillLogin(page, ADA);
    await page.getByText('Recorded by you: 0', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByText('You are logged out.').waitFor();
    await page.goto('/');
    await fillLogin(page, GRACE);
    await page.getByText('Recorded by you: 1; accounts: 2').waitFor();
  });

  it('are printed without values, persons and sessions', async () => {
    await enter('/tides/old-pier');
    await page.goto('/');
    await page.getByText('Recorded by you').waitFor();
    const shown = await command('show_cache');
    expect(shown).toMatch(/^tides: .*; [12] kept$/m);
    expect(shown).toMatch(/^ {2}tides:old-pier:3\.6:0\.9 {2}\d+ s left {2}\d+ bytes$/m);
    expect(shown).toMatch(/^ {2}overview:[0-9a-f]{64} {2}\d+ s left {2}\d+ bytes$/m);
    expect(shown).toMatch(/^ {2}queries:[0-9a-f]{40} {2}\d+ s left {2}\d+ bytes$/m);
    expect(shown).not.toMatch(PERSONAL);
    expect(await command('show_cache', 'tides')).not.toMatch(/overview|queries/);
  });

  it('are cleared by prefix or as a whole, and sessions, throttles, chat and other sites stay', async () => {
    await enter('/tides/old-pier');
    await page.goto('/');
    await page.getByText('Recorded by you').waitFor();
    await page.getByRole('link', { name: 'Chat' }).click();
    await page.getByRole('heading', { name: 'Chat' }).waitFor();
    await ask(CACHE, 'set', 'other-site:1:page', 'kept');
    const others = [CHANNELS, SESSIONS, THROTTLES];
    for (const database of others) {
      await ask(database, 'set', 'quayside:1:tides:kept', 'kept');
    }

    expect(await command('clear_cache', 'tides')).toMatch(/^tides: [12] removed\.$/m);
    expect(await ask(CACHE, 'keys', '*tides*')).toEqual([]);
    expect(await ask(CACHE, 'keys', '*overview*')).not.toEqual([]);
    expect(await command('clear_cache', '--all')).toMatch(
      /^all: \d+ removed\.\nSessions, throttles and the chat are as they were\.$/m,
    );
    expect(await ask(CACHE, 'keys', '*')).toEqual(['other-site:1:page']);
    expect(await command('clear_cache', '--all')).toMatch(/^all: 0 removed\.$/m);

    for (const database of others) {
      expect(await ask(database, 'get', 'quayside:1:tides:kept')).toEqual(['kept']);
    }
    expect(await status('/api/me')).toBe(200);
    await page.getByLabel('Message').fill('Still there?');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.locator('.chat').getByText('Still there?').waitFor();
  });

  describe('throttles', () => {
    it('show a visitor of a page how long to wait', async () => {
      await enter('/tides/north-quay', GRACE);
      const again = page.getByRole('button', { name: 'Ask again' });
      await again.waitFor();
      await page.evaluate(
        `Promise.all(Array.from({ length: 30 }, () => fetch('/api/tides/north-quay')))`,
      );
      await again.click();
      const message = /^Too many requests\. Please try again in [1-6]?\d s\.$/;
      await expect.poll(() => page.locator('output').textContent()).toMatch(message);
      await page.reload();
      await expect.poll(() => page.getByRole('alert').textContent()).toMatch(message);
      await page.screenshot({ path: `${PICTURES}/django-throttled.png`, animations: 'disabled' });
    });

    it('count by account', async () => {
      await enter('/');
      const statuses = await page.evaluate<number[]>(
        `Promise.all(Array.from({ length: 101 }, () => fetch('/api/me')))
          .then((answers) => answers.map(({ status }) => status))`,
      );
      expect(new Set(statuses)).toEqual(new Set([200, 429]));
      const { page: other } = await openVisitor(browser, quayside.url);
      await enter('/', GRACE, other);
      expect((await fetchPlainly(other, '/api/me')).status).toBe(200);
    });

    it('count one who is not logged in by the address, which X-Forwarded-For does not change', async () => {
      const answers = [];
      for (let place = 0; place <= 60; place++) {
        answers.push(await askAnonymously(place));
      }
      expect(answers.at(0)!.status).toBe(401);
      const last = answers.at(-1)!;
      expect(last.status).toBe(429);
      expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(last.headers.get('cache-control')).toMatch(/\bprivate\b/);
      expect(await last.json()).toEqual({ detail: expect.stringContaining('throttled') });
    });
  });

  // The last one: nothing brings Redis back.
  it('do without Redis, and the login stays limited', async () => {
    await enter('/', GRACE);
    await redis.stop();
    await page.goto('/tides/old-pier');
    await page.getByRole('button', { name: 'Ask again' }).click();
    await page.getByText('New', { exact: true }).waitFor();
    expect(await Promise.all(['/api/me', '/api/harbours', '/api/overview'].map(status))).toEqual([
      200, 200, 200,
    ]);
    await page.getByRole('link', { name: 'Chat' }).click();
    await page.getByText('The chat cannot be reached.').waitFor();

    const { page: other } = await openVisitor(browser, quayside.url);
    await other.setExtraHTTPHeaders({ 'x-forwarded-for': '192.0.2.1' });
    await enter('/', ADA, other);
    await other.getByRole('button', { name: 'Log out' }).click();
    await other.getByText('You are logged out.').waitFor();
    const statuses = [];
    for (let attempt = 1; attempt <= 6; attempt++) {
      await other.setExtraHTTPHeaders({ 'x-forwarded-for': `192.0.2.${attempt}` });
      const response = other.waitForResponse((each) => each.request().method() === 'POST');
      await fillLogin(other, { email: 'nobody@example.com', password: 'wrong' });
      statuses.push((await response).status());
    }
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
  });
});
