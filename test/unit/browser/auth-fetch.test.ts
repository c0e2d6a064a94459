import { describe, expect, it, vi } from 'vitest';
import { SESSION } from './server.js';
import { create, site } from './site.js';

describe('a 401', () => {
  it('is followed by one question, and by the request again', async () => {
    const authFetch = await create();
    const response = await authFetch('/data.json');
    expect(await response.text()).toBe('data');
    expect(site.server.requests).toEqual(['GET /data.json', `GET ${SESSION}`, 'GET /data.json']);
    expect(site.page.left).toEqual([]);
  });

  it('repeats method and body', async () => {
    const authFetch = await create();
    await authFetch('/api/notes', { method: 'POST', body: 'hello' });
    expect(site.server.requests).toEqual([
      'POST /api/notes hello',
      `GET ${SESSION}`,
      'POST /api/notes hello',
    ]);
  });

  it('of the repeated request is handed out', async () => {
    site.server.renews = false;
    const authFetch = await create();
    expect((await authFetch('/data.json')).status).toBe(401);
    expect(site.server.requests).toHaveLength(3);
    expect(site.page.left).toEqual([]);
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
    expect(site.server.requests).toHaveLength(2);
    expect(site.server.hasToken).toBe(true);
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
    expect(site.server.requests.filter((request) => request.endsWith(SESSION))).toHaveLength(1);
  });

  it('that comes after the renewal of another request asks no more', async () => {
    let answerLate = () => {};
    const late = new Promise<void>((resolve) => {
      answerLate = resolve;
    });
    const authFetch = await create({
      async fetch(input, init) {
        const response = await site.server.fetch(input, init);
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
    expect(site.server.requests.filter((request) => request.endsWith(SESSION))).toHaveLength(1);
  });

  it('that comes after a renewal leaves no rejection behind for a later abort', async () => {
    const rejections: unknown[] = [];
    const keep = (reason: unknown) => void rejections.push(reason);
    process.on('unhandledRejection', keep);
    const authFetch: typeof fetch = await create({
      async fetch(input, init) {
        const response = await site.server.fetch(input, init);
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
    site.server.hasToken = false;
    expect((await authFetch('/data.json')).status).toBe(200);
    expect(site.server.requests).toHaveLength(6);
  });
});

describe('an abort', () => {
  it('while the session is asked rejects at once, and leads nowhere', async () => {
    site.server.session = 401;
    site.server.wait = new Promise(() => {});
    const authFetch = await create();
    const controller = new AbortController();
    const answer = authFetch('/data.json', { signal: controller.signal });
    await expect.poll(() => site.server.requests.length).toBe(2);
    controller.abort(new Error('gone'));
    await expect(answer).rejects.toThrow('gone');
    expect(site.page.left).toEqual([]);
    expect(site.server.requests).toHaveLength(2);
  });

  it('of a Request counts too, and leaves the others alone', async () => {
    let answerSession = () => {};
    site.server.wait = new Promise<void>((resolve) => {
      answerSession = resolve;
    });
    const authFetch = await create();
    const controller = new AbortController();
    const { signal } = controller;
    const aborted = authFetch(new Request('https://app.example/1', { signal }));
    const other = authFetch('/2');
    await expect.poll(() => site.server.requests.length).toBe(3);
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
    expect(site.server.requests[1]).toBe(`GET ${SESSION}`);
  });

  it('an error of the network is handed on', async () => {
    const authFetch = await create({ fetch: () => Promise.reject(new TypeError('offline')) });
    await expect(authFetch('/data.json')).rejects.toThrow('offline');
  });
});

describe('on a server that renders the page', () => {
  it('a 401 of ours is renewed or handed out, and nothing else happens', async () => {
    // Node.js is one.
    vi.unstubAllGlobals();
    expect('location' in globalThis).toBe(false);
    const authFetch = await create();
    expect((await authFetch('/data.json')).status).toBe(200);
    site.server.hasToken = false;
    site.server.session = 401;
    expect((await authFetch('/data.json')).status).toBe(401);
  });
});

it.each([
  [{ session: '' }, 'session: "" '],
  [{ session: undefined as never }, 'session: "undefined" '],
  [{ session: 'api/auth/session' }, 'session: "api/auth/session" '],
  [{ login: '/login#top' }, 'login: "/login#top" '],
  [{ login: 'javascript:alert(1)' }, 'login: "javascript:alert(1)" '],
  // The cookies of the page would not be sent there.
  [{ session: 'https://api.example/session' }, 'session: "https://api.example/session" '],
  [{ session: '//api.example/session' }, 'session: "//api.example/session" '],
  [{ session: 'http://app.example/session' }, 'session: "http://app.example/session" '],
])('an address that cannot be used is an error: %o', async (options, message) => {
  await expect(create(options)).rejects.toThrow(`${message}is no path or URL without #`);
});

it('an address that is no URL is an error at once', async () => {
  await expect(create({ login: 'https://[' })).rejects.toThrow(TypeError);
  await expect(create({ session: 'https://app.example:x/' })).rejects.toThrow(TypeError);
});

it('the session may be given as a URL of the page', async () => {
  const session = `https://app.example${SESSION}`;
  const authFetch = await create({ session });
  await authFetch('/data.json');
  expect(site.server.requests[1]).toBe(`GET ${session}`);
});

it('without a fetch of its own it takes that of the page at the time of the request', async () => {
  const authFetch = await create({ fetch: undefined });
  vi.stubGlobal('fetch', site.server.fetch);
  expect((await authFetch('/data.json')).status).toBe(200);
});
