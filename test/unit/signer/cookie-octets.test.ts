import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { COOKIE_NAME, type CookieSource, readTokenCookie } from '../../../signer/index.js';
import { SECRET, tokenOf } from './fixtures.js';

const options = { secret: SECRET, now: 100 };
const token = tokenOf('alice', 100);
const accepted = { valid: true, userId: 'alice', expiry: 100 };

const read = (header: CookieSource) => readTokenCookie(header, options);
const cookie = (value: string) => `${COOKIE_NAME}=${value}`;

describe('readTokenCookie decodes', () => {
  // What Express 5, Hono 4 and Python 3 write for these ids.
  it.each([
    ['alice', encodeURIComponent(tokenOf('alice', 100))],
    ['a b', encodeURIComponent(tokenOf('a b', 100))],
    ['漢字', encodeURIComponent(tokenOf('漢字', 100))],
    ['a@b/c', `"${tokenOf('a@b/c', 100)}"`],
    ['a"b\\c', `"${tokenOf('a"b\\c', 100).replace(/["\\]/g, '\\$&')}"`],
    ['a;b', `"${tokenOf('a;b', 100).replace(';', '\\073')}"`],
    ['é', `"${tokenOf('é', 100).replace('é', '\\351')}"`],
    ['a@b c', `"${encodeURIComponent(tokenOf('a@b c', 100))}"`],
    ['a%41', tokenOf('a%41', 100)],
    ['a%41', tokenOf('a%41', 100).replace('%', '%25')],
    ['"', tokenOf('"', 100)],
  ])('the user id %j (%#)', (userId, value) => {
    expect(read(cookie(value))).toEqual({ valid: true, userId, expiry: 100 });
  });

  it.each([
    '"',
    '""',
    `${token}"`,
    `"${token}\\"`,
    `""${token}""`,
    `"${token.replace('a', '\\141')}\\"`,
    `${token}%`,
    `${token}%zz`,
    `${token}%0A`,
    encodeURIComponent(encodeURIComponent(token)),
    '%'.repeat(5_000),
    '\\'.repeat(5_000),
    `"${'\\'.repeat(5_001)}"`,
  ])('no other encoding (%#)', (value) => {
    expect(read(cookie(value))).toEqual({ valid: false, reason: 'malformed' });
  });
});

describe('readTokenCookie keeps in the user id', () => {
  it.each([`"${token}`, `"${token.replace('a', '\\541')}"`, `%ff${token}`, `a%2${token}`])(
    'an incomplete encoding (%#)',
    (value) => {
      expect(read(cookie(value))).toEqual({ valid: false, reason: 'bad_signature' });
    },
  );
});

describe('a cookie whose octets are UTF-8', () => {
  /** The header as Node.js gives it. */
  const wire = (text: string) => Buffer.from(text, 'utf8').toString('latin1');

  it.each(['jos\u00e9', '\u5bb6', '\u{1f600}', '\u0080'])('is read as UTF-8 (%#)', (userId) => {
    expect(read(wire(cookie(tokenOf(userId, 100))))).toEqual({ ...accepted, userId });
    expect(read(wire(cookie(`"${tokenOf(userId, 100)}"`)))).toEqual({ ...accepted, userId });
  });

  it('arrives as Latin-1 text over HTTP', async () => {
    const seen: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      seen.push(request.headers.cookie);
      response.end();
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    socket.end(
      `GET / HTTP/1.1\r\nHost: a\r\nCookie: ${cookie(tokenOf('\u5bb6', 100))}\r\nConnection: close\r\n\r\n`,
    );
    await once(socket.resume(), 'close');
    server.close();
    expect(read(seen[0])).toEqual({ ...accepted, userId: '\u5bb6' });
  });

  it('is not read as Latin-1 as well', () => {
    expect(read(cookie(tokenOf('\u00c3\u00a9', 100)))).toEqual({
      valid: false,
      reason: 'bad_signature',
    });
  });

  it('is read as Latin-1 if the octets are not UTF-8', () => {
    expect(read(cookie(tokenOf('jos\u00e9', 100)))).toEqual({ ...accepted, userId: 'jos\u00e9' });
  });

  it('is malformed if the octets are not UTF-8', () => {
    expect(read(`${cookie(token.slice(0, -1))}\u00c3`)).toEqual({
      valid: false,
      reason: 'malformed',
    });
  });
});
