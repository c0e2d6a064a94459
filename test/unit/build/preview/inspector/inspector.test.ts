import { get, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { DecisionExplainer } from '../../../../../build/preview/inspector/explainer.js';
import { createInspector } from '../../../../../build/preview/inspector/inspector.js';
import { preview, send } from '../preview.js';

const PATH = '/__spa-auth/';
const NOW = 1_700_000_000;

const FACTS = {
  ...{ name: 'site', runtime: 'cloudfront-js-2.0', secret: 'in the KeyValueStore' },
  ...{ bytes: 4000, limit: 10_240, features: [{ name: 'loopGuard', bytes: 700 }] },
  ...{ cookieName: 'pocket-spa-token', loginPath: '/login' },
};

/** Says which request it was asked about, and refuses the user id "a:b" as the signer does. */
const explainer: DecisionExplainer = {
  summarize: async ({ event }) => ({ path: event.request.uri, rule: 'a rule' }),
  explain: async ({ event }, now) => ({
    uri: event.request.uri,
    method: event.request.method,
    now,
  }),
  async vary(request, { userId, cookie }) {
    if (userId === 'a:b') {
      throw new RangeError('The user id, text of 3 characters, cannot be part of a token.');
    }
    const changed = { ...request.event.request, uri: `/${cookie}/${userId}` };
    return { ...request, event: { ...request.event, request: changed } };
  },
};

async function inspected() {
  const inspector = createInspector(explainer, FACTS);
  const site = await preview({
    ownPages: [inspector.pages],
    onDecision: (decision) => inspector.record(decision, NOW),
  });
  const { host } = new URL(site.url);
  return { ...site, host, origin: site.url };
}

/** Asks for the events as a WebSocket would, and leaves after the first bytes. */
function leaveUpgrade(host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(host.split(':')[1]), '127.0.0.1', () => {
      const fields = ['connection: Upgrade', 'upgrade: websocket', `host: ${host}`];
      socket.write(`GET ${PATH}events HTTP/1.1\r\n${fields.join('\r\n')}\r\n\r\n`);
    });
    socket.once('data', () => socket.end());
    socket.on('error', reject).on('close', () => resolve());
  });
}

/** Reads events until there are `count`, and ends the connection. */
function readEvents(url: string, count: number): Promise<{ event: string; data: Row }[]> {
  return new Promise((resolve, reject) => {
    const request = get(`${url.replace('localhost', '127.0.0.1')}${PATH}events`, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => {
        text += chunk;
        const events = text.split('\n\n').slice(0, -1);
        if (events.length >= count) {
          request.destroy();
          resolve(events.map(parseEvent));
        }
      });
    });
    request.on('error', reject);
    onTestFinished(() => void request.destroy());
  });
}

type Row = Record<string, unknown>;

function parseEvent(text: string): { event: string; data: Row } {
  const [, event = '', data = ''] = /^event: (.*)\ndata: (.*)$/.exec(text) ?? [];
  return { event, data: JSON.parse(data) as Row };
}

describe('the inspector', () => {
  it('notices that viewers have left who asked for another protocol', async () => {
    const { host, url } = await inspected();
    // Sixteen may watch at a time.
    for (let i = 0; i < 17; i++) {
      await leaveUpgrade(host);
    }
    expect((await readEvents(url, 1))[0]!.event).toBe('function');
  });

  it('streams the function, then each decision, without its own requests', async () => {
    const { url, records } = await inspected();
    const events = readEvents(url, 4);
    await send(url, PATH);
    await send(url, '/refuse?q=1');
    await send(url, '/index.html', { method: 'HEAD' });
    await send(url, '/throw');
    const [first, ...rows] = await events;
    expect(first).toEqual({ event: 'function', data: FACTS });
    const common = { time: NOW, microseconds: expect.any(Number), rule: 'a rule' };
    expect(rows.map(({ data }) => data)).toEqual([
      {
        id: 1,
        method: 'GET',
        path: '/refuse',
        verdict: 'refuse',
        reason: 'missing',
        status: 401,
        ...common,
      },
      {
        id: 2,
        method: 'HEAD',
        path: '/index.html',
        verdict: 'pass',
        reason: '',
        status: 0,
        ...common,
      },
      {
        ...{ id: 3, method: 'GET', path: '/throw', verdict: 'fault', status: 503 },
        ...{
          reason: expect.stringContaining('threw'),
          time: NOW,
          microseconds: null,
          rule: 'a rule',
        },
      },
    ]);
    expect(records.map(({ path }) => path)).not.toContain(PATH);
  });

  it('keeps the last 200 decisions', async () => {
    const { url } = await inspected();
    for (let i = 0; i < 205; i++) {
      await send(url, `/${i}`);
    }
    const events = await readEvents(url, 201);
    expect(events).toHaveLength(201);
    expect(events[1]!.data).toMatchObject({ id: 6, path: '/5' });
    expect((await send(url, `${PATH}decisions/5`)).status).toBe(404);
    expect((await send(url, `${PATH}decisions/6`)).status).toBe(200);
  });

  it('explains a decision, and what would become of another request', async () => {
    const { url, origin } = await inspected();
    await send(url, '/refuse');
    const { body } = await send(url, `${PATH}decisions/1`);
    expect(JSON.parse(body)).toMatchObject({
      ...{ id: 1, time: NOW, explanation: { uri: '/refuse', method: 'GET', now: NOW } },
    });
    const headers = { origin, host: new URL(origin).host, 'content-type': 'application/json' };
    const asked = await send(url, `${PATH}decisions/1`, {
      ...{ method: 'POST', headers, body: '{"cookie":"valid","userId":"grace"}' },
    });
    expect(JSON.parse(asked.body)).toEqual({
      explanation: { uri: '/valid/grace', method: 'GET', now: NOW },
    });
  });

  it.each([
    ['{"cookie":"stolen"}', 'application/json', 400],
    ['{"kind":7}', 'application/json', 400],
    ['{"userId":7}', 'application/json', 400],
    ['{"cookie":"valid","userId":"a:b"}', 'application/json', 400],
    ['not JSON', 'application/json', 400],
    ['cookie=valid', 'application/x-www-form-urlencoded', 415],
    [`{"userId":"${'a'.repeat(9000)}"}`, 'application/json', 413],
  ])('answers the body %.40s of type %s with %i', async (body, type, status) => {
    const { url, origin } = await inspected();
    await send(url, '/refuse');
    const headers = { origin, host: new URL(origin).host, 'content-type': type };
    const asked = await send(url, `${PATH}decisions/1`, { method: 'POST', headers, body });
    expect(asked.status).toBe(status);
    expect(JSON.parse(asked.body).problem).toMatch(/\.$/);
  });

  it.each([
    ['evil.example', 403],
    ['localhost.evil.example', 403],
    ['127.0.0.1.evil.example', 403],
    ['192.0.2.1', 403],
    ['LOCALHOST:8787', 200],
    ['127.0.0.1', 200],
    ['[::1]:8787', 200],
  ])('answers the host %j with %i', async (host, status) => {
    const { url } = await inspected();
    await send(url, '/refuse');
    for (const path of ['', 'events', 'decisions/1', 'inspector.js']) {
      if (path !== 'events' || status !== 200) {
        expect((await send(url, PATH + path, { headers: { host } })).status).toBe(status);
      }
    }
  });

  it.each<[Record<string, string>, number]>([
    [{}, 403],
    [{ origin: 'https://evil.example' }, 403],
    [{ origin: 'null' }, 403],
    [{ origin: 'http://localhost:1' }, 403],
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    [{ 'sec-fetch-site': 'same-site' }, 403],
    [{ 'sec-fetch-site': 'same-origin' }, 200],
  ])('answers a POST with %j with %i', async (headers, status) => {
    const { url } = await inspected();
    await send(url, '/refuse');
    const asked = await send(url, `${PATH}decisions/1`, {
      ...{
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: '{}',
      },
    });
    expect(asked.status).toBe(status);
  });

  it('lets no other site read it, and no page frame it', async () => {
    const { url } = await inspected();
    await send(url, '/refuse');
    const headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' };
    for (const path of ['events', 'decisions/1', 'inspector.js']) {
      expect((await send(url, PATH + path, { headers })).status).toBe(403);
    }
    // A link to the page is harmless.
    const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
    const page = await send(url, PATH, { headers: link });
    expect(page.status).toBe(200);
    expect(page.headers['content-security-policy']).toMatch(
      /default-src 'none'; script-src 'self'.*frame-ancestors 'none'/,
    );
    expect(page.headers['content-security-policy']).not.toContain('unsafe');
    expect(page.headers['access-control-allow-origin']).toBeUndefined();
  });

  it.each([
    '..',
    '../inspector.ts',
    'index.html/..',
    '%2e%2e/inspector.ts',
    'decisions/x',
    '__proto__',
  ])('has no page %s', async (name) => {
    const { url } = await inspected();
    expect((await send(url, PATH + name)).status).toBe(404);
  });

  it('leads to its page without the slash, and takes no other method', async () => {
    const { url } = await inspected();
    const { status, headers } = await send(url, '/__spa-auth');
    expect({ status, location: headers.location }).toEqual({ status: 302, location: PATH });
    expect((await send(url, PATH, { method: 'DELETE' })).status).toBe(405);
    expect((await send(url, '/__spa-authority')).status).toBe(404);
  });

  it('streams to 16 windows at once, and again after one is closed', async () => {
    const { url } = await inspected();
    const open = () =>
      new Promise<IncomingMessage>((resolve, reject) => {
        get(`${url.replace('localhost', '127.0.0.1')}${PATH}events`, resolve).once('error', reject);
      });
    const windows = await Promise.all(Array.from({ length: 16 }, open));
    expect(windows.map(({ statusCode }) => statusCode)).toEqual(Array(16).fill(200));
    expect((await open()).statusCode).toBe(503);
    windows[0]!.destroy();
    await expect
      .poll(async () => {
        const window = await open();
        window.destroy();
        return window.statusCode;
      })
      .toBe(200);
  });

  it('shadows nothing of the site where it is off', async () => {
    const { url, records } = await preview();
    expect((await send(url, PATH)).status).toBe(404);
    expect(records).toMatchObject([{ path: PATH, verdict: 'pass' }]);
  });
});
