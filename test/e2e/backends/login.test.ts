import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { generateToken } from '../../../signer/index.js';
import { launchBrowser } from '../../fakes/browser.js';
import { get } from '../../fakes/reply.js';
import { BACKENDS, type Site, startSite } from './start.js';
import {
  DEEP_LINK,
  LOGIN,
  openVisitor,
  PASSWORDS,
  SESSION,
  TOKEN,
  type Visitor,
} from './visitor.js';

const SECRET = '5a'.repeat(32);

let browser: Browser;
let site: Site;
let visitor: Visitor;

beforeAll(async () => {
  browser = await launchBrowser();
});

afterAll(() => browser?.close());

describe.each(BACKENDS)('logging in and out with %s', (name) => {
  beforeAll(async () => {
    site = await startSite(name, { secret: SECRET, passwords: PASSWORDS });
  });

  afterAll(() => site?.close());

  beforeEach(async () => {
    visitor = await openVisitor(browser, site);
  });

  it('leads from a deep link over the login page back to it, with query and fragment', async () => {
    await visitor.go(`${DEEP_LINK}#sunday`);
    expect(visitor.address()).toBe(`${LOGIN}?next=${encodeURIComponent(DEEP_LINK)}#sunday`);
    await visitor.takePicture(`${name}-login`);
    const seen = visitor.trackNavigations();
    await visitor.logIn();
    expect(seen).toEqual([`303 ${LOGIN}`, '200 /reports/7']);
    await visitor.page.getByRole('heading', { name: 'Lighthouse Bay, April' }).waitFor();
    expect(visitor.address()).toBe(`${DEEP_LINK}#sunday`);
    await visitor.takePicture(`${name}-report`);
  });

  it('sets cookies that scripts cannot read and that no other site sends', async () => {
    await visitor.go('/');
    await visitor.logIn();
    expect(await visitor.cookie(TOKEN)).toMatchObject({
      httpOnly: true,
      // The preview takes `Secure` off over plain HTTP; the suites of the adapters look for it.
      secure: false,
      sameSite: 'Lax',
      path: '/',
    });
    expect(await visitor.cookie(SESSION)).toMatchObject({
      httpOnly: true,
      sameSite: 'Lax',
      path: '/api',
    });
  });

  it('reports a wrong password and still returns to the page afterwards', async () => {
    await visitor.go('/reports');
    await visitor.typeIn('ada', 'difference engine');
    expect(await visitor.page.getByRole('alert').textContent()).toBe(
      'The account or the password is wrong.',
    );
    expect(await visitor.page.getByLabel('Account').inputValue()).toBe('ada');
    expect(await visitor.cookie(TOKEN)).toBeUndefined();
    await visitor.logIn();
    expect(visitor.address()).toBe('/reports');
  });

  it('makes the user wait after too many wrong passwords', async () => {
    await visitor.go('/reports');
    for (let attempt = 0; attempt < 5; attempt++) {
      await visitor.typeIn('guessed', 'wrong');
      await visitor.page.getByText('is wrong').waitFor();
    }
    const response = visitor.page.waitForResponse(
      (response) => response.request().method() === 'POST',
    );
    await visitor.typeIn('guessed', 'wrong');
    expect((await response).status()).toBe(429);
    expect(await (await response).headerValue('retry-after')).toBe('60');
    expect(await visitor.page.getByRole('alert').textContent()).toContain('Too many attempts');
  });

  it('never redirects to another site', async () => {
    const elsewhere = ['//evil.example', '/\\evil.example', 'https://evil.example/'];
    for (const next of [...elsewhere, 'javascript:alert(1)']) {
      // Only the first time shows the form; then the user is logged in.
      await visitor.go(`${LOGIN}?next=${encodeURIComponent(next)}`);
      if (next === elsewhere[0]) {
        await visitor.logIn();
      }
      expect(visitor.address()).toBe('/');
    }
  });

  it('shows the new user after a change of user in another tab', async () => {
    const other = await visitor.context.newPage();
    await Promise.all([visitor.go('/reports'), visitor.go('/', other)]);
    await visitor.logIn('ada');
    const before = await visitor.cookie(SESSION);
    await visitor.logIn('grace', other);
    await visitor.page.reload();
    await visitor.page.locator('#account', { hasText: 'grace' }).waitFor();
    // The session has a new id, and the old id is invalid.
    const headers = { cookie: `${SESSION}=${before?.value}` };
    expect((await get(`${site.url}/api/auth/session`, headers)).status).toBe(401);
  });

  it('replaces the token of another user', async () => {
    await visitor.go('/');
    await visitor.logIn('grace');
    const value = generateToken('ada', { secret: SECRET, maxAge: 60, now: 1_900_000_000 });
    await visitor.context.addCookies([{ name: TOKEN, value, url: site.url, secure: true }]);
    await visitor.go('/api/auth/session');
    await visitor.go('/');
    await visitor.page.locator('#account', { hasText: 'grace' }).waitFor();
  });

  it('ends the session and the token with a log-out', async () => {
    await visitor.go('/');
    await visitor.logIn();
    const session = await visitor.cookie(SESSION);
    await visitor.page.getByRole('button', { name: 'Log out' }).click();
    await visitor.page.getByLabel('Account').waitFor();
    expect(visitor.address()).toBe(`${LOGIN}?next=%2F`);
    expect(await visitor.cookie(TOKEN)).toBeUndefined();
    await visitor.context.addCookies([session!]);
    expect((await visitor.go('/api/auth/session'))?.status()).toBe(401);
    expect(await visitor.cookie(TOKEN)).toBeUndefined();
  });

  it('refuses a login and a log-out from another site', async () => {
    await visitor.go('/');
    await visitor.logIn();
    for (const path of [LOGIN, '/api/auth/logout']) {
      const answer = await visitor.context.request.post(site.url + path, {
        headers: { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
        form: { account: 'grace', password: PASSWORDS.grace },
      });
      expect(answer.status()).toBe(403);
    }
    await visitor.page.reload();
    await visitor.page.locator('#account', { hasText: 'ada' }).waitFor();
  });

  it.each([
    'account=ada&account=grace&password=analytical+engine',
    'account[x]=ada&__proto__=x&password=analytical+engine',
    'account=ada',
    '',
    `account=${'a'.repeat(5000)}&password=x`,
  ])('refuses an invalid form: case %#', async (body) => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await fetch(site.url + LOGIN, { method: 'POST', headers, body });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(answer.headers.getSetCookie()).toEqual([]);
  });

  it('answers an unknown path with 404', async () => {
    expect((await get(`${site.url}/api/nothing`, {})).status).toBe(404);
  });
});
