import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resolveConfig } from '../../../build/config/resolve.js';
import { describeEachNginx } from './each.js';
import type { Gate } from './gate.js';
import { ask, CONFIG, COOKIE, expectRefusal, HOST, openGate, site } from './site.js';
import { send } from './wire.js';

const FORGED = [
  'X-Auth-User: admin',
  'X-Forwarded-For: 203.0.113.9',
  'X-Forwarded-Host: evil.example',
];
const HANDSHAKE = [
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
];

// No backend is built in: every location that passes requests on is the owner's.
describeEachNginx((nginx) => {
  let gate: Gate;
  const asUser = (target: string, headers: readonly string[] = []) =>
    ask(gate, target, [`Cookie: ${COOKIE}`, ...headers]);

  beforeAll(async () => {
    gate = await openGate(nginx, {
      backend: undefined,
      config: resolveConfig({ ...CONFIG, backendPaths: ['/own/*', '/more/*'] }),
      files: {
        'spa-auth/locations/own.conf': `location ^~ /own/ { proxy_pass ${site.backend}; }`,
        'spa-auth/locations/more.conf': `location ^~ /more/ {
          include spa-auth/proxy.conf;
          proxy_set_header X-More 1;
          proxy_pass ${site.backend};
        }
        location ^~ /forgotten/ { proxy_pass ${site.backend}; }
        location ^~ /files/ { alias ${site.root}/private/; }`,
        'spa-auth/locations/left-out.txt': 'no directive',
      },
    });
  });
  afterAll(() => gate.close());

  describe('locations of the owner', () => {
    it.each([
      '/own/x',
      '/own/',
      '/more/x',
      '/forgotten/x.json',
      '/files/file.txt',
      '/own/../more/x',
    ])('are behind the gate: %s', async (target) => {
      expectRefusal(await ask(gate, target, FORGED));
      expectRefusal(await ask(gate, target, ['Cookie: pocket-spa-token=a:b:c']));
      expect(site.received).toEqual([]);
      expect(await ask(gate, target, HANDSHAKE)).toMatchObject({ status: 401 });
    });

    it.each(['/own/a%20b?q=%20', '/more/a%20b?q=%20'])(
      'get who the user is, and no header of a server in front from a viewer: %s',
      async (target) => {
        expect(await asUser(target, FORGED)).toMatchObject({ status: 200 });
        const [{ target: asSent, headers }] = site.received as [(typeof site.received)[0]];
        const host = `${HOST}:${gate.port}`;
        expect(asSent).toBe(target);
        expect(headers).toMatchObject({
          'x-auth-user': 'harbor%20master',
          'x-forwarded-for': '127.0.0.1',
          'x-forwarded-proto': 'http',
          'x-forwarded-host': host,
          host,
        });
        expect(headers['x-more']).toBe(target.startsWith('/more/') ? '1' : undefined);
      },
    );

    it('speak WebSocket with a user', async () => {
      for (const target of ['/own/chat', '/more/chat']) {
        const lines = [
          `GET ${target} HTTP/1.1`,
          `Host: ${HOST}`,
          `Cookie: ${COOKIE}`,
          ...HANDSHAKE,
        ];
        const answer = await send(gate.port, `${lines.join('\r\n')}\r\n\r\nping`, /ping$/);
        expect(answer).toMatchObject({ status: 101, body: 'echo ping' });
      }
    });

    it('get no page of the application that backendPaths does not name', async () => {
      expect(await asUser('/forgotten/x')).toMatchObject({ status: 200, body: 'the application' });
      expect(await asUser('/forgotten/x.json')).toMatchObject({ body: 'from the backend' });
    });

    it('serve files of another folder', async () => {
      expect(await asUser('/files/file.txt')).toMatchObject({ status: 200, body: 'guarded' });
    });
  });
});
