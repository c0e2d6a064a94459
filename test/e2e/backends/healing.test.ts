import { mkdir } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { type Browser, type Page, STEP_LIMIT } from '../browsers/browser.js';
import { sendLogin } from '../browsers/form.js';
import { BROWSERS } from '../browsers/installed.js';
import { BACKENDS, type Backend, type Site, startSite } from './start.js';

const SECRET = '5d'.repeat(32);
const PASSWORDS = { ada: 'analytical engine' };
const PICTURES = 'dist/screenshots';
const DEEP_LINK = '/reports/7?view=chart&from=a%20b';
const LOGIN = '/api/auth/login';
const TOKEN = 'pocket-spa-token';
const TOKEN_LIFE = 15 * 60;
const WAIT = { timeout: STEP_LIMIT };

// Chromium runs the whole list of renewal.test.ts. This is the path that no browser may break.
describe.each(BROWSERS)('in $name', ({ name, launch }) => {
  let browser: Browser;
  let site: Site;
  let page: Page;

  beforeAll(async () => {
    await mkdir(PICTURES, { recursive: true });
    browser = await launch();
  }, 120_000);

  afterAll(() => browser?.close());

  beforeEach(async () => {
    page = await browser.open();
    onTestFinished(() => page.close());
  }, 120_000);

  async function start(adapter: Backend, backend: Record<string, unknown> = {}) {
    site = await startSite(adapter, { secret: SECRET, passwords: PASSWORDS, backend });
    onTestFinished(() => site.close());
  }

  const go = (path: string) => page.goto(site.url + path);
  const address = async () => (await page.url()).slice(site.url.length);
  const text = () => page.text();

  /** The answers to navigations from the one with this number on. */
  const navigations = (first: number) =>
    site.records
      .slice(first)
      .filter(({ path }) => path === LOGIN || path.startsWith('/reports'))
      .map(({ path, status }) => `${status} ${path}`);

  async function logIn(path: string) {
    await go(path);
    await sendLogin(page, 'ada', PASSWORDS.ada);
    await expect.poll(address, WAIT).toBe(path);
    await expect.poll(text, WAIT).toContain('ada');
  }

  it.each(BACKENDS)(
    'the adapter of %s heals a session whose token has expired or is gone, in one bounce',
    async (adapter) => {
      await start(adapter);
      await logIn('/');

      site.moveClock(TOKEN_LIFE + 1);
      const expired = site.records.length;
      await go(`${DEEP_LINK}#sunday`);
      await expect.poll(text, WAIT).toContain('Lighthouse Bay, April');
      expect(await address()).toBe(`${DEEP_LINK}#sunday`);
      await expect
        .poll(() => navigations(expired), WAIT)
        .toEqual(['302 /reports/7', `303 ${LOGIN}`, '200 /reports/7']);

      await page.clearCookies(TOKEN);
      expect(await page.cookieNames()).not.toContain(TOKEN);
      const gone = site.records.length;
      await go('/reports');
      await expect.poll(text, WAIT).toContain('Old Pier');
      await expect
        .poll(() => navigations(gone), WAIT)
        .toEqual(['302 /reports', `303 ${LOGIN}`, '200 /reports']);

      const healed = site.records.length;
      await page.reload();
      await expect.poll(text, WAIT).toContain('Old Pier');
      // 304 where the browser asks whether its copy is fresh.
      await expect
        .poll(() => navigations(healed), WAIT)
        .toEqual([expect.stringMatching(/^(?:200|304) \/reports$/)]);
    },
    300_000,
  );

  it('without the adapter the loop guard ends the loop, with a page that leads out of it', async () => {
    await start('express', { renewTokens: false });
    // Not a page that is visited again: nothing says how long, so browsers keep it for a while.
    await logIn('/');
    site.moveClock(TOKEN_LIFE + 1);
    await page.clearCookies('pocket-spa-bounce');
    const first = site.records.length;
    await go('/reports');
    await expect.poll(text, WAIT).toContain('expired');
    const bounce = ['302 /reports', `303 ${LOGIN}`];
    await expect
      .poll(() => navigations(first), WAIT)
      .toEqual([...Array(8).fill(bounce).flat(), '403 /reports']);
    await page.screenshot(`${PICTURES}/${name}-loop.png`);
  }, 300_000);
});
