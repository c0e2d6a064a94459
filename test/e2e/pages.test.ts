import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { closedPort } from '../fakes/backend.js';
import { launchBrowser } from '../fakes/browser.js';
import { type Site, type SiteOptions, startSite } from '../fakes/site.js';

// What the preview shows by itself, as a visitor sees it. The pictures are for the eye.

const PICTURES = 'dist/screenshots';
const ROOT = fileURLToPath(new URL('../../examples/demo/site', import.meta.url));
const LOGIN = '/api/auth/login';
const TOKEN = 'pocket-spa-token';

let browser: Browser;

beforeAll(async () => {
  await mkdir(PICTURES, { recursive: true });
  browser = await launchBrowser();
}, 120_000);

afterAll(() => browser?.close());

async function open(options: Partial<SiteOptions> = {}): Promise<{ site: Site; page: Page }> {
  const site = await startSite({ root: ROOT, ...options });
  onTestFinished(() => site.close());
  const context = await browser.newContext({ baseURL: site.url });
  onTestFinished(() => context.close());
  context.setDefaultTimeout(45_000);
  return { site, page: await context.newPage() };
}

/** Takes the page in light, dark and narrow, and checks that nothing sticks out to the side. */
async function takePictures(page: Page, name: string) {
  for (const [look, width, colorScheme] of [
    ['light', 1000, 'light'],
    ['dark', 1000, 'dark'],
    ['narrow', 360, 'light'],
    ['narrow-dark', 360, 'dark'],
  ] as const) {
    await page.setViewportSize({ width, height: 700 });
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: `${PICTURES}/preview-${name}-${look}.png` });
    const scrollWidth = await page.evaluate<number>('document.documentElement.scrollWidth');
    expect(scrollWidth).toBeLessThanOrEqual(width);
  }
}

const cookieNames = async (page: Page) => (await page.context().cookies()).map(({ name }) => name);

async function logIn(page: Page, path: string) {
  await page.goto(`${LOGIN}?next=${encodeURIComponent(path)}`);
  await page.getByLabel('User id').fill('ada');
  await page.keyboard.press('Enter');
}

describe('the development login', () => {
  it('takes a user id by the keyboard, says what is wrong with one, and logs out', async () => {
    const { page, site } = await open();
    await page.goto('/reports/7?view=chart#sunday');
    await page.getByRole('heading', { name: 'Development login' }).waitFor();
    await takePictures(page, 'login');

    // The field has the focus.
    await page.keyboard.type('ada:b');
    await page.keyboard.press('Enter');
    const alert = page.getByRole('alert');
    expect(await alert.textContent()).toContain('no colon');
    expect(await page.getByLabel('User id').inputValue()).toBe('ada:b');
    await takePictures(page, 'login-problem');

    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type('ada');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Lighthouse Bay, April' }).waitFor();
    expect(page.url()).toBe(`${site.url}/reports/7?view=chart#sunday`);

    await page.goto(`${LOGIN}?next=${encodeURIComponent('/reports/7?view=chart')}`);
    await page.getByRole('heading', { name: 'Logged in as ada' }).waitFor();
    await takePictures(page, 'logged-in');
    await page.getByRole('button', { name: 'Log out' }).press('Enter');
    await page.getByRole('heading', { name: 'Development login' }).waitFor();
    expect(await cookieNames(page)).not.toContain(TOKEN);
  }, 240_000);

  it('fits a long user id and a long address', async () => {
    const { page } = await open();
    const next = `/${'a'.repeat(300)}`;
    await page.goto(`${LOGIN}?next=${next}`);
    await page.getByLabel('User id').fill('w'.repeat(400));
    await page.keyboard.press('Enter');
    // A visit that begins before the login's answer is there would cut the login off.
    await page.waitForURL(({ pathname }) => pathname === next);
    await page.goto(`${LOGIN}?next=${next}`);
    await page.getByRole('heading', { name: 'Logged in as' }).waitFor();
    await takePictures(page, 'logged-in-long');
  }, 240_000);
});

describe('a page of the preview for', () => {
  it('a missing file', async () => {
    const { page } = await open();
    await logIn(page, '/reports/<b>/pictures/harbour.png?size=large');
    await page.getByRole('heading', { name: 'No such file' }).waitFor();
    expect(await page.locator('dd').allTextContents()).toEqual([
      '/reports/%3Cb%3E/pictures/harbour.png',
      ROOT,
    ]);
    await takePictures(page, '404');
  }, 240_000);

  it('a path of a backend that is not there', async () => {
    const { page } = await open();
    await page.goto('/api/reports');
    await page.getByRole('heading', { name: 'No backend' }).waitFor();
    await takePictures(page, 'no-backend');
  }, 240_000);

  it('a backend that is down', async () => {
    const backend = `http://127.0.0.1:${await closedPort()}`;
    const { page } = await open({ backend });
    await page.goto(LOGIN);
    await page.getByRole('heading', { name: 'The backend does not respond' }).waitFor();
    expect(await page.locator('dd').allTextContents()).toEqual([LOGIN, backend]);
    await takePictures(page, '502');
  }, 240_000);

  it('a form that is sent to a file', async () => {
    const { page, site } = await open();
    await logIn(page, '/');
    await page.waitForURL(`${site.url}/`);
    await page.evaluate(`(() => {
      const form = document.createElement('form');
      form.method = 'post';
      form.action = '/reports/new';
      document.body.append(form);
      setTimeout(() => form.submit());
    })()`);
    await page.getByRole('heading', { name: 'Files can only be read' }).waitFor();
    await takePictures(page, '405');
  }, 240_000);

  it('a form of another site', async () => {
    const { page, site } = await open();
    const form = `<form method="post" action="${site.url}${LOGIN}">
      <input name="userId" value="mallory"><button>Win a boat</button></form>`;
    await page.goto(`data:text/html,${encodeURIComponent(form)}`);
    await page.getByRole('button').click();
    await page.getByRole('heading', { name: 'Sent by another site' }).waitFor();
    expect(await cookieNames(page)).toEqual([]);
    await takePictures(page, '403');
  }, 240_000);
});
