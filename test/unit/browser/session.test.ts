import { describe, expect, it, vi } from 'vitest';
import { SESSION } from './server.js';
import { create, NEXT, pass, site } from './site.js';

describe('a session', () => {
  it('is asked with GET, with the cookies, and past caches and login pages', async () => {
    const spy = vi.fn(site.server.fetch);
    const authFetch = await create({ fetch: spy });
    await authFetch('/data.json');
    const [url, init] = spy.mock.calls[1]!;
    expect(url).toBe(SESSION);
    expect(init).toMatchObject({
      credentials: 'same-origin',
      cache: 'no-store',
      redirect: 'manual',
    });
    expect(init).not.toHaveProperty('method');
  });

  it.each([401, 403, 404, 419, 303])('with %i leads to the login', async (status) => {
    vi.useFakeTimers();
    site.server.session = status;
    const authFetch = await create();
    const answer = authFetch('/data.json');
    await pass();
    expect(site.page.left).toEqual([`/api/auth/login?${NEXT}`]);
    // The browser has stayed: the page gets the answer.
    expect((await answer).status).toBe(401);
    expect(site.server.requests).toHaveLength(2);
  });

  it.each([500, 503, 429, 'fails'] as const)('with %s is no "no"', async (outcome) => {
    site.server.session = outcome;
    const authFetch = await create();
    expect((await authFetch('/data.json')).status).toBe(401);
    expect(site.page.left).toEqual([]);
    site.server.session = 204;
    expect((await authFetch('/data.json')).status).toBe(200);
  });

  it('is asked without a limit of time, where a browser has none', async () => {
    vi.stubGlobal('AbortSignal', {});
    const authFetch = await create();
    expect((await authFetch('/data.json')).status).toBe(200);
  });

  it('is asked without locks, where there are none, or where they are refused', async () => {
    for (const locks of [undefined, { request: async () => Promise.reject(new Error('denied')) }]) {
      vi.stubGlobal('navigator', { locks });
      site.server.hasToken = false;
      const authFetch = await create();
      expect((await authFetch('/data.json')).status).toBe(200);
    }
  });

  it('is asked without a channel, where there is none, or where Firefox refuses it', async () => {
    const refuse = () => {
      throw new DOMException('The operation is insecure.', 'SecurityError');
    };
    for (const channel of [undefined, refuse]) {
      vi.stubGlobal('BroadcastChannel', channel);
      site.server.hasToken = false;
      expect((await (await create())('/data.json')).status).toBe(200);
    }
  });
});

describe('two tabs', () => {
  it.each([204, 401])('ask once for both, with the answer %i', async (status) => {
    vi.useFakeTimers();
    site.server.session = status;
    const tabs = [await create(), await create()];
    const answers = Promise.all(tabs.map((authFetch) => authFetch('/data.json')));
    await pass();
    const expected = status === 204 ? 200 : 401;
    expect((await answers).map((answer) => answer.status)).toEqual([expected, expected]);
    expect(site.server.requests.filter((request) => request.endsWith(SESSION))).toHaveLength(1);
    expect(site.page.left).toHaveLength(status === 204 ? 0 : 2);
  });

  it('ask each for themselves if the first got no answer', async () => {
    site.server.session = 'fails';
    const [first, second] = [await create(), await create()];
    const answers = await Promise.all([first!('/1'), second!('/2')]);
    expect(answers.map(({ status }) => status)).toEqual([401, 401]);
    expect(site.server.requests.filter((request) => request.endsWith(SESSION))).toHaveLength(2);
  });

  it('of different sessions ask each their own', async () => {
    const [first, second] = [await create(), await create({ session: '/other' })];
    await Promise.all([first!('/1'), second!('/2')]);
    expect(site.server.requests).toContain('GET /other');
    expect(site.server.requests).toContain(`GET ${SESSION}`);
  });
});
