import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { request as requestTls } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EdgeConfig } from '../../../build/config/edge-config.js';
import { resolveConfig } from '../../../build/config/resolve.js';
import { createCertificate } from '../../../build/preview/certificate.js';
import { generateToken } from '../../../signer/index.js';
import { describeEachNginx } from './each.js';
import { type Gate, startGate } from './gate.js';
import { send, type WireAnswer } from './wire.js';

const SECRET = '5e'.repeat(32);
const COOKIE = `pocket-spa-token=${generateToken('harbor master', { secret: SECRET })}`;
const HOST = 'app.example.com';
const FILES = {
  'index.html': 'the application',
  'secret.txt': 'guarded',
  'a b/ü.txt': 'spelled',
  'public/open.txt': 'open',
  'public/.hidden': 'hidden',
  'private/file.txt': 'guarded',
};
const CONFIG: EdgeConfig = {
  publicPaths: ['/public/*', '/api/open/*'],
  identityHeader: 'X-Auth-User',
};

/** What the backend got. */
interface Received {
  readonly target: string;
  readonly headers: IncomingMessage['headers'];
  readonly names: readonly string[];
}

let root: string;
let backend: Server;
let received: Received[] = [];

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'site-'));
  for (const [name, content] of Object.entries(FILES)) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), content);
  }
  const note = ({ url = '', headers, rawHeaders }: IncomingMessage) =>
    received.push({ target: url, headers, names: rawHeaders.filter((_, i) => i % 2 === 0) });
  backend = createServer((request, response) => {
    note(request);
    response.end('from the backend');
  });
  backend.on('upgrade', (request, socket) => {
    note(request);
    socket.write(
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
    );
    socket
      .on('data', (chunk: Buffer) => socket.write(`echo ${chunk}`))
      .on('end', () => socket.end());
  });
  await new Promise<void>((resolve) => backend.listen(0, '127.0.0.1', resolve));
});

afterAll(async () => {
  backend.close();
  await rm(root, { recursive: true });
});

function backendUrl(): string {
  return `http://127.0.0.1:${(backend.address() as AddressInfo).port}`;
}

describeEachNginx((nginx) => {
  let gate: Gate;

  beforeAll(async () => {
    gate = await startGate({
      nginx,
      config: resolveConfig(CONFIG),
      secret: SECRET,
      root,
      backend: backendUrl(),
      backendPaths: ['/sockets/in-*'],
    });
  });
  afterAll(() => gate.close());

  function ask(target: string, headers: readonly string[] = [], method = 'GET') {
    received = [];
    const lines = [`${method} ${target} HTTP/1.1`, `Host: ${HOST}`, ...headers];
    const text = `${lines.join('\r\n')}\r\n\r\n`;
    return send(gate.port, text.replace('\r\n', '\r\nConnection: close\r\n'), /$^/);
  }

  const asUser = (target: string, headers: readonly string[] = []) =>
    ask(target, [`Cookie: ${COOKIE}`, ...headers]);

  describe('files', () => {
    it.each([
      ['/', 'the application'],
      ['/route/of/the/app', 'the application'],
      ['/secret.txt', 'guarded'],
      ['/a%20b/%C3%BC.txt?x=1', 'spelled'],
      ['/private/../secret.txt', 'guarded'],
      ['//private//file.txt', 'guarded'],
      ['/public/open.txt', 'open'],
    ])('serves %s to a user', async (target, body) => {
      expect(await asUser(target)).toMatchObject({ status: 200, body });
    });

    it('has no file of that name', async () => {
      expect(await asUser('/missing.js')).toMatchObject({ status: 404 });
    });

    it('keeps its own location to itself', async () => {
      expect(await asUser('/spa-auth-refusal')).toMatchObject({ body: 'the application' });
    });

    it('keeps what it serves out of shared caches', async () => {
      const { headers } = await asUser('/secret.txt');
      expect(headers).toContainEqual(['cache-control', 'private, no-cache']);
    });
  });

  describe('a stranger', () => {
    // nginx resolves each of these to a guarded file, or to none.
    it.each([
      '/secret.txt',
      '/index.html',
      '/public/../secret.txt',
      '/public/%2e%2e/secret.txt',
      '/public/..%2fsecret.txt',
      '/public%2f../secret.txt',
      '/public//../secret.txt',
      '/public/./../secret.txt',
      '/public/x/../../secret.txt',
      '/public/..;/secret.txt',
      '/public/.%2e/secret.txt',
      '//public/open.txt',
      '/x/../public/open.txt',
      '/%70ublic/open.txt',
      '/public\\..\\secret.txt',
      '/public/%5c../secret.txt',
      '/secret.txt#/public/open.txt',
      '/secret.txt?/public/open.txt',
      '/secret.txt%3f/public/',
      '/secret.txt%23',
      '/secret.txt/',
      '/private/file.txt/../../public/open.txt',
      'http://app.example.com/secret.txt',
      'http://app.example.com/public/../secret.txt',
      'http://app.example.com',
      'http://app.example.com?/public/open.txt',
      'http://app.example.com/secret.txt?http://app.example.com/public/open.txt',
      'HTTP://APP.EXAMPLE.COM/secret.txt',
      '/spa-auth-refusal',
      '/api/users',
      '/api/open/../users',
      '/api/open/%2e%2e/users',
      '/api/open/..%2fusers',
      '/api/open/..;/users',
      '/api/open//users',
      '/api/open/x#/../../users',
      '/public/../api/users',
    ])('does not get %s', async (target) => {
      const answer = await ask(target);
      expectRefusal(answer);
      expect(received).toEqual([]);
    });

    it.each([
      ['an empty token', ['Cookie: pocket-spa-token=']],
      [
        'a token of another secret',
        [`Cookie: pocket-spa-token=${generateToken('a', { secret: '77'.repeat(32) })}`],
      ],
      ['the token under another case', [`Cookie: ${COOKIE.replace('pocket', 'Pocket')}`]],
      ['the token in another header', [`X-Cookie: ${COOKIE}`, `Cookie2: ${COOKIE}`]],
      ['the token in the value of a cookie', [`Cookie: a=${COOKIE}`]],
      ['the token behind another name', [`Cookie: x${COOKIE}`]],
      ['octets that are no UTF-8', ['Cookie: pocket-spa-token=\xff\xfe; a=\xff']],
      [
        'forged headers of a server in front',
        [
          'X-Auth-User: admin',
          'X-Forwarded-For: 127.0.0.1',
          'X-Original-URL: /public/open.txt',
          'X-Rewrite-URL: /public/open.txt',
          'X-Accel-Redirect: /secret.txt',
        ],
      ],
    ])('does not get in with %s', async (_, headers) => {
      expectRefusal(await ask('/secret.txt', headers));
    });

    it('does not get in over HTTP/0.9, or HTTP/1.0 without a host', async () => {
      const old = await send(gate.port, 'GET /secret.txt\r\n');
      expect(old.body).not.toContain('guarded');
      const { status } = await send(gate.port, 'GET /secret.txt HTTP/1.0\r\n\r\n');
      expect(status).toBe(302);
    });

    it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE', 'FOO', 'HEAD'])(
      'does not get in with %s',
      async (method) => expectRefusal(await ask('/secret.txt', ['Content-Length: 0'], method)),
    );

    it('gets what is public, and nothing of a user', async () => {
      expect(await ask('/public/open.txt')).toMatchObject({ status: 200, body: 'open' });
      await ask('/api/open/x', ['X-Auth-User: admin']);
      expect(received.map(({ target, headers }) => [target, headers['x-auth-user']])).toEqual([
        ['/api/open/x', undefined],
      ]);
    });

    it('gets an answer for octets that are no UTF-8', async () => {
      const head = Buffer.from(`GET /caf\xe9?q=\xff HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`, 'latin1');
      const answer = await send(gate.port, head);
      expect(answer.status).toBeLessThan(500);
      expectRefusal(answer);
    });

    it.each([
      ['a long cookie', [`Cookie: a=${'x'.repeat(8000)}; ${'pocket-spa-token; '.repeat(8)}`]],
      ['many cookies', [`Cookie: ${'pocket-spa-token=; '.repeat(420)}`]],
      ['blanks', [`Cookie: ${'pocket-spa-token \t'.repeat(440)}`]],
      ['many Cookie headers', Array<string>(200).fill('Cookie: pocket-spa-token=x')],
      ['many headers', Array.from({ length: 900 }, (__, i) => `x-${i}: 1`)],
    ])('gets a refusal for %s', async (_, headers) => {
      const answer = await ask('/secret.txt', headers);
      expect([302, 400]).toContain(answer.status);
      expect(answer.body).not.toContain('guarded');
    });

    it('gets nothing for a header that is larger than nginx takes', async () => {
      const answer = await ask('/secret.txt', [`Cookie: ${COOKIE}; a=${'x'.repeat(9000)}`]);
      expect(answer.status).toBe(400);
    });

    it('reaches no other host', async () => {
      const text = `GET /secret.txt HTTP/1.1\r\nHost: evil.example\r\nCookie: ${COOKIE}\r\n\r\n`;
      expect(await send(gate.port, text)).toMatchObject({ status: 421 });
      const absolute = text.replace('/secret.txt', 'http://evil.example/secret.txt');
      expect(await send(gate.port, absolute)).toMatchObject({ status: 421 });
    });
  });

  describe('a token', () => {
    it.each([
      ['in the second of two headers', ['Cookie: a=b', `Cookie: ${COOKIE}`]],
      [
        'behind three others of its name',
        [`Cookie: pocket-spa-token=1; pocket-spa-token="2";pocket-spa-token=; \t${COOKIE} ;a`],
      ],
      ['between parts that are no cookies', [`Cookie: pocket-spa-token; ;=;${COOKIE}`]],
    ])('opens it %s', async (_, headers) => {
      expect(await ask('/secret.txt', headers)).toMatchObject({ status: 200 });
    });

    it('is not read as the fifth cookie of its name', async () => {
      const cookies = `${'pocket-spa-token=x; '.repeat(4)}${COOKIE}`;
      expectRefusal(await ask('/secret.txt', [`Cookie: ${cookies}`]));
    });
  });

  describe('the backend', () => {
    it('gets the target as it was sent, and who the user is', async () => {
      await asUser('/api/a%20b//c;x/%2e?q=%20&r', ['X-Auth-User: admin', 'x-auth-user: admin']);
      expect(received.map(({ target, headers }) => [target, headers['x-auth-user']])).toEqual([
        ['/api/a%20b//c;x/%2e?q=%20&r', 'harbor%20master'],
      ]);
    });

    it('gets no spelling of the identity header from a viewer', async () => {
      await asUser('/api/x', ['X_Auth_User: admin', 'X.Auth.User: admin', 'X_Auth-User: admin']);
      const copies = received[0]!.names.filter((name) => /^x.auth.user$/i.test(name));
      expect(copies.map((name) => name.toLowerCase())).toEqual(['x-auth-user']);
    });

    it('gets no header of a server in front from a viewer', async () => {
      await asUser('/api/x', [
        'X-Forwarded-For: 203.0.113.9',
        'X-Forwarded-Host: evil.example',
        'X-Forwarded-Proto: gopher',
        'Forwarded: for=203.0.113.9',
        'X-Real-IP: 203.0.113.9',
        'X-Original-URL: /admin',
        'Proxy: http://evil.example',
        'Upgrade: h2c',
        'CloudFront-Viewer-Address: 203.0.113.9',
      ]);
      const { headers } = received[0]!;
      expect(headers).toMatchObject({
        'x-forwarded-for': '127.0.0.1',
        'x-real-ip': '127.0.0.1',
        'x-forwarded-proto': 'http',
        host: `${HOST}:${gate.port}`,
        'x-forwarded-host': `${HOST}:${gate.port}`,
      });
      expect(
        Object.keys(headers).filter((name) =>
          /^(?:forwarded|x-original-url|proxy|upgrade|cloudfront.*)$/.test(name),
        ),
      ).toEqual([]);
      expect(JSON.stringify(headers)).not.toMatch(/evil|203\.0\.113|gopher|h2c/);
    });

    it('has its login open, and no other path', async () => {
      expect(await ask('/api/auth/login', ['Content-Length: 0'], 'POST')).toMatchObject({
        status: 200,
        body: 'from the backend',
      });
      expectRefusal(await ask('/api/auth/login/', [], 'POST'));
    });

    const HANDSHAKE = [
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
    ];

    it('speaks WebSocket with a user', async () => {
      const text = `GET /sockets/in-1 HTTP/1.1\r\nHost: ${HOST}\r\nCookie: ${COOKIE}\r\nConnection: Upgrade\r\n${HANDSHAKE.join('\r\n')}\r\n\r\nping`;
      const { status, body } = await send(gate.port, text, /ping$/);
      expect({ status, body }).toEqual({ status: 101, body: 'echo ping' });
    });

    it('refuses a WebSocket without a token', async () => {
      const answer = await ask('/sockets/in-1', HANDSHAKE);
      expect(answer.status).toBe(401);
      expect(received).toEqual([]);
    });
  });

  describe('directives that let odd names through', () => {
    it('refuses spellings of the identity header that nginx cannot remove', async () => {
      const loose = await startGate({
        nginx,
        config: resolveConfig(CONFIG),
        secret: SECRET,
        root,
        backend: backendUrl(),
        edit: (conf) => `underscores_in_headers on; ignore_invalid_headers off;\n${conf}`,
      });
      for (const name of ['X_Auth_User', 'X-Auth_User', 'X.Auth.User', 'x~auth!user']) {
        received = [];
        const answer = await send(
          loose.port,
          `GET /api/x HTTP/1.1\r\nHost: ${HOST}\r\nCookie: ${COOKIE}\r\n${name}: admin\r\n\r\n`,
        );
        expect({ name, status: answer.status, received }).toEqual({
          name,
          status: 302,
          received: [],
        });
      }
      const plain = `GET /api/x HTTP/1.1\r\nHost: ${HOST}\r\nCookie: ${COOKIE}\r\nX_Other: 1\r\n\r\n`;
      expect(await send(loose.port, plain, /from the backend/)).toMatchObject({ status: 200 });
      await loose.close();
    });
  });

  describe('what a failure does', () => {
    it.each([
      ['a module that throws', { edit: (conf: string) => conf, throws: true }],
      ['an unusable secret', { secret: 'zz'.repeat(32) }],
      ['an empty secret', { secret: '' }],
      ['a short secret', { secret: '5e' }],
    ])(
      'stays closed with %s',
      async (_, { throws, secret = SECRET }: { throws?: boolean; secret?: string }) => {
        const broken = await startGate({
          nginx,
          config: resolveConfig({}),
          secret,
          root,
          ...(throws && {
            edit: (conf: string) =>
              conf.replace(
                'js_set $spa_auth spa_auth.verdict',
                'js_set $spa_auth spa_auth.missing',
              ),
          }),
        });
        const text = `GET /secret.txt HTTP/1.1\r\nHost: ${HOST}\r\nCookie: ${COOKIE}\r\n\r\n`;
        const answer = await send(broken.port, text);
        expect(answer.status).toBe(503);
        expect(answer.headers).toContainEqual(['x-spa-auth-reason', 'not_configured']);
        await broken.close();
      },
    );
  });

  describe('over TLS', () => {
    let secure: Gate;
    beforeAll(async () => {
      const { cert, key } = createCertificate(Math.floor(Date.now() / 1000));
      secure = await startGate({
        nginx,
        config: resolveConfig(CONFIG),
        secret: SECRET,
        root,
        backend: backendUrl(),
        isTls: true,
        files: { 'spa-auth/cert.pem': cert, 'spa-auth/key.pem': key },
      });
    });
    afterAll(() => secure.close());

    it('serves a user, with HSTS, and says so to the backend', async () => {
      const headers = { host: HOST, cookie: COOKIE };
      const answer = await new Promise<IncomingMessage>((resolve, reject) => {
        requestTls(
          {
            port: secure.port,
            host: '127.0.0.1',
            path: '/api/x',
            headers,
            rejectUnauthorized: false,
          },
          resolve,
        )
          .on('error', reject)
          .end();
      });
      answer.resume();
      expect(answer.statusCode).toBe(200);
      expect(answer.headers['strict-transport-security']).toBe('max-age=31536000');
      expect(received.at(-1)!.headers['x-forwarded-proto']).toBe('https');
    });

    it('decides over HTTP/2 too, where a cookie comes in parts', async () => {
      const session = connectHttp2(`https://127.0.0.1:${secure.port}`, {
        rejectUnauthorized: false,
      });
      const get = (path: string, cookie: string[], authority = HOST) =>
        new Promise<number>((resolve, reject) => {
          const stream = session.request({ ':path': path, ':authority': authority, cookie });
          stream
            .on('response', (headers) => resolve(headers[':status'] as number))
            .on('error', reject);
          stream.resume();
        });
      expect(await get('/secret.txt', ['a=b', COOKIE, 'c=d'])).toBe(200);
      expect(await get('/secret.txt', ['a=b'])).toBe(302);
      expect(await get('/public/../secret.txt', [])).toBe(302);
      expect(await get('/secret.txt', [COOKIE], 'evil.example')).toBe(421);
      session.close();
    });
  });
});

/** Refused by the gate, or by nginx itself before it. */
function expectRefusal({ status, headers, body }: WireAnswer): void {
  expect(body).not.toMatch(/guarded|the application|from the backend|spelled/);
  if (status !== 400 && status !== 405) {
    expect([302, 303, 401]).toContain(status);
    expect(headers.map(([name]) => name)).toContain('x-spa-auth-reason');
  }
}
