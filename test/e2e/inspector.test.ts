import { mkdir, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser as Chromium, Page as ChromiumPage } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { launchBrowser } from '../fakes/browser.js';
import {
  type InspectedSite,
  NOW,
  startInspectedSite,
  tokenCookie,
} from '../fakes/inspected-site.js';
import { type Browser, type Page, STEP_LIMIT } from './browsers/browser.js';
import { BROWSERS } from './browsers/installed.js';

const PICTURES = 'dist/screenshots';
const ROOT = fileURLToPath(new URL('../../examples/demo/site', import.meta.url));
// WRITE_DOCS=1 npx vitest run --project e2e test/e2e/inspector.test.ts
const DOCS_PICTURE = process.env.WRITE_DOCS
  ? fileURLToPath(new URL('../../docs/inspector.png', import.meta.url))
  : `${PICTURES}/inspector-docs.png`;
const WAIT = { timeout: STEP_LIMIT };
const DAY = 86_400;

const CONFIG = {
  publicPaths: ['/style.css', '/assets/*'],
  identityHeader: 'x-user',
  backendPaths: ['/ws/*'],
} as const;

const PAGE = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document', accept: 'text/html' };
const FETCH = { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty', accept: '*/*' };
const ADA = tokenCookie('ada', NOW + 7 * DAY);

/** Sends requests of every kind; the last of them is the first in the list. */
async function visit({ send }: InspectedSite): Promise<void> {
  await send('/reports/7?view=chart', PAGE);
  await send('/style.css', { ...FETCH, 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'style' });
  await send('/assets/%2e%2e/report.json', PAGE);
  await send('/reports/7?view=chart', { ...PAGE, cookie: ADA });
  await send('/navigation.js', { ...FETCH, cookie: ADA });
  await send('/data/report.json', { ...FETCH, cookie: tokenCookie('ada', NOW - 3 * DAY) });
  await send(
    '/data/report.json',
    { origin: 'https://a.example', 'access-control-request-method': 'PUT' },
    'OPTIONS',
  );
  const forged = tokenCookie('eve', NOW + DAY, 'ab'.repeat(32));
  const old = `${tokenCookie('ada', NOW - 2 * DAY).replace('=', '="')}"`;
  await send('/account', {
    ...PAGE,
    cookie: `theme=dark; pocket-spa-token=junk; ${old}; ${forged}`,
  });
}

describe.each(BROWSERS)('the inspector in $name', ({ name, launch }) => {
  let browser: Browser;
  let site: InspectedSite;
  let page: Page;

  beforeAll(async () => {
    await mkdir(PICTURES, { recursive: true });
    browser = await launch();
  }, 120_000);

  afterAll(() => browser?.close());

  beforeEach(async () => {
    site = await startInspectedSite(ROOT, CONFIG);
    onTestFinished(() => site.close());
    page = await browser.open();
    onTestFinished(() => page.close());
  });

  const text = () => page.text();

  it('shows decisions as they are made, explains one, and asks the function what if', async () => {
    await page.goto(site.inspectorUrl);
    await expect.poll(text, WAIT).toContain('No decision yet');
    await visit(site);
    await expect.poll(text, WAIT).toContain('Decisions (8)');
    await expect
      .poll(text, WAIT)
      .toContain('publicPaths has "/assets/*", but the path is not plain');

    await page.click('.row');
    // The list names the reason too, so only this shows that the explanation is there.
    await expect.poll(text, WAIT).toContain('cookie 2, without its quotes: expired 2 days ago');
    expect(await text()).toContain(
      'cookie 3, as sent: the signature is wrong under the only secret',
    );
    await page.screenshot(`${PICTURES}/${name}-inspector.png`);

    await page.evaluate(`document.querySelector('[name=cookie]').value = 'valid'`);
    await page.fill('[name=userId]', 'grace');
    await page.click('.ask');
    await expect.poll(text, WAIT).toContain('grace');
    expect(await text()).toContain('/index.html');

    await page.fill('#filter', 'options');
    await expect.poll(text, WAIT).toContain('Decisions (1 of 8)');
  }, 240_000);

  it('shows hostile paths and names as text, and runs no script', async () => {
    const script = '<img/src=x/onerror=document.title=1>';
    await site.send(`/${script}`, {
      cookie: `${'<b>'}=1; ${tokenCookie('<i>eve</i>', NOW + DAY)}`,
    });
    await page.goto(site.inspectorUrl);
    await expect.poll(text, WAIT).toContain(`GET /${script}`);
    await page.click('.row');
    await expect.poll(text, WAIT).toContain('<i>eve</i>');
    expect(
      await page.evaluate('document.querySelectorAll("main img, main i, main b").length'),
    ).toBe(0);
    expect(await page.evaluate('document.title')).toContain('Inspector');
  }, 240_000);
});

describe('the inspector', () => {
  let chromium: Chromium;
  let site: InspectedSite;
  let page: ChromiumPage;

  beforeAll(async () => {
    await mkdir(PICTURES, { recursive: true });
    chromium = await launchBrowser();
  }, 120_000);

  afterAll(() => chromium?.close());

  beforeEach(async () => {
    site = await startInspectedSite(ROOT, CONFIG);
    onTestFinished(() => site.close());
    const context = await chromium.newContext({ viewport: { width: 1000, height: 640 } });
    onTestFinished(() => context.close());
    context.setDefaultTimeout(STEP_LIMIT);
    page = await context.newPage();
  });

  it('is used by the keyboard alone', async () => {
    await visit(site);
    await page.goto(site.inspectorUrl);
    await page.getByText('Decisions (8)').waitFor();
    await page.getByRole('searchbox').focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'GET /data/report.json' }).waitFor();
    await page.getByText('expired 3 days ago').waitFor();
    // The details have the focus; the form is the next thing that can be reached.
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.type('grace');
    await page.keyboard.press('Enter');
    await page.getByText('grace', { exact: true }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'GET /navigation.js' }).waitFor();
  }, 240_000);

  it('fits every screen, dark and light', async () => {
    await site.send(`/${'a'.repeat(700)}`, PAGE);
    await visit(site);
    await page.goto(site.inspectorUrl);
    await page.getByText('Decisions (9)').waitFor();
    for (const [look, width, colorScheme] of [
      ['light', 1040, 'light'],
      ['dark', 1040, 'dark'],
      ['narrow', 360, 'light'],
      ['narrow-dark', 360, 'dark'],
    ] as const) {
      await page.setViewportSize({ width, height: 760 });
      await page.emulateMedia({ colorScheme });
      await page.reload();
      await page.getByText('Decisions (9)').waitFor();
      await page.screenshot({ path: `${PICTURES}/inspector-list-${look}.png` });
      await page.locator('.row').last().click();
      await page.getByRole('button', { name: 'Ask the function' }).waitFor();
      await page.locator('.row').first().click();
      // The list names the reason too, so only this shows that the explanation is there.
      await page.getByText('cookie 3, as sent: the signature is wrong').waitFor();
      await page.locator('[name=cookie]').selectOption('valid');
      await page.getByRole('button', { name: 'Ask the function' }).click();
      await page.getByText('Valid until').waitFor();
      await page.screenshot({ path: `${PICTURES}/inspector-${look}.png`, fullPage: true });
      const scrollWidth = await page.evaluate<number>('document.documentElement.scrollWidth');
      expect(scrollWidth).toBeLessThanOrEqual(width);
    }
  }, 240_000);

  it('has its picture in the docs', async () => {
    // The first calls of a process are slow, and say nothing about the function.
    await visit(site);
    await visit(site);
    await page.goto(site.inspectorUrl);
    await page.getByText('Decisions (16)').waitFor();
    await page.getByRole('button', { name: 'GET /account' }).first().click();
    await page.getByRole('button', { name: 'Ask the function' }).waitFor();
    await page.screenshot({ path: DOCS_PICTURE });
    expect((await stat(DOCS_PICTURE)).size).toBeLessThan(150_000);
  }, 240_000);
});
