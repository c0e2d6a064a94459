import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeEachNginx } from './each.js';
import type { Gate } from './gate.js';
import { ask as askGate, COOKIE, expectRefusal, HOST, openGate, site } from './site.js';
import { send } from './wire.js';

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

  describe('the backend', () => {
    it('gets the target as it was sent, and who the user is', async () => {
      await asUser('/api/a%20b//c;x/%2e?q=%20&r', ['X-Auth-User: admin', 'x-auth-user: admin']);
      expect(site.received.map(({ target, headers }) => [target, headers['x-auth-user']])).toEqual([
        ['/api/a%20b//c;x/%2e?q=%20&r', 'harbor%20master'],
      ]);
    });

    it('gets no spelling of the identity header from a viewer', async () => {
      await asUser('/api/x', ['X_Auth_User: admin', 'X.Auth.User: admin', 'X_Auth-User: admin']);
      const copies = site.received[0]!.names.filter((name) => /^x.auth.user$/i.test(name));
      expect(copies.map((name) => name.toLowerCase())).toEqual(['x-auth-user']);
    });

    it('gets no header of a server in front from a viewer', async () => {
      await asUser('/api/x', [
        'X-Forwarded-For: 203.0.113.9',
        'X-Forwarded-Host: evil.example',
        'X-Forwarded-Proto: gopher',
        'Forwarded: for=203.0.113.9',
        'X-Real-IP: 203.0.113.9',
        'X-Request-ID: evil.example',
        'X-Original-URL: /admin',
        'Proxy: http://evil.example',
        'Upgrade: h2c',
        'CloudFront-Viewer-Address: 203.0.113.9',
      ]);
      const { headers } = site.received[0]!;
      expect(headers).toMatchObject({
        'x-forwarded-for': '127.0.0.1',
        'x-real-ip': '127.0.0.1',
        'x-request-id': expect.stringMatching(/^[\da-f]{32}$/),
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
      expect(site.received).toEqual([]);
    });
  });

  describe('directives that let odd names through', () => {
    it('refuses spellings of the identity header that nginx cannot remove', async () => {
      const loose = await openGate(nginx, {
        edit: (conf: string) => `underscores_in_headers on; ignore_invalid_headers off;\n${conf}`,
      });
      for (const name of ['X_Auth_User', 'X-Auth_User', 'X.Auth.User', 'x~auth!user']) {
        site.received = [];
        const answer = await send(
          loose.port,
          `GET /api/x HTTP/1.1\r\nHost: ${HOST}\r\nCookie: ${COOKIE}\r\n${name}: admin\r\n\r\n`,
        );
        expect({ name, status: answer.status, received: site.received }).toEqual({
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
});
