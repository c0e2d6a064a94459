import { once } from 'node:events';
import { IncomingMessage } from 'node:http';
import { connect as connectHttp2, createServer as createHttp2Server } from 'node:http2';
import { type AddressInfo, Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { COOKIE_NAME, type CookieSource, readTokenCookie } from '../../../signer/index.js';
import { SECRET, thrownBy, tokenOf } from './fixtures.js';

const options = { secret: SECRET, now: 100 };
const token = tokenOf('alice', 100);
const accepted = { valid: true, userId: 'alice', expiry: 100 };
const missing = { valid: false, reason: 'missing' };

const read = (header: CookieSource) => readTokenCookie(header, options);
const cookie = (value: string) => `${COOKIE_NAME}=${value}`;

describe('readTokenCookie reads', () => {
  const headers = new Headers({ cookie: cookie(token) });
  const url = 'https://app.example/';

  it.each<[string, CookieSource]>([
    ['Headers', headers],
    ['a Request', new Request(url, { headers })],
    ['a Node.js request', { method: 'GET', headers: { cookie: cookie(token) } }],
    [
      'an IncomingMessage',
      Object.assign(new IncomingMessage(new Socket()), {
        method: 'GET',
        headers: { cookie: cookie(token) },
      }),
    ],
  ])('%s', (_name, source) => {
    expect(read(source)).toEqual(accepted);
  });

  it.each<[string, CookieSource]>([
    ['Headers', new Headers()],
    ['a Request', new Request(url)],
    ['a Node.js request', { method: 'GET', headers: {} }],
  ])('%s without cookies as missing', (_name, source) => {
    expect(read(source)).toEqual(missing);
  });

  it('the cookies that HTTP/2 sends in parts', async () => {
    const results: unknown[] = [];
    const server = createHttp2Server((request, response) => {
      results.push(read(request));
      response.end();
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const client = connectHttp2(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const stream = client.request({ ':path': '/', cookie: ['a=b', cookie(token), 'c=d'] as never });
    await once(stream.resume(), 'close');
    client.destroy();
    server.close();
    expect(results).toEqual([accepted]);
  });

  it.each([
    5,
    true,
    Symbol('cookie'),
    () => cookie(token),
    {},
    { cookie: cookie(token) },
    { [COOKIE_NAME]: token },
    { headers: { cookie: cookie(token) } },
    { method: 'GET', headers: null },
    { method: 'GET', headers: { cookie: 5 } },
    new Map([['cookie', cookie(token)]]),
    new URLSearchParams({ cookie: cookie(token) }),
    new Response('', { headers }),
    [5],
    [undefined, cookie(token)],
    Buffer.from(cookie(token)),
  ])('nothing else (%#)', (source) => {
    const error = thrownBy(() => read(source as never));
    expect(error).toBeInstanceOf(TypeError);
    expect(error.code).toBe('ERR_SPA_AUTH_REQUEST');
    expect(error.message).toContain('request.headers.cookie');
  });
});
