import { mkdir } from 'node:fs/promises';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { generateToken } from '../../signer/index.js';
import { launchBrowser } from '../fakes/browser.js';
import { type Demo, startDemo } from '../fakes/demo.js';

const SECRET = '5a'.repeat(32);
const PICTURES = 'dist/screenshots';
const DEEP_LINK = '/reports/7?view=chart&from=a%20b';

let demo: Demo;
let browser: Browser;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  await mkdir(PICTURES, { recursive: true });
  demo = await startDemo(SECRET);
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await demo?.stop('SIGTERM');
});

beforeEach(async () => {
  ({ context, page } = await openVisitor('light'));
});

async function openVisitor(colorScheme: 'light' | 'dark') {
  const viewport = { width: 1100, height: 760 };
  const opened = await browser.newContext({ viewport, colorScheme, baseURL: demo.url });
  onTestFinished(() => opened.close());
  return { context: opened, page: await opened.newPage() };
}

async function logIn(account = 'ada', password = 'analytical engine', on = page) {
  await on.getByLabel('Account').fill(account);
  await on.getByLabel('Password').fill(password);
  await on.getByRole('button', { name: 'Log in' }).click();
}

function takePicture(name: string, on = page) {
  return on.screenshot({ path: `${PICTURES}/${name}.png`, animations: 'disabled' });
}

const address = () => page.url().slice(demo.url.length);

function addCookie(name: string, value: string) {
  return context.addCookies([{ name, value, url: demo.url, secure: true, httpOnly: true }]);
}

describe('a visitor', () => {
  it('gets from a deep link over the login page back to it, with query and fragment', async () => {
    await page.goto(`${DEEP_LINK}#sunday`);
    await expect.poll(() => page.title()).toBe('Log in – Harbour');
    expect(address()).toBe(`/api/auth/login?next=${encodeURIComponent(DEEP_LINK)}#sunday`);
    await takePicture('login-light');
    await logIn();
    await page.getByRole('heading', { name: 'Lighthouse Bay, April' }).waitFor();
    expect(address()).toBe(`${DEEP_LINK}#sunday`);
    await takePicture('report-chart-light');
  });

  it('sees the account that is logged in, opens pages and reloads them', async () => {
    await page.goto('/');
    await logIn();
    await expect.poll(() => page.locator('#who').textContent()).toBe('ada');
    expect(await page.locator('#until').textContent()).toMatch(/\d{4}/);
    await page.getByRole('button', { name: 'Fetch the protected file' }).click();
    await page.getByText('4 reports, the first from North Quay.').waitFor();
    await takePicture('overview-light');
    await page.getByRole('link', { name: 'Reports' }).click();
    await page.getByRole('link', { name: 'Old Pier' }).click();
    await page.getByRole('heading', { name: 'Old Pier, March' }).waitFor();
    expect(address()).toBe('/reports/6');
    await takePicture('report-table-light');
    await page.reload();
    await page.getByRole('heading', { name: 'Old Pier, March' }).waitFor();
    await page.goBack();
    await page.getByRole('heading', { name: 'Reports' }).waitFor();
    await takePicture('reports-light');
  });

  it('is not asked to log in again if already logged in', async () => {
    await page.goto('/');
    await logIn();
    await page.locator('#who').waitFor();
    await page.goto('/api/auth/login?next=%2Freports');
    await page.getByRole('heading', { name: 'Reports' }).waitFor();
    expect(address()).toBe('/reports');
  });

  it('logs out and is asked to log in again', async () => {
    await page.goto('/');
    await logIn();
    await page.getByRole('button', { name: 'Log out' }).click();
    await expect.poll(address).toBe('/api/auth/login?next=%2F');
    expect((await context.cookies()).map(({ name }) => name)).not.toContain('pocket-spa-token');
  });

  it('gets the login page with an expired token', async () => {
    const token = generateToken('ada', { secret: SECRET, maxAge: 60, now: 1_700_000_000 });
    await addCookie('pocket-spa-token', token);
    const response = await page.goto('/reports');
    expect(address()).toBe('/api/auth/login?next=%2Freports');
    const refusal = await response?.request().redirectedFrom()?.response();
    expect(await refusal?.headerValue('x-spa-auth-reason')).toBe('expired');
  });

  it('returns to the same address if the token expires while a page is open', async () => {
    await page.goto('/');
    await logIn();
    await page.locator('#who').waitFor();
    await page.evaluate("history.replaceState(null, '', '/?tab=1#here')");
    await context.clearCookies();
    await page.getByRole('button', { name: 'Fetch the protected file' }).click();
    await expect.poll(address).toBe(`/api/auth/login?next=${encodeURIComponent('/?tab=1#here')}`);
    await logIn();
    await expect.poll(address).toBe('/?tab=1#here');
  });

  it('sees an error after a wrong password and stays on the login page', async () => {
    await page.goto('/reports');
    await logIn('ada', 'difference engine');
    expect(await page.getByRole('alert').textContent()).toBe(
      'The account or the password is wrong.',
    );
    expect(await page.getByLabel('Account').inputValue()).toBe('ada');
    expect(await page.getByLabel('Password').inputValue()).toBe('');
    await takePicture('login-wrong-light');
    await logIn();
    await expect.poll(address).toBe('/reports');
  });

  it('has to wait after too many wrong passwords', async () => {
    await page.goto('/reports');
    for (let attempt = 0; attempt < 6; attempt++) {
      await logIn('guessed', 'wrong');
      await page.getByRole('alert').waitFor();
    }
    expect(await page.getByRole('alert').textContent()).toBe(
      'Too many attempts. Please wait a minute.',
    );
  });

  it.each(['//evil.example', '/\\evil.example', 'https://evil.example/', 'javascript:alert(1)'])(
    'gets "/" after the login if next is %s',
    async (next) => {
      await page.goto(`/api/auth/login?next=${encodeURIComponent(next)}`);
      await logIn();
      await expect.poll(address).toBe('/');
    },
  );

  it('sees the pages in a dark colour scheme', async () => {
    const { page: dark } = await openVisitor('dark');
    await dark.goto('/reports/7?view=chart');
    await takePicture('login-dark', dark);
    await logIn('ada', 'analytical engine', dark);
    await dark.getByRole('heading', { name: 'Lighthouse Bay, April' }).waitFor();
    await takePicture('report-chart-dark', dark);
    await dark.getByRole('link', { name: 'Overview' }).click();
    await dark.locator('#who').waitFor();
    await takePicture('overview-dark', dark);
  });

  it('does not have to scroll sideways on a small screen', async () => {
    await page.setViewportSize({ width: 360, height: 700 });
    await page.goto('/');
    await takePicture('login-small');
    await logIn();
    await page.locator('#who').waitFor();
    await takePicture('overview-small');
    const overflow = await page.evaluate<number>(
      'document.documentElement.scrollWidth - innerWidth',
    );
    expect(overflow).toBe(0);
  });
});

describe('the demo', () => {
  it('answers a fetch without a token with 401 and the reason as JSON', async () => {
    await page.goto('/');
    await logIn();
    await page.locator('#who').waitFor();
    await context.clearCookies();
    const [status, body] = await page.evaluate<[number, unknown]>(
      "fetch('/data/report.json').then(async (response) => [response.status, await response.json()])",
    );
    expect(status).toBe(401);
    expect(body).toEqual({ error: 'unauthenticated', reason: 'missing', login: '/api/auth/login' });
  });

  it('refuses a login form from another site', async () => {
    const response = await page.request.post('/api/auth/login', {
      headers: { 'sec-fetch-site': 'cross-site' },
      form: { account: 'ada', password: 'analytical engine' },
    });
    expect(response.status()).toBe(403);
  });
});

it('has browsers ask again before they show a page, so that none opens after the log-out', async () => {
  const cookie = `pocket-spa-token=${generateToken('ada', { secret: SECRET })}`;
  const { status, headers } = await demo.get('/reports/7', { cookie });
  expect([status, headers['cache-control']]).toEqual([200, 'no-cache']);
});

describe('the loop guard', () => {
  it('ends a redirect loop after eight redirects', async () => {
    const token = `ada:9999999999:${'0'.repeat(64)}`;
    let bounce = '';
    for (let expected = 1; expected <= 8; expected++) {
      const cookie = `pocket-spa-token=${token}; pocket-spa-bounce=${bounce}`;
      const { status, headers } = await demo.get('/reports', {
        cookie,
        'sec-fetch-mode': 'navigate',
      });
      expect(status).toBe(302);
      bounce = /^pocket-spa-bounce=(\d);/.exec(String(headers['set-cookie']))?.[1] ?? 'none';
      expect(bounce).toBe(String(expected));
    }
    const cookie = `pocket-spa-token=${token}; pocket-spa-bounce=${bounce}`;
    const { status, headers, body } = await demo.get('/reports', {
      cookie,
      'sec-fetch-mode': 'navigate',
    });
    expect(status).toBe(403);
    expect(headers['x-spa-auth-reason']).toBe('bad_signature');
    expect(String(headers['set-cookie'])).toContain('pocket-spa-bounce=; Max-Age=0');
    expect(body).toContain('/api/auth/login?next=%2Freports');
  });

  it.each(['light', 'dark'] as const)(
    'shows a page with a link to the login (%s)',
    async (scheme) => {
      ({ context, page } = await openVisitor(scheme));
      await addCookie('pocket-spa-bounce', '8');
      expect((await page.goto('/reports'))?.status()).toBe(403);
      await takePicture(`loop-guard-${scheme}`);
      await page.getByRole('link').click();
      expect(address()).toBe('/api/auth/login?next=%2Freports');
    },
  );
});

describe('the process', () => {
  it('prints a line for each request, without token and secret', async () => {
    await page.goto('/');
    await logIn();
    await page.locator('#who').waitFor();
    const token = (await context.cookies()).find(({ name }) => name === 'pocket-spa-token')?.value;
    expect(token).toMatch(/^ada/);
    await expect.poll(demo.output).toMatch(/GET +\/ +302 redirect \(missing\) +\d+ µs/);
    expect(demo.output()).toMatch(/GET +\/app\.js +200 pass +\d+ µs/);
    expect(demo.output()).not.toContain(token);
    expect(demo.output()).not.toContain(SECRET);
    expect(demo.output()).not.toContain('next=');
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('exits with 0 on %s', async (signal) => {
    const other = await startDemo(SECRET);
    await other.get('/', {});
    expect(await other.stop(signal)).toBe(0);
  });
});
