import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { launchBrowser } from '../../fakes/browser.js';
import { BACKENDS, type Site, startSite } from './start.js';
import {
  DEEP_LINK,
  LOGIN,
  openVisitor,
  PASSWORDS,
  SESSION,
  TOKEN,
  TOKEN_LIFE,
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

describe.each(BACKENDS)('renewing the token with %s', (name) => {
  beforeAll(async () => {
    site = await startSite(name, { secret: SECRET, passwords: PASSWORDS });
  });

  afterAll(() => site?.close());

  beforeEach(async () => {
    visitor = await openVisitor(browser, site);
  });

  it('renews an expired token with one redirect if the session is still valid', async () => {
    await visitor.go('/');
    await visitor.logIn();
    const before = (await visitor.cookie(TOKEN))?.value;
    site.moveClock(TOKEN_LIFE + 1);
    const seen = visitor.trackNavigations();
    await visitor.go(`${DEEP_LINK}#sunday`);
    await visitor.page.getByRole('heading', { name: 'Lighthouse Bay, April' }).waitFor();
    expect(seen).toEqual(['302 /reports/7', `303 ${LOGIN}`, '200 /reports/7']);
    expect(visitor.address()).toBe(`${DEEP_LINK}#sunday`);
    expect((await visitor.cookie(TOKEN))?.value).not.toBe(before);
    await visitor.page.reload();
    expect(seen.slice(3)).toEqual(['200 /reports/7']);
  });

  it('renews a missing token with one redirect if the session is still valid', async () => {
    await visitor.go('/');
    await visitor.logIn();
    await visitor.deleteCookie(TOKEN);
    const seen = visitor.trackNavigations();
    await visitor.go('/reports');
    await visitor.page.getByRole('heading', { name: 'Reports' }).waitFor();
    expect(seen).toEqual(['302 /reports', `303 ${LOGIN}`, '200 /reports']);
  });

  it('renews the token while a page is open, and the page stays', async () => {
    await visitor.go('/?tab=1#here');
    await visitor.logIn();
    await visitor.page.getByRole('button', { name: 'Fetch the protected file' }).waitFor();
    site.moveClock(TOKEN_LIFE + 1);
    const refused = await visitor.page.evaluate(
      "fetch('/data/report.json').then((answer) => answer.json())",
    );
    expect(refused).toEqual({ error: 'unauthenticated', reason: 'expired', login: LOGIN });
    const fetches = visitor.trackFetches();
    const navigations = visitor.trackNavigations();
    await visitor.page.getByRole('button', { name: 'Fetch the protected file' }).click();
    await visitor.page.getByText('4 reports, the first from North Quay.').waitFor();
    expect(fetches).toEqual([
      '401 /data/report.json',
      '200 /api/auth/session',
      '200 /data/report.json',
    ]);
    expect(navigations).toEqual([]);
    expect(visitor.address()).toBe('/?tab=1#here');
  });

  it('sends an open page to the login if the session has ended, and back to its fragment', async () => {
    await visitor.go('/?tab=1#here');
    await visitor.logIn();
    const button = visitor.page.getByRole('button', { name: 'Fetch the protected file' });
    await button.waitFor();
    site.moveClock(TOKEN_LIFE + 1);
    await visitor.deleteCookie(SESSION);
    await button.click();
    await expect.poll(visitor.address).toBe(`${LOGIN}?next=${encodeURIComponent('/?tab=1#here')}`);
    await visitor.logIn();
    expect(visitor.address()).toBe('/?tab=1#here');
  });

  it('answers an API call with an expired token with 401 and the reason, and the next one with 200', async () => {
    await visitor.go('/');
    await visitor.logIn();
    site.moveClock(TOKEN_LIFE + 1);
    const [refused, session, me] = await visitor.page.evaluate<
      [unknown[], number, number]
    >(`(async () => {
      const refused = await fetch('/api/me');
      const parts = [refused.status, refused.headers.get('www-authenticate'), await refused.json()];
      return [parts, (await fetch('/api/auth/session')).status, (await fetch('/api/me')).status];
    })()`);
    // The 401 is a response of this backend, so it already carries a new token.
    const body = { error: 'unauthenticated', reason: 'expired' };
    expect(refused).toEqual([401, 'Cookie', body]);
    expect([session, me]).toEqual([200, 200]);
  });
});

describe('with express', () => {
  async function logIn(backend: Record<string, unknown> = {}) {
    site = await startSite('express', { secret: SECRET, passwords: PASSWORDS, backend });
    onTestFinished(() => site.close());
    visitor = await openVisitor(browser, site);
    await visitor.go('/');
    await visitor.logIn();
  }

  it('renews the token after a restart of the backend, if the session outlives it', async () => {
    await logIn();
    await site.restart();
    await visitor.deleteCookie(TOKEN);
    const seen = visitor.trackNavigations();
    await visitor.go('/reports');
    await visitor.page.getByRole('heading', { name: 'Reports' }).waitFor();
    expect(seen).toEqual(['302 /reports', `303 ${LOGIN}`, '200 /reports']);
  });

  it('without the middleware it is a loop, until the loop guard ends it with a page', async () => {
    await logIn({ renewTokens: false });
    site.moveClock(TOKEN_LIFE + 1);
    await visitor.deleteCookie('pocket-spa-bounce');
    const seen = visitor.trackNavigations();
    await visitor.go('/reports');
    const bounce = ['302 /reports', `303 ${LOGIN}`];
    expect(seen).toEqual([...Array(8).fill(bounce).flat(), '403 /reports']);
    expect(await visitor.page.title()).toBe('Not logged in');
    expect(await visitor.page.getByText('expired', { exact: true }).count()).toBe(1);
    await visitor.takePicture('express-loop');
  });
});
