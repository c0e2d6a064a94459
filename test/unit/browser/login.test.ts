import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { AuthFetchOptions } from '../../../browser/index.js';
import { openPage } from './page.js';
import { SESSION } from './server.js';
import { create, NEXT, pass, site } from './site.js';

describe('the way to the login', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    site.server.session = 401;
  });

  async function leave(options: Partial<AuthFetchOptions> = {}) {
    const authFetch = await create(options);
    const answer = authFetch('/data.json');
    await pass();
    await answer;
    return site.page.left;
  }

  it.each([
    ['/login', `/login?${NEXT}`],
    ['/login?tenant=a%20b', `/login?tenant=a%20b&${NEXT}`],
    ['/login?', `/login?&${NEXT}`],
    ['https://app.example/login', `https://app.example/login?${NEXT}`],
    ['https://APP.example:443/login?a', `https://APP.example:443/login?a&${NEXT}`],
    [
      '//login.example/',
      `//login.example/?next=https%3A%2F%2Fapp.example${NEXT.slice('next='.length)}`,
    ],
    [
      'https://login.example/',
      `https://login.example/?next=https%3A%2F%2Fapp.example${NEXT.slice('next='.length)}`,
    ],
  ])('from %s is %s', async (login, expected) => {
    expect(await leave({ login })).toEqual([expected]);
  });

  it('has the name of the parameter', async () => {
    expect(await leave({ nextParam: 'back' })).toEqual([
      `/api/auth/login?${NEXT.replace('next', 'back')}`,
    ]);
  });

  it.each([
    ['the root', '/', '/'],
    ['a path that a browser would take for a host', '//evil.example/x', '/evil.example/x'],
    ['path, query and fragment', '/a?b=1#c', '/a?b=1#c'],
    ['a long query', `/a?b=${'1'.repeat(2048)}#c`, '/a'],
    ['a long fragment, and a query', `/a?b#${'c'.repeat(2048)}`, '/a?b'],
    ['a fragment with a question mark', `/a#b?${'c'.repeat(2048)}`, '/a'],
    ['a backslash', '/a?b=\\c#\\d', '/a?b=%5Cc#%5Cd'],
    ['a backslash in a fragment', '/a#\\d', '/a#%5Cd'],
    ['backslashes that become too long', `/a?b#${'\\'.repeat(2000)}`, '/a?b'],
    ['lone surrogates', '/a\ud800?b=\udfff#\ud800', '/a%EF%BF%BD?b=%EF%BF%BD#%EF%BF%BD'],
    ['the longest text', `/a#${'c'.repeat(2045)}`, `/a#${'c'.repeat(2045)}`],
    ['a text that is one longer', `/a#${'c'.repeat(2046)}`, '/a'],
    ['a long path', `/${'a'.repeat(2048)}`, '/'],
  ])('leads back from %s', async (_, path, next) => {
    site.page = openPage(`https://app.example${path}`);
    expect(await leave()).toEqual([`/api/auth/login?next=${encodeURIComponent(next)}`]);
  });

  it('is taken once for all requests, after beforeLogin', async () => {
    const beforeLogin = vi.fn(async () => void expect(site.page.left).toEqual([]));
    const authFetch = await create({ beforeLogin });
    const answers = Promise.all([authFetch('/1'), authFetch('/2')]);
    await pass();
    await answers;
    expect(beforeLogin).toHaveBeenCalledTimes(1);
    expect(site.page.left).toHaveLength(1);
  });

  it.each([
    ['false', () => false],
    ['a promise of false', async () => false],
  ])('is not taken if beforeLogin gives %s', async (_, beforeLogin) => {
    expect(await leave({ beforeLogin })).toEqual([]);
  });

  it('is not taken if beforeLogin fails, and the request fails with it', async () => {
    const beforeLogin = () => Promise.reject(new Error('not saved'));
    const authFetch = await create({ beforeLogin });
    const failure = expect(authFetch('/data.json')).rejects.toThrow('not saved');
    await pass();
    await failure;
    expect(site.page.left).toEqual([]);
  });

  it('is taken five times in a minute at most, and again after it', async () => {
    const authFetch = await create();
    for (let visit = 1; visit <= 8; visit++) {
      const answer = authFetch('/data.json');
      await vi.advanceTimersByTimeAsync(2_100);
      await answer;
    }
    expect(site.page.left).toHaveLength(5);
    await vi.advanceTimersByTimeAsync(60_000);
    await leave();
    expect(site.page.left).toHaveLength(6);
  });

  it('is taken although the clock has been set back', async () => {
    const authFetch = await create();
    for (let visit = 1; visit <= 6; visit++) {
      const answer = authFetch('/data.json');
      await vi.advanceTimersByTimeAsync(2_100);
      await answer;
    }
    expect(site.page.left).toHaveLength(5);
    vi.setSystemTime(Date.now() - 3_600_000);
    await leave();
    expect(site.page.left).toHaveLength(6);
  });

  it('is not taken where the browser refuses storage', async () => {
    vi.stubGlobal('sessionStorage', {
      getItem: () => {
        throw new DOMException('denied', 'SecurityError');
      },
    });
    expect(await leave()).toEqual([]);
  });
});

describe('a page that comes back', () => {
  it('from the back-forward cache calls onReturn and asks the session', async () => {
    vi.useFakeTimers();
    site.server.session = 401;
    const onReturn = vi.fn();
    await create({ onReturn });
    site.page.fire('pageshow', { persisted: false });
    await pass();
    expect([onReturn.mock.calls.length, site.server.requests]).toEqual([0, []]);
    site.page.fire('pageshow', { persisted: true });
    await pass();
    expect([onReturn.mock.calls.length, site.server.requests]).toEqual([1, [`GET ${SESSION}`]]);
    expect(site.page.left).toEqual([`/api/auth/login?${NEXT}`]);
  });
});

it.each(['https://login.example/reports/7', '//login.example/reports/7'])(
  'the same path of another origin is another page: %s',
  async (login) => {
    vi.useFakeTimers();
    site.server.session = 401;
    const answer = (await create({ login }))('/data.json');
    await pass();
    await answer;
    expect(site.page.left).toHaveLength(1);
  },
);

describe('the login page of an app', () => {
  it.each(['/reports/7', '/reports/7?lang=en', 'https://app.example/reports/7?a'])(
    'that asks for data itself stays: %s',
    async (login) => {
      site.server.session = 401;
      const authFetch = await create({ login });
      expect((await authFetch('/data.json')).status).toBe(401);
      expect(site.page.left).toEqual([]);
    },
  );
});
