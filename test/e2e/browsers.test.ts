import { mkdir } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { type Demo, startDemo } from '../fakes/demo.js';
import { type Browser, type Page, STEP_LIMIT } from './browsers/browser.js';
import { sendLogin } from './browsers/form.js';
import { BROWSERS } from './browsers/installed.js';

const SECRET = '5a'.repeat(32);
const PICTURES = 'dist/screenshots';
const DEEP_LINK = '/reports/7?view=chart&from=a%20b';
const LOGIN = '/api/auth/login';
const TOKEN = 'pocket-spa-token';
const WAIT = { timeout: STEP_LIMIT };

describe.each(BROWSERS)('the demo in $name', ({ name, launch }) => {
  let demo: Demo;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    await mkdir(PICTURES, { recursive: true });
    demo = await startDemo(SECRET);
    browser = await launch();
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await demo?.stop('SIGTERM');
  });

  beforeEach(async () => {
    page = await browser.open();
    onTestFinished(() => page.close());
  });

  const address = async () => (await page.url()).slice(demo.url.length);
  const text = () => page.text();
  const picture = (of: string) => page.screenshot(`${PICTURES}/${name}-${of}.png`);

  it('leads from a deep link over the login page back to it, back through its pages, and out', async () => {
    await page.goto(`${demo.url}${DEEP_LINK}#sunday`);
    expect(await address()).toBe(`${LOGIN}?next=${encodeURIComponent(DEEP_LINK)}#sunday`);
    await picture('login');
    await sendLogin(page, 'ada', 'analytical engine');
    await expect.poll(text, WAIT).toContain('Lighthouse Bay, April');
    expect(await address()).toBe(`${DEEP_LINK}#sunday`);
    expect(await page.cookieNames()).toContain(TOKEN);
    await picture('report');

    await page.click('header nav a[href="/reports"]');
    await expect.poll(text, WAIT).toContain('Old Pier');
    expect(await address()).toBe('/reports');
    await page.back();
    await expect.poll(text, WAIT).toContain('Lighthouse Bay, April');
    expect(await address()).toBe(`${DEEP_LINK}#sunday`);
    await page.reload();
    await expect.poll(text, WAIT).toContain('Lighthouse Bay, April');

    await page.click('form.account button');
    await expect.poll(address, WAIT).toBe(`${LOGIN}?next=%2F`);
    await expect.poll(text, WAIT).toContain('Log in');
    expect(await page.cookieNames()).not.toContain(TOKEN);
    await page.goto(`${demo.url}/reports`);
    expect(await address()).toBe(`${LOGIN}?next=%2Freports`);
  }, 240_000);

  it('shows the page of the loop guard to a visitor who is sent to the login eight times', async () => {
    for (let visit = 1; visit <= 8; visit++) {
      await page.goto(`${demo.url}/reports`);
      expect(await address()).toBe(`${LOGIN}?next=%2Freports`);
    }
    await page.goto(`${demo.url}/reports`);
    expect(await address()).toBe('/reports');
    expect(await text()).toContain('missing');
    await picture('loop-page');
    await page.click('a');
    await expect.poll(address, WAIT).toBe(`${LOGIN}?next=%2Freports`);
  }, 240_000);

  it('with --https: logs in and out, with a cookie named __Host-…', async () => {
    const secured = await startDemo(SECRET, ['--https']);
    onTestFinished(async () => void (await secured.stop('SIGTERM')));
    const login = `${secured.url}${LOGIN}?next=%2Freports`;
    await page.goto(`${secured.url}/reports`);
    expect(await page.url()).toBe(login);
    await sendLogin(page, 'ada', 'analytical engine');
    await expect.poll(text, WAIT).toContain('Old Pier');
    expect(await page.url()).toBe(`${secured.url}/reports`);
    expect(await page.cookieNames()).toContain(`__Host-${TOKEN}`);

    await page.click('form.account button');
    await expect.poll(text, WAIT).toContain('Log in');
    expect(await page.cookieNames()).not.toContain(`__Host-${TOKEN}`);
    await page.goto(`${secured.url}/reports`);
    expect(await page.url()).toBe(login);
  }, 240_000);
});
