import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AuthFetchOptions } from '../../../browser/index.js';
import { openPage, openTab, type Page } from './page.js';
import { createServer, SESSION, type Server } from './server.js';

const HERE = 'https://app.example/reports/7?view=chart&q=a%20b#april';
const NEXT = 'next=%2Freports%2F7%3Fview%3Dchart%26q%3Da%2520b%23april';

let page: Page;
let server: Server;

beforeEach(() => {
  page = openPage(HERE);
  server = createServer();
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function create(options: Partial<AuthFetchOptions> = {}) {
  const { createAuthFetch } = await openTab();
  const given = { session: SESSION, login: '/api/auth/login', fetch: server.fetch };
  return createAuthFetch({ ...given, ...options });
}

/** Lets everything happen that waits for nothing but time. */
const pass = () => vi.advanceTimersByTimeAsync(10_000);

describe('a 401', () => {
  it('is followed by one question, and by the request again', async () => {
    const authFetch = await create();
    const response = await authFetch('/data.json');
    expect(await response.text()).toBe('data');
    expect(server.requests).toEqual(['GET /data.json', `GET ${SESSION}`, 'GET /data.json']);
    expect(page.left).toEqual([]);
  });

  it('repeats method and body', async () => {
    const authFetch = await create();
    await authFetch('/api/notes', { method: 'POST', body: 'hello' });
    expect(server.requests).toEqual([
      'POST /api/notes hello',
      `GET ${SESSION}`,
      'POST /api/notes hello',
    ]);
  });

  it('of the repeated request is handed out', async () => {
    server.renews = false;
    const authFetch = await create();
    expect((await authFetch('/data.json')).status).toBe(401);
    expect(server.requests).toHaveLength(3);
    expect(page.left).toEqual([]);
  });

  it.each<[string, () => Parameters<typeof fetch>]>([
    [
      'a stream',
      () => ['/api/notes', { method: 'POST', body: new Blob(['a']).stream() } as RequestInit],
    ],
    [
      'a used Request',
      () => {
        const request = new Request('https://app.example/api/notes', { method: 'POST', body: 'a' });
        request.text();
        return [request];
      },
    ],
  ])('for %s renews the token, and is handed out', async (_, makeArguments) => {
    const authFetch = await create();
    expect((await authFetch(...makeArguments())).status).toBe(401);
    expect(server.requests).toHaveLength(2);
    expect(server.hasToken).toBe(true);
  });

  it('for a Request without a body repeats it', async () => {
    const authFetch = await create();
    expect((await authFetch(new Request('https://app.example/data.json'))).status).toBe(200);
  });

  it('of parallel requests is followed by one question', async () => {
    const authFetch = await create();
    const paths = ['/1', '/2', '/3'];
    const responses = await Promise.all(paths.map((path) => authFetch(path)));
    expect(responses.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(server.requests.filter((request) => request.endsWith(SESSION))).toHaveLength(1);
  });

  it('that comes after the renewal of another request asks no more', async () => {
    let answerLate = () => {};
    const late = new Promise<void>((resolve) => {
      answerLate = resolve;
    });
    const authFetch = await create({
      async fetch(input, init) {
        const response = await server.fetch(input, init);
        if (input === '/late') {
          await late;
        }
        return response;
      },
    });
    const slow = authFetch('/late');
    await authFetch('/data.json');
    answerLate();
    expect((await slow).status).toBe(200);
    expect(server.requests.filter((request) => request.endsWith(SESSION))).toHaveLength(1);
  });

  it('that comes after a renewal leaves no rejection behind for a later abort', async () => {
    const rejections: unknown[] = [];
    const keep = (reason: unknown) => void rejections.push(reason);
    process.on('unhandledRejection', keep);
    const authFetch: typeof fetch = await create({
      async fetch(input, init) {
        const response = await server.fetch(input, init);
        if (input === '/late' && response.status === 401) {
          await authFetch('/data.json');
        }
        return response;
      },
    });
    const controller = new AbortController();
    expect((await authFetch('/late', { signal: controller.signal })).status).toBe(200);
    controller.abort();
    // Node.js reports a rejection once all microtasks have run.
    await new Promise(setImmediate);
    process.off('unhandledRejection', keep);
    expect(rejections).toEqual([]);
  });

  it('later on asks again', async () => {
    const authFetch = await create();
    await authFetch('/data.json');
    server.hasToken = false;
    expect((await authFetch('/data.json')).status).toBe(200);
    expect(server.requests).toHaveLength(6);
  });
});

describe('a session', () => {
  it('is asked with GET, with the cookies, and past caches and login pages', async () => {
    const spy = vi.fn(server.fetch);
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
    server.session = status;
    const authFetch = await create();
    const answer = authFetch('/data.json');
    await pass();
    expect(page.left).toEqual([`/api/auth/login?${NEXT}`]);
    // The browser has stayed: the page gets the answer.
    expect((await answer).status).toBe(401);
    expect(server.requests).toHaveLength(2);
  });

  it.each([500, 503, 429, 'fails'] as const)('with %s is no "no"', async (outcome) => {
    server.session = outcome;
    const authFetch = await create();
    expect((await authFetch('/data.json')).status).toBe(401);
    expect(page.left).toEqual([]);
    server.session = 204;
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
      server.hasToken = false;
      const authFetch = await create();
      expect((await authFetch('/data.json')).status).toBe(200);
    }
    vi.stubGlobal('BroadcastChannel', undefined);
    server.hasToken = false;
    expect((await (await create())('/data.json')).status).toBe(200);
  });
});

describe('two tabs', () => {
  it.each([204, 401])('ask once for both, with the answer %i', async (status) => {
    vi.useFakeTimers();
    server.session = status;
    const tabs = [await create(), await create()];
    const answers = Promise.all(tabs.map((authFetch) => authFetch('/data.json')));
    await pass();
    const expected = status === 204 ? 200 : 401;
    expect((await answers).map((answer) => answer.status)).toEqual([expected, expected]);
    expect(server.requests.filter((request) => request.endsWith(SESSION))).toHaveLength(1);
    expect(page.left).toHaveLength(status === 204 ? 0 : 2);
  });

  it('ask each for themselves if the first got no answer', async () => {
    server.session = 'fails';
    const [first, second] = [await create(), await create()];
    const answers = await Promise.all([first!('/1'), second!('/2')]);
    expect(answers.map(({ status }) => status)).toEqual([401, 401]);
    expect(server.requests.filter((request) => request.endsWith(SESSION))).toHaveLength(2);
  });

  it('of different sessions ask each their own', async () => {
    const [first, second] = [await create(), await create({ session: '/other' })];
    await Promise.all([first!('/1'), second!('/2')]);
    expect(server.requests).toContain('GET /other');
    expect(server.requests).toContain(`GET ${SESSION}`);
  });
});

describe('an abort', () => {
  it('while the session is asked rejects at once, and leads nowhere', async () => {
    server.session = 401;
    server.wait = new Promise(() => {});
    const authFetch = await create();
    const controller = new AbortController();
    const answer = authFetch('/data.json', { signal: controller.signal });
    await expect.poll(() => server.requests.length).toBe(2);
    controller.abort(new Error('gone'));
    await expect(answer).rejects.toThrow('gone');
    expect(page.left).toEqual([]);
    expect(server.requests).toHaveLength(2);
  });

  it('of a Request counts too, and leaves the others alone', async () => {
    let answerSession = () => {};
    server.wait = new Promise<void>((resolve) => {
      answerSession = resolve;
    });
    const authFetch = await create();
    const controller = new AbortController();
    const { signal } = controller;
    const aborted = authFetch(new Request('https://app.example/1', { signal }));
    const other = authFetch('/2');
    await expect.poll(() => server.requests.length).toBe(3);
    controller.abort();
    await expect(aborted).rejects.toThrow('aborted');
    answerSession();
    expect((await other).status).toBe(200);
  });
});

describe('an answer that is none of ours', () => {
  const answers: [string, string, () => Response][] = [
    ['200', '/data.json', () => new Response('data')],
    ['403', '/data.json', () => new Response('no', { status: 403 })],
    ['401 of another origin', 'https://api.example/x', () => new Response('no', { status: 401 })],
    [
      '401 of another origin with other JSON',
      'https://api.example/x',
      () => Response.json({ error: 'unauthenticated' }, { status: 401 }),
    ],
    [
      '401 of another origin with null',
      'https://api.example/x',
      () => Response.json(null, { status: 401 }),
    ],
    ['401 of another scheme', 'http://app.example/x', () => new Response('', { status: 401 })],
  ];
  it.each(answers)('is handed out untouched: %s', async (_, url, answer) => {
    const given = answer();
    const send = vi.fn(async () => given);
    const authFetch = await create({ fetch: send });
    expect(await authFetch(url)).toBe(given);
    expect(given.bodyUsed).toBe(false);
    expect(send).toHaveBeenCalledTimes(1);
  });

  it('but one of another origin that says so is ours', async () => {
    const authFetch = await create();
    expect((await authFetch('https://api.example/x')).status).toBe(200);
    expect(server.requests[1]).toBe(`GET ${SESSION}`);
  });

  it('an error of the network is handed on', async () => {
    const authFetch = await create({ fetch: () => Promise.reject(new TypeError('offline')) });
    await expect(authFetch('/data.json')).rejects.toThrow('offline');
  });
});

describe('the way to the login', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    server.session = 401;
  });

  async function leave(options: Partial<AuthFetchOptions> = {}) {
    const authFetch = await create(options);
    const answer = authFetch('/data.json');
    await pass();
    await answer;
    return page.left;
  }

  it.each([
    ['/login', `/login?${NEXT}`],
    ['/login?tenant=a%20b', `/login?tenant=a%20b&${NEXT}`],
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
    ['the longest text', `/a#${'c'.repeat(2045)}`, `/a#${'c'.repeat(2045)}`],
    ['a text that is one longer', `/a#${'c'.repeat(2046)}`, '/a'],
    ['a long path', `/${'a'.repeat(2048)}`, '/'],
  ])('leads back from %s', async (_, path, next) => {
    page = openPage(`https://app.example${path}`);
    expect(await leave()).toEqual([`/api/auth/login?next=${encodeURIComponent(next)}`]);
  });

  it('is taken once for all requests, after beforeLogin', async () => {
    const beforeLogin = vi.fn(async () => void expect(page.left).toEqual([]));
    const authFetch = await create({ beforeLogin });
    const answers = Promise.all([authFetch('/1'), authFetch('/2')]);
    await pass();
    await answers;
    expect(beforeLogin).toHaveBeenCalledTimes(1);
    expect(page.left).toHaveLength(1);
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
    expect(page.left).toEqual([]);
  });

  it('is taken five times in a minute at most, and again after it', async () => {
    const authFetch = await create();
    for (let visit = 1; visit <= 8; visit++) {
      const answer = authFetch('/data.json');
      await vi.advanceTimersByTimeAsync(2_100);
      await answer;
    }
    expect(page.left).toHaveLength(5);
    await vi.advanceTimersByTimeAsync(60_000);
    await leave();
    expect(page.left).toHaveLength(6);
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
    server.session = 401;
    const onReturn = vi.fn();
    await create({ onReturn });
    page.fire('pageshow', { persisted: false });
    await pass();
    expect([onReturn.mock.calls.length, server.requests]).toEqual([0, []]);
    page.fire('pageshow', { persisted: true });
    await pass();
    expect([onReturn.mock.calls.length, server.requests]).toEqual([1, [`GET ${SESSION}`]]);
    expect(page.left).toEqual([`/api/auth/login?${NEXT}`]);
  });
});

describe('the login page of an app', () => {
  it.each(['/reports/7', '/reports/7?lang=en'])(
    'that asks for data itself stays: %s',
    async (login) => {
      server.session = 401;
      const authFetch = await create({ login });
      expect((await authFetch('/data.json')).status).toBe(401);
      expect(page.left).toEqual([]);
    },
  );
});

describe('on a server that renders the page', () => {
  it('a 401 of ours is renewed or handed out, and nothing else happens', async () => {
    // Node.js is one.
    vi.unstubAllGlobals();
    expect('location' in globalThis).toBe(false);
    const authFetch = await create();
    expect((await authFetch('/data.json')).status).toBe(200);
    server.hasToken = false;
    server.session = 401;
    expect((await authFetch('/data.json')).status).toBe(401);
  });
});

it.each([
  [{ session: '' }, 'session: "" '],
  [{ session: undefined as never }, 'session: "undefined" '],
  [{ session: 'api/auth/session' }, 'session: "api/auth/session" '],
  [{ login: '/login#top' }, 'login: "/login#top" '],
  [{ login: 'javascript:alert(1)' }, 'login: "javascript:alert(1)" '],
])('an address that cannot be used is an error: %o', async (options, message) => {
  await expect(create(options)).rejects.toThrow(`${message}is no path or URL without #`);
});

it('without a fetch of its own it takes that of the page at the time of the request', async () => {
  const authFetch = await create({ fetch: undefined });
  vi.stubGlobal('fetch', server.fetch);
  expect((await authFetch('/data.json')).status).toBe(200);
});
