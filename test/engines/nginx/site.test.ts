import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EdgeConfig } from '../../../build/config/edge-config.js';
import { resolveConfig } from '../../../build/config/resolve.js';
import { generateToken } from '../../../signer/index.js';
import { describeEachNginx } from './each.js';
import type { Gate } from './gate.js';
import {
  ask as askGate,
  CONFIG,
  COOKIE,
  expectRefusal,
  HOST,
  openGate,
  SECRET,
  site,
} from './site.js';
import { send } from './wire.js';

// HTTP trims the blank, so the value is another one than that which was signed.
const SIGNED_BLANK = generateToken(' harbor', { secret: SECRET }).trim();

describeEachNginx((nginx) => {
  let gate: Gate;

  beforeAll(async () => {
    gate = await openGate(nginx, { backendPaths: ['/sockets/in-*'] });
  });
  afterAll(() => gate.close());

  const ask = (target: string, headers: readonly string[] = [], method = 'GET') =>
    askGate(gate, target, headers, method);
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
      expect(site.received).toEqual([]);
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
      expect(site.received.map(({ target, headers }) => [target, headers['x-auth-user']])).toEqual([
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

  // Without an identity header, a valid token in a usual header has a shorter way.
  describe.each<EdgeConfig>([CONFIG, { ...CONFIG, identityHeader: false }])(
    'a token, with %j',
    (config) => {
      let gate: Gate;
      beforeAll(async () => {
        gate = await openGate(nginx, { config: resolveConfig(config) });
      }, 60_000);
      afterAll(() => gate.close());

      it.each([
        ['alone', [`Cookie: ${COOKIE}`]],
        ['before others', [`Cookie: ${COOKIE}; a=b; pocket-spa-token=x`]],
        ['before others without a blank', [`Cookie: ${COOKIE};a=b`]],
        ['behind another', [`Cookie: a=b; ${COOKIE}`]],
        ['in the second of two headers', ['Cookie: a=b', `Cookie: ${COOKIE}`]],
        [
          'behind three others of its name',
          [`Cookie: pocket-spa-token=1; pocket-spa-token="2";pocket-spa-token=; \t${COOKIE} ;a`],
        ],
        ['between parts that are no cookies', [`Cookie: pocket-spa-token; ;=;${COOKIE}`]],
        ['behind blanks', [`Cookie: ${COOKIE.replace('=', ' \t= \t')} ; a=b`]],
        ['behind a cookie whose value has its name', [`Cookie: a=pocket-spa-token=; ${COOKIE}`]],
        ['behind a cookie whose name ends in its name', [`Cookie: x-${COOKIE}; ${COOKIE}`]],
      ])('opens it %s', async (_, headers) => {
        const answer = await askGate(gate, '/secret.txt', headers);
        expect(answer).toMatchObject({ status: 200, body: 'guarded' });
        expect(await askGate(gate, '/route', headers)).toMatchObject({ body: 'the application' });
      });

      it.each([
        ['as the fifth cookie of its name', `${'pocket-spa-token=x; '.repeat(4)}${COOKIE}`],
        ['behind four others with blanks', `${'pocket-spa-token =x; '.repeat(4)}${COOKIE}`],
        ['in a cookie whose name ends in its name', `x-${COOKIE}`],
        ['in the value of another cookie', `a=${COOKIE}`],
        ['behind a blank within a name', `a ${COOKIE}`],
        ['with one more character', `${COOKIE}0`],
        ['in another case', COOKIE.toUpperCase()],
        ['if the blank was signed', ` pocket-spa-token= ${SIGNED_BLANK}`],
      ])('is not read %s', async (_, cookies) => {
        expectRefusal(await askGate(gate, '/secret.txt', [`Cookie: ${cookies}`]));
      });
    },
  );
});
