import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startSite } from '../fakes/site.js';
import { type Browser, STEP_LIMIT } from './browsers/browser.js';
import { BROWSERS } from './browsers/installed.js';

const ROOT = fileURLToPath(new URL('../../examples/demo/site', import.meta.url));
const LOGIN = '/api/auth/login';
const DEEP_LINK = '/reports/3?view=chart';
const TOKEN = 'pocket-spa-token';
const WAIT = { timeout: STEP_LIMIT };

describe.each(BROWSERS)('the demo without a backend in $name', ({ launch }) => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launch();
  }, 120_000);

  afterAll(() => browser?.close());

  async function open(loginAs?: string) {
    const site = await startSite({ root: ROOT, ...(loginAs !== undefined && { loginAs }) });
    onTestFinished(() => site.close());
    const page = await browser.open();
    onTestFinished(() => page.close());
    const address = async () => (await page.url()).slice(site.url.length);
    const sees = (text: string) => expect.poll(() => page.text(), WAIT).toContain(text);
    return { page, go: (path: string) => page.goto(site.url + path), address, sees };
  }

  it('leads over the development login to a deep link, and the app logs out', async () => {
    const { page, go, address, sees } = await open();
    await go(DEEP_LINK);
    expect(await address()).toBe(`${LOGIN}?next=${encodeURIComponent(DEEP_LINK)}`);
    await page.fill('#userId', 'ada');
    await page.click('form button');
    await sees('North Quay, February');
    expect(await address()).toBe(DEEP_LINK);
    await page.click('form.account button');
    await sees('Development login');
    expect(await page.cookieNames()).not.toContain(TOKEN);
    // A path whose page the browser has not kept.
    await go('/reports/5');
    await sees('Development login');
  }, 240_000);

  it('logs one user in at once, until the app logs out', async () => {
    const { page, go, address, sees } = await open('grace');
    await go(DEEP_LINK);
    await sees('North Quay, February');
    expect(await address()).toBe(DEEP_LINK);
    await page.click('form.account button');
    await sees('Development login');
    await go('/reports/5');
    await sees('Development login');
    await page.click('form button');
    await sees('North Quay, March');
    expect(await address()).toBe('/reports/5');
  }, 240_000);
});
