import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createServer as createVite, type InlineConfig } from 'vite';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { spaAuth } from '../../../../build/vite/plugin.js';
import { generateToken } from '../../../../signer/index.js';
import { closedPort, startFakeBackend } from '../../../fakes/backend.js';
import { echo, sendBytes, shakeHands } from '../../../fakes/handshake.js';
import { ask, logIn, startDev, writeApp } from './server.js';

const SECRET = '7a'.repeat(32);
const HOT = { 'sec-websocket-protocol': 'vite-hmr' };
const CONFIG = { identityHeader: 'x-user', publicPaths: ['/open/*'] };

/** Starts `vite dev` with a backend behind some keys of the proxy. */
async function start(
  keys: readonly string[] = ['/live'],
  { options = {}, ...config }: InlineConfig & { options?: Parameters<typeof startDev>[1] } = {},
) {
  const backend = await startFakeBackend();
  onTestFinished(backend.close);
  const entries = keys.map((key) => [key, { target: backend.url, ws: true }] as const);
  const server = { ...config.server, proxy: Object.fromEntries(entries) };
  const root = await writeApp({ '.env': `SPA_TOKEN_SECRET=${SECRET}\n` });
  const dev = await startDev(root, { config: CONFIG, ...options }, { ...config, server });
  return { ...dev, backend };
}

const withToken = (maxAge = 60, age = 0) => {
  const now = Math.floor(Date.now() / 1000) - age;
  return { cookie: `pocket-spa-token=${generateToken('ada', { secret: SECRET, now, maxAge })}` };
};

describe('a WebSocket that Vite leads to a backend', () => {
  it.each([
    ['missing', {}],
    ['expired', withToken(60, 90)],
    [
      'bad_signature',
      { cookie: withToken().cookie.replace(/.$/, (last) => (last === '0' ? '1' : '0')) },
    ],
  ])('is refused, and closed, without a token that is valid: %s', async (reason, headers) => {
    const { url, backend, vite } = await start();
    const { status, headers: got, body } = await shakeHands(`${url}/live/feed?a=1`, headers);
    expect(status).toBe(401);
    expect(JSON.parse(body)).toMatchObject({ error: 'unauthenticated', reason });
    expect(got.connection).toBe('close');
    expect(backend.received).toEqual([]);
    await expect.poll(() => countConnections(vite.httpServer as Server)).toBe(0);
  });

  it('is opened with one, and tells the backend who it is', async () => {
    const { url, backend } = await start();
    const headers = { ...withToken(), 'x-user': 'mallory', X_User: 'mallory', 'x-own': 'kept' };
    const { status, socket } = await shakeHands(`${url}/live/feed?a=1`, headers);
    expect(status).toBe(101);
    expect(await echo(socket!, 'hello')).toBe('hello');
    const [{ url: path, headers: got }] = backend.received as [(typeof backend.received)[0]];
    expect(path).toBe('/live/feed?a=1');
    expect(got).toMatchObject({ 'x-user': 'ada', 'x-own': 'kept', upgrade: 'websocket' });
    expect(JSON.stringify(got)).not.toContain('mallory');
    socket!.destroy();
  });

  it('belongs to the backend, as a request does, unless gateBackend is set', async () => {
    const { url } = await start(['/api']);
    const { status, socket } = await shakeHands(`${url}/api/live`);
    expect(status).toBe(101);
    socket!.destroy();
    const gated = await start(['/api'], { options: { gateBackend: true } });
    expect((await shakeHands(`${gated.url}/api/live`)).status).toBe(401);
  });

  it.each(['/live/../api/x', '/live/%2e%2e/api/x', '/live/./../api'])(
    'is decided by the path as Vite reads it: %s',
    async (path) => {
      const { url, backend } = await start(['/live', '/api']);
      const { port } = new URL(url);
      const lines = ['Host: localhost', 'Connection: Upgrade', 'Upgrade: websocket'];
      const keys = ['Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==', 'Sec-WebSocket-Version: 13'];
      const head = [`GET ${path} HTTP/1.1`, ...lines, ...keys].join('\r\n');
      expect(await sendBytes(port, `${head}\r\n\r\n`)).toMatch(/^HTTP\/1.1 401 /);
      const plain = `GET ${path} HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Mode: cors\r\nConnection: close\r\n\r\n`;
      expect(await sendBytes(port, plain)).toMatch(/^HTTP\/1.1 401 /);
      expect(backend.received).toEqual([]);
    },
  );

  it.each(['vite-hmr', 'vite-ping', 'vite-hmr, x'])(
    'is no hot reload because the viewer offers %s',
    async (protocol) => {
      const { url, backend } = await start(['/live', '^/$']);
      for (const path of ['/live', '/live/..', '/']) {
        const headers = { 'sec-websocket-protocol': protocol };
        expect((await shakeHands(url + path, headers)).status).toBe(401);
      }
      expect(backend.received).toEqual([]);
    },
  );

  it('gets 503 while there is no function', async () => {
    const { url, backend } = await start(['/api'], {
      options: { config: { publicPaths: ['x'] } },
    });
    expect((await shakeHands(`${url}/api/live`)).status).toBe(503);
    expect(backend.received).toEqual([]);
  });

  it('that an inspected decision is about is kept by the inspector', async () => {
    const { url } = await start();
    await shakeHands(`${url}/live/inspected`);
    const { body } = await ask(`${url}/__spa-auth/decisions/1`);
    expect(JSON.parse(body).explanation).toMatchObject({
      ...{ verdict: 'refuse', reason: 'missing', request: { path: '/live/inspected' } },
    });
  });
});

describe('hot reload', () => {
  it.each<[string, string, InlineConfig]>([
    ['by default', '/', {}],
    ['with a base', '/app/', { base: '/app/' }],
    ['with a path', '/app/hot', { base: '/app/', server: { hmr: { path: 'hot' } } }],
    ['with another port for the client', '/', { server: { hmr: { clientPort: 443 } } }],
  ])('is left to Vite %s', async (_, path, config) => {
    const { url, vite } = await start(['/live'], config);
    const { webSocketToken } = vite.config as unknown as { webSocketToken: string };
    const origin = { origin: url };
    const open = async (query: string, protocol: object) => {
      const { status, socket } = await shakeHands(url + path + query, { ...origin, ...protocol });
      socket?.destroy();
      return status;
    };
    expect(await open(`?token=${webSocketToken}`, HOT)).toBe(101);
    expect(await open('', { 'sec-websocket-protocol': 'vite-ping' })).toBe(101);
    // These answers are Vite's.
    expect(await open('?token=x', HOT)).toBe(400);
  });

  it.each<[string, string, InlineConfig]>([
    ['at another path', '/app/x', { base: '/app/' }],
    ['without its path', '/', { server: { hmr: { path: 'hot' } } }],
    ['that is switched off', '/', { server: { ws: false } }],
  ])('%s is an upgrade like others', async (_, path, config) => {
    const { url } = await start(['/live'], config);
    expect((await shakeHands(url + path, HOT)).status).toBe(401);
  });

  it('on a port of its own is not on that of the app', async () => {
    const port = await closedPort();
    const { url } = await start(['/live'], { server: { hmr: { port } } });
    expect((await shakeHands(url, HOT)).status).toBe(401);
    const { status, socket } = await shakeHands(`http://localhost:${port}`, HOT);
    expect(status).toBe(101);
    socket!.destroy();
  });
});

it('in middleware mode, what Vite leads to a backend is decided, and nothing else', async () => {
  const backend = await startFakeBackend();
  onTestFinished(backend.close);
  const root = await writeApp();
  const parent = createServer();
  parent.on('upgrade', ({ url = '' }, socket) => {
    if (url === '/own') {
      socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n');
    }
  });
  const vite = await createVite({
    ...{ root, configFile: false, logLevel: 'silent', plugins: [spaAuth()] },
    server: {
      middlewareMode: { server: parent },
      hmr: { server: parent },
      proxy: { '/live': { target: backend.url, ws: true } },
    },
  });
  onTestFinished(() => vite.close());
  parent.on('request', vite.middlewares);
  await new Promise<void>((resolve) => parent.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void parent.close());
  const url = `http://localhost:${(parent.address() as AddressInfo).port}`;
  expect((await shakeHands(`${url}/live`)).status).toBe(401);
  expect(backend.received).toEqual([]);
  for (const [path, headers] of [
    ['/own', {}],
    ['/', HOT],
    ['/live', { cookie: (await logIn(url)).cookie }],
  ] as const) {
    const { status, socket } = await shakeHands(url + path, headers);
    expect({ path, status }).toEqual({ path, status: 101 });
    socket!.destroy();
  }
  // A restart changes what the function decides, and leaves nothing of what it decided before.
  await writeFile(join(root, 'spa-auth.config.json'), JSON.stringify({ publicPaths: ['/live'] }));
  await vite.restart();
  await expect.poll(async () => (await shakeHands(`${url}/live`)).status).toBe(101);
});

describe('a hostile handshake', () => {
  const KEYS = 'Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: x\r\n';
  const handshakes: [string, string][] = [
    ['without a host', `GET /live HTTP/1.1\r\n${KEYS}\r\n`],
    ['with a target of another form', `GET http://[::1/live HTTP/1.1\r\nHost: a\r\n${KEYS}\r\n`],
    ['with no path', `OPTIONS * HTTP/1.1\r\nHost: localhost\r\n${KEYS}\r\n`],
    ['with bytes as target', `GET /\xff\xfe%%% HTTP/1.1\r\nHost: localhost\r\n${KEYS}\r\n`],
    [
      'with huge headers',
      `GET /live HTTP/1.1\r\nHost: localhost\r\nA: ${'a'.repeat(60_000)}\r\n${KEYS}\r\n`,
    ],
    [
      'with many cookies',
      `GET /live HTTP/1.1\r\nHost: localhost\r\nCookie: ${'pocket-spa-token=a:1:b;'.repeat(500)}\r\n${KEYS}\r\n`,
    ],
    ['with another method', `POST /live HTTP/1.1\r\nHost: localhost\r\n${KEYS}\r\n`],
    [
      'to another protocol',
      'GET /live HTTP/1.1\r\nHost: localhost\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n',
    ],
    [
      'with a body in front',
      `GET /live HTTP/1.1\r\nHost: localhost\r\n${KEYS}\r\n${'x'.repeat(9999)}`,
    ],
    [
      'with a long target',
      `GET /live?${'a'.repeat(9000)} HTTP/1.1\r\nHost: localhost\r\n${KEYS}\r\n`,
    ],
  ];

  it('opens nothing, leaves no socket behind, and ends no server', async () => {
    const { url, backend, vite } = await start();
    const { port } = new URL(url);
    for (const [what, bytes] of handshakes) {
      const answer = await sendBytes(port, bytes);
      expect(answer, what).toMatch(/^(?:HTTP\/1.1 [345]|$)/);
    }
    const many = Array.from({ length: 100 }, () => shakeHands(`${url}/live`));
    expect(new Set((await Promise.all(many)).map(({ status }) => status))).toEqual(new Set([401]));
    expect(backend.received).toEqual([]);
    await expect.poll(() => countConnections(vite.httpServer as Server)).toBe(0);
    expect((await ask(url)).status).toBe(302);
  });

  it('whose viewer resets the connection at once ends no server', async () => {
    const { url, vite } = await start();
    const { connect } = await import('node:net');
    for (const { cookie } of [{ cookie: 'a=b' }, withToken()]) {
      const socket = connect({ port: Number(new URL(url).port), host: '127.0.0.1' });
      socket.write(
        `GET /live HTTP/1.1\r\nHost: localhost\r\nCookie: ${cookie}\r\n${KEYS}\r\n`,
        () => socket.resetAndDestroy(),
      );
    }
    await expect.poll(() => countConnections(vite.httpServer as Server)).toBe(0);
    expect((await ask(url)).status).toBe(302);
  });

  it('that passes, and that nobody answers, is ended after 30 seconds', async () => {
    const { url, vite } = await start();
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    let ended = '';
    shakeHands(`${url}/open/x`).catch(({ code }: NodeJS.ErrnoException) => {
      ended = code ?? '';
    });
    while (ended === '') {
      vi.advanceTimersByTime(30_000);
      await new Promise(setImmediate);
    }
    expect(ended).toBe('ECONNRESET');
    await new Promise(setImmediate);
    expect(await countConnections(vite.httpServer as Server)).toBe(0);
  });
});

function countConnections(server: Server): Promise<number> {
  return new Promise((resolve, reject) =>
    server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
  );
}
