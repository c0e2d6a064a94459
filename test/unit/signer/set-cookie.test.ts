import { describe, expect, it } from 'vitest';
import { loginCookieValue, logoutCookieValue, readTokenCookie } from '../../../signer/index.js';
import { KNOWN_EXPIRY, KNOWN_TOKEN, SECRET, thrownBy, tokenOf } from './fixtures.js';

const rest = 'Max-Age=604800; HttpOnly; Secure; SameSite=Lax; Path=/';

describe('loginCookieValue', () => {
  it('writes an ordinary token unchanged', () => {
    expect(loginCookieValue(KNOWN_TOKEN)).toBe(`pocket-spa-token=${KNOWN_TOKEN}; ${rest}`);
  });

  it.each([
    ['a@b/c:1', 'a@b/c:1'],
    ["!#$&'()*+-./:<=>?@[]^_`{|}~", "!#$&'()*+-./:<=>?@[]^_`{|}~"],
    [' ', '%20'],
    ['"', '%22'],
    ['%', '%25'],
    ['%41', '%2541'],
    [',', '%2C'],
    [';', '%3B'],
    ['\\', '%5C'],
    ['\r\n', '%0D%0A'],
    ['\u0000\u007f', '%00%7F'],
    ['é', '%C3%A9'],
    ['漢', '%E6%BC%A2'],
    ['😀', '%F0%9F%98%80'],
    ['a😀é b', 'a%F0%9F%98%80%C3%A9%20b'],
  ])('writes %j as %s', (token, value) => {
    expect(loginCookieValue(token)).toBe(`pocket-spa-token=${value}; ${rest}`);
  });

  it('writes a value that readTokenCookie reads', () => {
    for (const userId of ['a@b/c', 'a b', '"q"', '%41', 'é', '漢字', '😀', 'a;b,c\\d', '\u0080']) {
      const header = loginCookieValue(tokenOf(userId, KNOWN_EXPIRY)).split(';', 1)[0];
      const result = readTokenCookie(header, { secret: SECRET, now: 0 });
      expect(result).toEqual({ valid: true, userId, expiry: KNOWN_EXPIRY });
    }
  });

  it('writes the attributes in their order', () => {
    const value = loginCookieValue('t', {
      cookieName: '__Secure-t',
      maxAge: 0,
      domain: 'example.com',
      path: '/app',
      sameSite: 'None',
      partitioned: true,
    });
    expect(value).toBe(
      '__Secure-t=t; Max-Age=0; HttpOnly; Secure; SameSite=None; Path=/app; Domain=example.com; Partitioned',
    );
    expect(loginCookieValue('t', { secure: false, sameSite: 'Strict' })).toBe(
      'pocket-spa-token=t; Max-Age=604800; HttpOnly; SameSite=Strict; Path=/',
    );
  });

  it('limits name and value to 4,096 octets', () => {
    const room = 4096 - 'pocket-spa-token='.length;
    expect(() => loginCookieValue('x'.repeat(room))).not.toThrow();
    for (const token of ['x'.repeat(room + 1), `${'x'.repeat(room - 2)}é`]) {
      const error = thrownBy(() => loginCookieValue(token));
      expect(error).toBeInstanceOf(RangeError);
      expect(error.code).toBe('ERR_SPA_AUTH_COOKIE_SIZE');
    }
  });

  it.each([
    ['', RangeError],
    ['\ud800', RangeError],
    ['a\udc00', RangeError],
    [undefined, TypeError],
    [null, TypeError],
    [5, TypeError],
  ])('rejects the token of case %#', (token, type) => {
    const error = thrownBy(() => loginCookieValue(token as never));
    expect(error).toBeInstanceOf(type);
    expect(error.code).toBe('ERR_SPA_AUTH_TOKEN');
  });
});

describe('logoutCookieValue', () => {
  it('removes the cookie', () => {
    expect(logoutCookieValue()).toBe(
      'pocket-spa-token=; Max-Age=0; HttpOnly; Secure; SameSite=Lax; Path=/',
    );
  });

  it('uses the given name, domain and path', () => {
    expect(logoutCookieValue({ cookieName: 't', domain: '.example.com', path: '/a' })).toBe(
      't=; Max-Age=0; HttpOnly; Secure; SameSite=Lax; Path=/a; Domain=.example.com',
    );
  });

  it('ignores a maxAge', () => {
    const options = Object.freeze({ path: '/', maxAge: 60 });
    expect(logoutCookieValue(options)).toContain('Max-Age=0;');
  });
});

describe('loginCookieValue and logoutCookieValue reject', () => {
  const writers = [
    (options: object) => loginCookieValue('t', options),
    (options: object) => logoutCookieValue(options),
  ];

  it.each<[object, typeof TypeError | typeof RangeError, string]>([
    [{ domain: '' }, RangeError, 'ATTRIBUTE'],
    [{ domain: 'a b' }, RangeError, 'ATTRIBUTE'],
    [{ domain: 'a;Secure' }, RangeError, 'ATTRIBUTE'],
    [{ domain: 'https://a.example' }, RangeError, 'ATTRIBUTE'],
    [{ domain: 'a..b' }, RangeError, 'ATTRIBUTE'],
    [{ domain: 'bücher.example' }, RangeError, 'ATTRIBUTE'],
    [{ domain: 'a.example\r\nx: y' }, RangeError, 'ATTRIBUTE'],
    [{ domain: null }, TypeError, 'ATTRIBUTE'],
    [{ path: '' }, RangeError, 'ATTRIBUTE'],
    [{ path: 'a' }, RangeError, 'ATTRIBUTE'],
    [{ path: '/;Domain=evil.example' }, RangeError, 'ATTRIBUTE'],
    [{ path: '/\r\nx: y' }, RangeError, 'ATTRIBUTE'],
    [{ path: '/é' }, RangeError, 'ATTRIBUTE'],
    [{ path: 5 }, TypeError, 'ATTRIBUTE'],
    [{ sameSite: 'lax' }, RangeError, 'ATTRIBUTE'],
    [{ sameSite: true }, TypeError, 'ATTRIBUTE'],
    [{ secure: 'false' }, TypeError, 'ATTRIBUTE'],
    [{ secure: 0 }, TypeError, 'ATTRIBUTE'],
    [{ partitioned: 1 }, TypeError, 'ATTRIBUTE'],
    [{ secure: false, sameSite: 'None' }, RangeError, 'ATTRIBUTE'],
    [{ secure: false, partitioned: true }, RangeError, 'ATTRIBUTE'],
    [{ secure: false, cookieName: '__Secure-t' }, RangeError, 'NAME'],
    [{ secure: false, cookieName: '__Host-t' }, RangeError, 'NAME'],
    [{ secure: false, cookieName: '__host-t' }, RangeError, 'NAME'],
    [{ path: '/a', cookieName: '__Host-t' }, RangeError, 'NAME'],
    [{ domain: 'a.example', cookieName: '__Host-t' }, RangeError, 'NAME'],
    [{ cookieName: 'a;b' }, RangeError, 'NAME'],
    [{ cookieName: 5 }, TypeError, 'NAME'],
  ])('the options of case %#', (options, type, code) => {
    for (const write of writers) {
      const error = thrownBy(() => write(options));
      expect(error).toBeInstanceOf(type);
      expect(error.code).toBe(`ERR_SPA_AUTH_COOKIE_${code}`);
    }
  });

  it('options that are not an object', () => {
    for (const write of writers) {
      expect(thrownBy(() => write('t' as never)).code).toBe('ERR_SPA_AUTH_OPTIONS');
    }
  });
});
