import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openPage, openTab, type Page } from './page.js';
import { createServer, SESSION } from './server.js';

let page: Page;

beforeEach(() => {
  vi.useFakeTimers();
  page = openPage('https://app.example/reports');
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('reloadOnChunkError', () => {
  const rejections = [
    'Failed to fetch dynamically imported module: https://app.example/part.js',
    'error loading dynamically imported module: https://app.example/part.js',
    'Importing a module script failed.',
    'Loading chunk 7 failed.\n(error: https://app.example/7.js)',
    'Loading CSS chunk 7 failed.',
  ];
  it.each(rejections)('loads the page again: %s', async (message) => {
    const { reloadOnChunkError } = await openTab();
    reloadOnChunkError();
    page.fire('unhandledrejection', { reason: new TypeError(message) });
    expect(page.reloads()).toBe(1);
  });

  it.each([
    new TypeError('fetch failed'),
    new TypeError("Cannot read properties of undefined (reading 'module')"),
    'a text',
    null,
    undefined,
  ])('does not for another rejection: %s', async (reason) => {
    const { reloadOnChunkError } = await openTab();
    reloadOnChunkError();
    page.fire('unhandledrejection', { reason });
    expect(page.reloads()).toBe(0);
  });

  it('loads it once in a minute, whatever fails, and also after it was loaded', async () => {
    for (let load = 1; load <= 3; load++) {
      const { reloadOnChunkError } = await openTab();
      reloadOnChunkError();
      page.fire('vite:preloadError');
      page.fire('unhandledrejection', { reason: new TypeError(rejections[0]) });
    }
    expect(page.reloads()).toBe(1);
    vi.advanceTimersByTime(60_000);
    page.fire('vite:preloadError');
    expect(page.reloads()).toBe(2);
  });
});

describe('where nothing can be stored', () => {
  it.each([null, undefined])(
    'sessionStorage %s: the page stays, so that it is no loop',
    async (none) => {
      vi.stubGlobal('sessionStorage', none);
      const { reloadOnChunkError } = await openTab();
      reloadOnChunkError();
      page.fire('vite:preloadError');
      expect(page.reloads()).toBe(0);
    },
  );
});

describe('logout', () => {
  const answering = (status: number) =>
    vi.fn<typeof fetch>(async () => {
      const response = status === 0 ? Response.error() : new Response(null, { status });
      return Object.assign(response, {});
    });

  it.each([0, 204, 303, 401])(
    'with the answer %i leaves the page and tells the tabs',
    async (status) => {
      const server = createServer();
      server.session = 401;
      const tab = await openTab();
      tab.createAuthFetch({ session: SESSION, login: '/login', fetch: server.fetch });
      const { logout } = await openTab();
      const send = answering(status);
      vi.stubGlobal('fetch', send);
      expect((await logout('/out', { headers: { 'x-csrf': '1' } })).status).toBe(status);
      expect(send.mock.calls).toEqual([
        ['/out', { method: 'POST', redirect: 'manual', headers: { 'x-csrf': '1' } }],
      ]);
      expect(page.left).toEqual(['/']);
      await vi.advanceTimersByTimeAsync(10_000);
      expect(server.requests).toEqual([`GET ${SESSION}`]);
      expect(page.left).toEqual(['/', '/login?next=%2Freports']);
    },
  );

  it.each([403, 500])('with the answer %i stays, and tells nobody', async (status) => {
    const server = createServer();
    const tab = await openTab();
    tab.createAuthFetch({ session: SESSION, login: '/login', fetch: server.fetch });
    const { logout } = await openTab();
    vi.stubGlobal('fetch', answering(status));
    expect((await logout('/out', { to: '/bye' })).status).toBe(status);
    await vi.advanceTimersByTimeAsync(10_000);
    expect([page.left, server.requests]).toEqual([[], []]);
  });

  it('leaves for the address that it is given', async () => {
    const { logout } = await openTab();
    vi.stubGlobal('fetch', answering(204));
    await logout('/out', { to: '/bye' });
    expect(page.left).toEqual(['/bye']);
  });

  it('asks no session of its own tab', async () => {
    const server = createServer();
    const { createAuthFetch, logout } = await openTab();
    createAuthFetch({ session: SESSION, login: '/login', fetch: server.fetch });
    vi.stubGlobal('fetch', answering(204));
    await logout('/out');
    await vi.advanceTimersByTimeAsync(10_000);
    expect(server.requests).toEqual([]);
  });
});
