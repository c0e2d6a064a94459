import { afterEach, describe, expect, it, vi } from 'vitest';
import { COOKIE_NAME, type CookieSource, readTokenCookie } from '../../../signer/index.js';
import { KNOWN_TOKEN, OTHER_SECRET, SECRET, thrownBy, tokenOf } from './fixtures.js';

const options = { secret: SECRET, now: 100 };
const token = tokenOf('alice', 100);
const accepted = { valid: true, userId: 'alice', expiry: 100 };
const missing = { valid: false, reason: 'missing' };

const read = (header: CookieSource) => readTokenCookie(header, options);
const cookie = (value: string) => `${COOKIE_NAME}=${value}`;

afterEach(() => vi.unstubAllEnvs());

describe('readTokenCookie finds the cookie', () => {
  it.each([
    cookie(token),
    `a=b; ${cookie(token)}`,
    `a=b;${cookie(token)};c=d`,
    `  ${COOKIE_NAME} = ${token}\t; c`,
    `=; ;;a; =b; ${cookie(token)}`,
    `a==b=; ${cookie(token)};`,
    `${COOKIE_NAME}; ${cookie(token)}`,
    `a=${COOKIE_NAME}; ${cookie(token)}`,
    `${COOKIE_NAME} ${cookie('junk')}; ${cookie(token)}`,
    `x${COOKIE_NAME}=${COOKIE_NAME}=; ${cookie(token)}`,
    [cookie(token)],
    ['a=b', cookie(token), 'c=d'],
  ])('in the header of case %#', (header) => {
    expect(read(header)).toEqual(accepted);
  });

  it.each([
    undefined,
    null,
    '',
    ' ',
    ';',
    '=',
    [],
    COOKIE_NAME,
    `${COOKIE_NAME}; =${token}`,
    `a=b ${cookie(token)}`,
    `x${cookie(token)}`,
    cookie(token).toUpperCase(),
    `a="; ${COOKIE_NAME}"=${token}`,
    `${COOKIE_NAME}\u00a0=${token}`,
  ])('and reports the header of case %# as missing', (header) => {
    expect(read(header)).toEqual(missing);
  });

  it('under a configured name, even one that every object inherits', () => {
    for (const cookieName of ['__Host-t', 'toString', '__proto__', 'constructor']) {
      const header = `${cookie('junk')}; ${cookieName}=${token}`;
      expect(readTokenCookie(header, { ...options, cookieName })).toEqual(accepted);
      expect(readTokenCookie(cookie(token), { ...options, cookieName })).toEqual(missing);
    }
  });

  it('and needs a secret only if the cookie is there', () => {
    vi.stubEnv('SPA_TOKEN_SECRET', undefined);
    expect(readTokenCookie('a=b')).toEqual(missing);
    expect(readTokenCookie('a=b', { secret: 'unusable' })).toEqual(missing);
    expect(thrownBy(() => readTokenCookie(cookie('')))).toHaveProperty(
      'code',
      'ERR_SPA_AUTH_SECRET_MISSING',
    );
    expect(thrownBy(() => readTokenCookie(cookie('junk'), { secret: 'unusable' }))).toHaveProperty(
      'code',
      'ERR_SPA_AUTH_SECRET_INVALID',
    );
  });
});

describe('readTokenCookie with several cookies of the name', () => {
  const junk = cookie('junk');
  const old = cookie(tokenOf('alice', 99));
  const forged = cookie(tokenOf('alice', 100, OTHER_SECRET));

  it('takes the first that verifies', () => {
    const bob = cookie(tokenOf('bob', 100));
    expect(read([junk, old, cookie(token), bob].join('; '))).toEqual(accepted);
  });

  it('tries the first four', () => {
    expect(read([junk, junk, junk, cookie(token)].join('; '))).toEqual(accepted);
    expect(read([junk, junk, junk, junk, cookie(token)].join('; '))).toEqual({
      valid: false,
      reason: 'malformed',
    });
  });

  it.each([
    [[junk, old], 'expired'],
    [[old, junk], 'expired'],
    [[forged, old, junk], 'bad_signature'],
    [[junk, old, forged], 'bad_signature'],
    [[junk, junk], 'malformed'],
  ])('reports the last reason in the order of SPEC 3 (%#)', (cookies, reason) => {
    expect(read(cookies.join('; '))).toEqual({ valid: false, reason });
  });
});

describe('readTokenCookie', () => {
  it('stays linear on hostile headers', () => {
    const long = 1_000_000;
    for (const header of [
      ';'.repeat(long),
      `${';'.repeat(long)}=`,
      '='.repeat(long),
      `a${' '.repeat(long)}b=c`,
      cookie(`a${' '.repeat(long)}b`),
      cookie('%41'.repeat(long / 3)),
      cookie(`"${'\\0'.repeat(long / 2)}"`),
      `${cookie('')};`.repeat(long / 18),
      cookie('a:'.repeat(long / 2)),
    ]) {
      expect(read(header).valid).toBe(false);
    }
  });

  it.each([
    ['', RangeError],
    ['a b', RangeError],
    ['a=b', RangeError],
    ['a;b', RangeError],
    ['é', RangeError],
    ['a\n', RangeError],
    [5, TypeError],
    [null, TypeError],
  ])('rejects the cookie name of case %#', (cookieName, type) => {
    const error = thrownBy(() => readTokenCookie('', { cookieName: cookieName as never }));
    expect(error).toBeInstanceOf(type);
    expect(error.code).toBe('ERR_SPA_AUTH_COOKIE_NAME');
  });

  it('rejects a bad time even if the cookie is missing', () => {
    expect(thrownBy(() => readTokenCookie('', { now: -1 })).code).toBe('ERR_SPA_AUTH_NOW');
  });

  it('accepts frozen options', () => {
    const frozen = Object.freeze({ secret: SECRET, now: 100, clockTolerance: 0 });
    expect(readTokenCookie(cookie(KNOWN_TOKEN), frozen).valid).toBe(true);
  });
});

describe('the limits of SPEC 4', () => {
  const malformed = { valid: false, reason: 'malformed' };
  const all = (...values: string[]) => values.map(cookie).join('; ');
  const forged = tokenOf('alice', 100, OTHER_SECRET);

  it('allow 4,096 octets in all', () => {
    const rest = 4_096 - token.length;
    expect(read(all('x'.repeat(rest), token))).toEqual(accepted);
    expect(read(all('x'.repeat(rest + 1), token))).toEqual(malformed);
  });

  it('do not charge a value that is over them', () => {
    expect(read(all('x'.repeat(4_097), 'x'.repeat(4_096 - token.length), token))).toEqual(accepted);
  });

  it.each(['\u{1f600}', '\u5bb6', '\u00e9'])('count octets, not characters (%#)', (character) => {
    const rest = 4_096 - token.length;
    const size = Buffer.byteLength(character);
    const filler = character.repeat(Math.floor(rest / size)) + 'x'.repeat(rest % size);
    const wire = (text: string) => Buffer.from(text, 'utf8').toString('latin1');
    for (const header of [all(filler, token), wire(all(filler, token))]) {
      expect(read(header)).toEqual(accepted);
    }
    for (const header of [all(`${filler}x`, token), wire(all(`${filler}x`, token))]) {
      expect(read(header)).toEqual(malformed);
    }
  });

  it('allow 32 backslashes in all, and do not charge a value that is over them', () => {
    const escaped = (count: number) => `"${'\\a'.repeat(count)}"`;
    const quoted = `"${token.replace('alice', '\\a\\l\\i\\c\\e')}"`;
    expect(read(all(escaped(27), quoted))).toEqual(accepted);
    expect(read(all(escaped(28), quoted))).toEqual(malformed);
    expect(read(all(escaped(33), escaped(27), quoted))).toEqual(accepted);
  });

  it('verify four candidates, and count neither the malformed nor the expired', () => {
    const old = tokenOf('alice', 99);
    // Each of these two values has two readings that are well-formed.
    const double = forged.replace('alice', '%61lice');
    expect(read(all(double, old, 'junk', token))).toEqual(accepted);
    expect(read(all(double, double, token))).toEqual({ valid: false, reason: 'bad_signature' });
    expect(read(all(double, forged, token))).toEqual(accepted);
  });

  it('count a revoked candidate', () => {
    const bob = tokenOf('bob', 100);
    const double = tokenOf('%62ob', 100, OTHER_SECRET);
    const cutOff = (userId: string) => (userId === 'alice' ? 100 : undefined);
    const result = readTokenCookie(all(token, double, token, bob), { ...options, cutOff });
    expect(result).toEqual({ valid: false, reason: 'revoked' });
  });
});
