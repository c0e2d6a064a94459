import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { CliError } from '../../../../build/host/errors.js';
import type { RequestRecord } from '../../../../build/preview/log.js';
import { type PreviewOptions, startPreview } from '../../../../build/preview/server.js';
import { closedPort, startFakeBackend } from '../../../fakes/backend.js';

// Stands in for the built function: what it does is told by the path.
const CODE = `
import cf from 'cloudfront';
async function handler(event) {
  var request = event.request;
  var path = request.uri;
  if (path === '/refuse' || request.headers['x-refuse']) {
    return {
      statusCode: 401,
      headers: { 'x-spa-auth-reason': { value: 'missing' }, 'content-type': { value: 'text/plain' } },
      cookies: { a: { value: '1', attributes: 'Path=/' }, b: { value: '2' } },
      body: 'refused é'
    };
  }
  if (path === '/throw') { throw new Error('said'); }
  if (path === '/forbidden') { request.headers['x-edge-key'] = { value: 'sesame' }; }
  if (path === '/secret') { var secret = await cf.kvs().get('token_secret'); return { statusCode: 200, body: '' + secret.length }; }
  if (path === '/rewrite') { request.uri = '/index.html'; }
  if (path === '/api/gated') { request.uri = '/api/changed'; request.headers['x-user'] = { value: 'é' }; }
  return request;
}`;

let root: string;

let records: RequestRecord[];

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'preview-'));
  await mkdir(join(root, 'folder'));
  await writeFile(join(root, 'index.html'), 'start page');
  await writeFile(join(root, 'folder/index.html'), 'folder page');
  await writeFile(join(root, 'folder/index'), 'bare index');
  await writeFile(join(root, '.hidden'), 'dot file');
  await writeFile(join(root, 'a b@2%.txt'), 'odd name');
});

afterAll(() => rm(root, { recursive: true }));

async function preview(options: Partial<PreviewOptions> = {}): Promise<string> {
  const own: RequestRecord[] = [];
  records = own;
  const started = await startPreview({
    code: CODE,
    runtime: 'cloudfront-js-2.0',
    secret: 'ab'.repeat(32),
    root,
    port: 0,
    onRequest: (record) => own.push(record),
    now: () => 1_700_000_000,
    ...options,
  });
  onTestFinished(() => started.close());
  return started.url;
}

async function backend() {
  const started = await startFakeBackend();
  onTestFinished(started.close);
  return started;
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Sends a path exactly as it is written, which fetch would not. */
function send(
  url: string,
  path: string,
  options: { method?: string; headers?: object; body?: string } = {},
) {
  return new Promise<Answer>((done, failed) => {
    const { method = 'GET', headers = {}, body } = options;
    const { port } = new URL(url);
    const sent = httpRequest(
      { host: '127.0.0.1', port, path, method, headers: { ...headers } },
      async (answer) => {
        const chunks: Buffer[] = [];
        for await (const chunk of answer) {
          chunks.push(chunk as Buffer);
        }
        const { statusCode: status = 0, headers: got } = answer;
        done({ status, headers: got, body: Buffer.concat(chunks).toString() });
      },
    );
    sent.on('error', failed);
    sent.end(body);
  });
}

describe('the function', () => {
  test('its response is sent as it is', async () => {
    const { status, headers, body } = await send(await preview(), '/refuse');
    expect([status, body]).toEqual([401, 'refused é']);
    expect(headers).toMatchObject({
      'x-spa-auth-reason': 'missing',
      'content-type': 'text/plain',
      'set-cookie': ['a=1; Path=/', 'b=2'],
    });
  });

  test('it finds the secret in its store', async () => {
    expect((await send(await preview(), '/secret')).body).toBe('64');
  });

  test('an exception is a 503, and a broken rule a 502, without the value', async () => {
    const url = await preview();
    expect((await send(url, '/throw')).status).toBe(503);
    const { status, body } = await send(url, '/forbidden');
    expect(status).toBe(502);
    expect(body).toContain('x-edge-key');
    expect(body).not.toContain('sesame');
  });

  test('each request is reported once, without its query', async () => {
    const url = await preview();
    await send(url, '/refuse?token=sesame');
    await send(url, '/index.html');
    await send(url, '/throw');
    await send(url, '/nothing.txt');
    await expect.poll(() => records.length).toBe(4);
    const number = expect.any(Number);
    const base = { method: 'GET', reason: '', microseconds: number };
    expect(records).toEqual([
      { ...base, path: '/refuse', status: 401, verdict: 'refuse', reason: 'missing' },
      { ...base, path: '/index.html', status: 200, verdict: 'pass' },
      {
        ...base,
        path: '/throw',
        status: 503,
        verdict: 'fault',
        reason: expect.stringMatching(/^threw Error at/),
        microseconds: null,
      },
      { ...base, path: '/nothing.txt', status: 404, verdict: 'pass' },
    ]);
  });

  test('a URL of 8,192 characters is too long, and one below is not', async () => {
    const url = await preview();
    expect((await send(url, `/${'a'.repeat(8191)}`)).status).toBe(414);
    expect((await send(url, `/${'a'.repeat(8190)}`)).status).toBe(404);
  });

  test('a target without a path is a bad request', async () => {
    expect((await send(await preview(), '*', { method: 'OPTIONS' })).status).toBe(400);
  });
});

test('a viewer who leaves before the answer is reported with status 0', async () => {
  const silent = createServer(() => undefined);
  onTestFinished(() => void silent.close());
  await new Promise<void>((done) => silent.listen(0, '127.0.0.1', done));
  const { port } = silent.address() as AddressInfo;
  const url = await preview({ backend: `http://127.0.0.1:${port}` });
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  silent.once('request', () => socket.destroy());
  socket.write('GET /api/a HTTP/1.1\r\nhost: localhost\r\n\r\n');
  await expect.poll(() => records).toMatchObject([{ path: '/api/a', status: 0 }]);
});

describe('the files', () => {
  test.each([
    ['/', 200, 'start page'],
    ['/index.html', 200, 'start page'],
    ['/rewrite', 200, 'start page'],
    ['/.hidden', 200, 'dot file'],
    ['/a%20b@2%25.txt', 200, 'odd name'],
    ['/folder/index.html', 200, 'folder page'],
    ['/folder', 404, ''],
    ['/folder/', 404, ''],
    ['/index', 404, ''],
    ['/index.html/', 404, ''],
    ['//index.html', 404, ''],
    ['/folder/../index.html', 404, ''],
    ['/folder/%2e%2e/index.html', 404, ''],
    ['/..%2f..%2fetc%2fpasswd', 404, ''],
    ['/%00', 404, ''],
    ['/%zz', 404, ''],
  ])('%s', async (path, status, text) => {
    const answer = await send(await preview(), path);
    expect(answer.status).toBe(status);
    if (text) {
      expect(answer.body).toBe(text);
    } else {
      expect(answer.body).toContain('<h1>404 Not Found</h1>');
    }
  });

  test('only GET and HEAD', async () => {
    const url = await preview();
    expect(await send(url, '/', { method: 'HEAD' })).toMatchObject({ status: 200, body: '' });
    expect((await send(url, '/', { method: 'POST', body: 'x' })).status).toBe(405);
  });

  test.each([
    ['bytes=0-4', 206, 'start'],
    ['bytes=6-', 206, 'page'],
    ['bytes=5-2', 200, 'start page'],
    ['bytes=-4', 200, 'start page'],
    ['bytes=0-1,3-4', 200, 'start page'],
  ])('range %s', async (range, status, body) => {
    expect(await send(await preview(), '/', { headers: { range } })).toMatchObject({
      status,
      body,
    });
  });
});

describe('the backend', () => {
  test('/api/* goes there as it came, without the function', async () => {
    const { url: address, received } = await backend();
    const url = await preview({ backend: address });
    const headers = {
      'x-refuse': '1',
      cookie: 'a=1',
      'x-real-ip': '1.1.1.1',
      'x-forwarded-for': '192.0.2.7',
    };
    const answer = await send(url, '/api/x%2f?a=1&a', { method: 'POST', headers, body: 'sent' });
    expect(answer).toMatchObject({ status: 200, body: 'from the backend' });
    expect(answer.headers['set-cookie']).toEqual(['a=1', 'b=2']);
    expect(received).toHaveLength(1);
    expect(received[0]).toMatchObject({ method: 'POST', url: '/api/x%2f?a=1&a', body: 'sent' });
    expect(received[0]!.headers).toMatchObject({
      cookie: 'a=1',
      'x-forwarded-for': '192.0.2.7, 127.0.0.1',
    });
    expect(received[0]!.headers).not.toHaveProperty('x-real-ip');
    await expect.poll(() => records).toMatchObject([{ verdict: 'ungated', microseconds: null }]);
  });

  test('gated, it gets what the function made of the request', async () => {
    const { url: address, received } = await backend();
    const url = await preview({ backend: address, gateBackend: true });
    await send(url, '/api/gated?b=%20&b', { headers: { cookie: 'a=1; a=2' } });
    expect(received[0]).toMatchObject({ url: '/api/changed?b=%20&b' });
    expect(received[0]!.headers).toMatchObject({ cookie: 'a=1; a=2' });
    expect(Buffer.from(String(received[0]!.headers['x-user']), 'latin1').toString()).toBe('é');
    expect((await send(url, '/api/x', { headers: { 'x-refuse': '1' } })).status).toBe(401);
    expect(received).toHaveLength(1);
  });

  test.each([
    ['/api/a', true],
    ['/%61pi/a', true],
    ['/x/../api/a', true],
    ['/x/%2e%2E/api/a', true],
    ['/api', false],
    ['/API/a', false],
    ['/api/../x', false],
    ['/api\\a', false],
    ['//api/a', false],
  ])('%s: %s', async (path, expected) => {
    const { url: address, received } = await backend();
    await send(await preview({ backend: address }), path);
    expect(received.map(({ url }) => url)).toEqual(expected ? [path] : []);
  });

  test('one that is not there is a 502, and one that hangs up a 504, with one line', async () => {
    const down = await preview({ backend: `http://127.0.0.1:${await closedPort()}` });
    expect((await send(down, '/api/a')).status).toBe(502);
    const { url: address } = await backend();
    const silent = await preview({ backend: address });
    const { status, body } = await send(silent, '/api/silence');
    expect(status).toBe(504);
    expect(body).toContain('The backend gives no answer.');
    await expect.poll(() => records[0]).toMatchObject({ reason: 'no answer from the backend' });
  });

  test('without one, /api/* is a file like any other', async () => {
    expect(await send(await preview(), '/api/a')).toMatchObject({ status: 404 });
    expect(await send(await preview(), '/api/gated')).toMatchObject({ status: 404 });
  });
});

describe('a WebSocket', () => {
  const handshake = (path: string, ...headers: string[]) =>
    ['GET', path, 'HTTP/1.1\r\nhost: localhost\r\nconnection: Upgrade\r\nupgrade: websocket']
      .join(' ')
      .concat('\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==', ...headers, '\r\n\r\n');

  /** Sends text and gives what has come back when `enough` is there, or the connection ends. */
  function talk(url: string, text: string, enough?: string): Promise<string> {
    return new Promise((done, failed) => {
      let got = '';
      const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(text));
      socket.setEncoding('utf8').on('data', (chunk: string) => {
        got += chunk;
        if (enough && got.includes(enough)) {
          socket.destroy();
        }
      });
      socket.on('error', failed).on('close', () => done(got));
    });
  }

  test('reaches the backend, and bytes go both ways', async () => {
    const { url: address, received } = await backend();
    const url = await preview({ backend: address });
    const got = await talk(url, `${handshake('/api/socket')}hello`, 'hello');
    expect(got).toMatch(/^HTTP\/1\.1 101 /);
    expect(received[0]).toMatchObject({ url: '/api/socket' });
    await expect
      .poll(() => records)
      .toMatchObject([{ path: '/api/socket', status: 101, verdict: 'ungated' }]);
  });

  test('that is refused gets a plain response', async () => {
    const { url: address, received } = await backend();
    const url = await preview({ backend: address, gateBackend: true });
    const got = await talk(url, handshake('/api/socket', '\r\nx-refuse: 1'));
    expect(got).toMatch(/^HTTP\/1\.1 401 Unauthorized\r\n/);
    expect(received).toEqual([]);
  });

  test('without a backend behind it gets a 502', async () => {
    const url = await preview({ backend: `http://127.0.0.1:${await closedPort()}` });
    expect(await talk(url, handshake('/api/socket'))).toMatch(/^HTTP\/1\.1 502 Bad Gateway\r\n/);
  });

  test('elsewhere is a request like any other', async () => {
    const { url: address } = await backend();
    const url = await preview({ backend: address });
    expect(await talk(url, handshake('/index.html'))).toMatch(
      /^HTTP\/1\.1 200 OK\r\n[\s\S]*start page$/,
    );
    expect(await talk(url, handshake('/refuse'))).toMatch(/^HTTP\/1\.1 401 /);
  });

  test('closing the preview ends it', async () => {
    const { url: address } = await backend();
    const started = await startPreview({
      code: CODE,
      runtime: 'cloudfront-js-2.0',
      root,
      port: 0,
      backend: address,
    });
    const socket = connect(Number(new URL(started.url).port), '127.0.0.1');
    const ended = new Promise((done) => socket.on('close', done));
    socket.write(handshake('/api/socket'));
    await new Promise((done) => socket.once('data', done));
    await started.close();
    await ended;
  });
});

describe('what cannot be started', () => {
  const failure = async (options: Partial<PreviewOptions>) => {
    const error = await preview(options).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(CliError);
    const { code, exitCode, message } = error as CliError;
    expect(message).not.toContain('\n');
    return { code, exitCode, message };
  };

  test('a port in use', async () => {
    const { port } = new URL(await preview());
    expect(await failure({ port: Number(port) })).toEqual({
      code: 'ERR_PREVIEW_PORT',
      exitCode: 2,
      message: `port ${port} is in use; choose another with --port`,
    });
  });

  test.each<[string, Partial<PreviewOptions>, string, number]>([
    ['a port that is none', { port: 65_536 }, 'ERR_PREVIEW_PORT', 2],
    ['a missing root', { root: '/nothing/there' }, 'ERR_PREVIEW_ROOT', 2],
    ['a root that is a file', { root: import.meta.filename }, 'ERR_PREVIEW_ROOT', 2],
    ['a backend that is no URL', { backend: 'localhost:8000' }, 'ERR_PREVIEW_BACKEND', 2],
    ['a backend with a password', { backend: 'http://a:b@localhost' }, 'ERR_PREVIEW_BACKEND', 2],
    ['a secret that is too short', { secret: 'ab'.repeat(15) }, 'ERR_SECRET', 2],
    ['a secret with an odd digit', { secret: `${'ab'.repeat(32)}a` }, 'ERR_SECRET', 2],
    ['a ring of five', { secret: Array(5).fill('ab'.repeat(16)).join() }, 'ERR_SECRET', 2],
    ['a function that is too large', { code: CODE.padEnd(10_241) }, 'ERR_PREVIEW_CODE', 3],
  ])('%s', async (_name, options, code, exitCode) => {
    expect(await failure(options)).toMatchObject({ code, exitCode });
  });

  test('an unusable secret is not shown', async () => {
    expect((await failure({ secret: 'sesame' })).message).not.toContain('sesame');
  });
});

test('closing ends connections that are kept alive', async () => {
  const started = await startPreview({ code: CODE, runtime: 'cloudfront-js-2.0', root, port: 0 });
  const socket = connect(Number(new URL(started.url).port), '127.0.0.1');
  const ended = new Promise((done) => socket.on('close', done));
  socket.write('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n');
  await new Promise((done) => socket.once('data', done));
  await started.close();
  await ended;
});
