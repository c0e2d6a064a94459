import { afterEach, describe, expect, it, vi } from 'vitest';
import { checkToken, generateToken, verifyToken } from '../../../signer/index.js';
import {
  KNOWN_EXPIRY,
  KNOWN_TOKEN,
  OTHER_SECRET,
  SECRET,
  THIRD_SECRET,
  thrownBy,
  tokenOf,
} from './fixtures.js';

const verify = { secret: SECRET, now: KNOWN_EXPIRY };
const malformed = { valid: false, reason: 'malformed' };
const expired = { valid: false, reason: 'expired' };
const badSignature = { valid: false, reason: 'bad_signature' };

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

describe('generateToken', () => {
  it('returns the known answer of SPEC 1', () => {
    const now = KNOWN_EXPIRY - 604_800;
    expect(generateToken('vector-user', { secret: SECRET, now })).toBe(KNOWN_TOKEN);
  });

  it('signs with the first secret of a ring', () => {
    const secret = `${OTHER_SECRET},${SECRET}`;
    expect(generateToken('a', { secret, now: 0, maxAge: 5 })).toBe(tokenOf('a', 5, OTHER_SECRET));
  });

  it('rounds now down', () => {
    expect(generateToken('a', { secret: SECRET, now: 9.999, maxAge: 1 })).toBe(tokenOf('a', 10));
  });

  it('reads the clock and the environment at each call', () => {
    vi.useFakeTimers({ now: 1_700_000_000_999 });
    vi.stubEnv('SPA_TOKEN_SECRET', SECRET);
    expect(generateToken('a')).toBe(tokenOf('a', 1_700_604_800));
    vi.stubEnv('SPA_TOKEN_SECRET', OTHER_SECRET);
    expect(generateToken('a')).toBe(tokenOf('a', 1_700_604_800, OTHER_SECRET));
  });

  it.each([
    ['0 + 0', 0, 0, 0],
    ['-0 + -0', -0, -0, 0],
    ['10^11 + 0', 10 ** 11, 0, 100_000_000_000],
    ['0 + ten years', 0, 315_360_000, 315_360_000],
    ['10^11 + ten years', 10 ** 11, 315_360_000, 100_315_360_000],
  ])('reaches the expiry %s', (_sum, now, maxAge, expiry) => {
    expect(generateToken('a', { secret: SECRET, now, maxAge })).toBe(tokenOf('a', expiry));
  });

  it.each([
    ['now', { now: 1_800_000_000_000 }, 'ERR_SPA_AUTH_NOW'],
    ['now', { now: 10 ** 11 + 1 }, 'ERR_SPA_AUTH_NOW'],
    ['maxAge', { maxAge: 7 * 864e5 }, 'ERR_SPA_AUTH_MAX_AGE'],
    ['maxAge', { maxAge: 315_360_001 }, 'ERR_SPA_AUTH_MAX_AGE'],
  ])('rejects a %s in milliseconds, and says so (%#)', (name, options, code) => {
    const error = thrownBy(() => generateToken('a', { secret: SECRET, ...options }));
    expect(error).toBeInstanceOf(RangeError);
    expect(error.code).toBe(code);
    expect(error.message).toContain(name);
    expect(error.message).toContain('seconds');
  });

  it.each([
    'a',
    ' ',
    'é',
    '漢字',
    '😀',
    'a@b/c "d" %41',
    '\u0080',
    'x'.repeat(1024),
    '😀'.repeat(256),
  ])('signs the user id of case %#, and checkToken returns it', (userId) => {
    const token = generateToken(userId, { secret: SECRET, now: 1, maxAge: 1 });
    expect(token).toBe(tokenOf(userId, 2));
    expect(checkToken(token, { secret: SECRET, now: 2 })).toEqual({
      valid: true,
      userId,
      expiry: 2,
    });
  });

  it.each([
    '',
    'a:b',
    'a\nb',
    '\u0000',
    '\u007f',
    '\ud800',
    'a\udc00b',
    'x'.repeat(1025),
    `${'😀'.repeat(256)}x`,
    'é'.repeat(513),
  ])('rejects the user id of case %#', (userId) => {
    const error = thrownBy(() => generateToken(userId, { secret: SECRET }));
    expect(error).toBeInstanceOf(RangeError);
    expect(error.code).toBe('ERR_SPA_AUTH_USER_ID');
  });

  it('advises String(id) for a number', () => {
    const error = thrownBy(() => generateToken(42 as never, { secret: SECRET }));
    expect(error).toBeInstanceOf(TypeError);
    expect(error.code).toBe('ERR_SPA_AUTH_USER_ID');
    expect(error.message).toContain('String(id)');
    expect(error.message).not.toContain('42');
  });
});

describe('checkToken', () => {
  it('accepts the known answer and returns user id and expiry', () => {
    const userId = 'vector-user';
    expect(checkToken(KNOWN_TOKEN, verify)).toEqual({ valid: true, userId, expiry: KNOWN_EXPIRY });
    expect(verifyToken(KNOWN_TOKEN, verify)).toBe(userId);
  });

  it.each([
    [0, 99, true],
    [0, 100, true],
    [0, 100.999, true],
    [0, 101, false],
    [1, 101, true],
    [1, 102, false],
    [86_400, 86_500, true],
    [86_400, 86_501, false],
  ])('with the tolerance %i and the time %d gives valid = %s', (clockTolerance, now, valid) => {
    const options = { secret: SECRET, now, clockTolerance };
    expect(checkToken(tokenOf('a', 100), options).valid).toBe(valid);
  });

  it('rejects a now in milliseconds, under which every token would have expired', () => {
    const error = thrownBy(() => checkToken(KNOWN_TOKEN, { secret: SECRET, now: 1.8e12 }));
    expect(error).toBeInstanceOf(RangeError);
    expect(error.message).toContain('seconds');
  });

  it('accepts the last expiry, 2^53-1', () => {
    const token = tokenOf('a', 2 ** 53 - 1);
    expect(checkToken(token, { secret: SECRET, now: 10 ** 11 })).toEqual({
      valid: true,
      userId: 'a',
      expiry: 9_007_199_254_740_991,
    });
  });

  it.each([0, 10 ** 11 - 1])('accepts until the last second of the expiry %i', (expiry) => {
    const token = tokenOf('a', expiry);
    expect(checkToken(token, { secret: SECRET, now: expiry }).valid).toBe(true);
    expect(checkToken(token, { secret: SECRET, now: expiry + 1 })).toEqual(expired);
  });

  it('rejects every mutation of a single character', () => {
    const characters = [
      ...Array.from({ length: 256 }, (_, code) => String.fromCharCode(code)),
      // Their low bytes are hex digits: a copy of single bytes would confuse the two.
      ...Array.from('0123456789abcdef', (digit) =>
        String.fromCharCode(0x100 + digit.charCodeAt(0)),
      ),
      '\u2028',
      '\uff10',
      '\ud800',
      '',
    ];
    const accepted = [];
    for (let place = 0; place <= KNOWN_TOKEN.length; place++) {
      for (const character of characters) {
        const replaced = KNOWN_TOKEN.slice(0, place) + character + KNOWN_TOKEN.slice(place + 1);
        const inserted = KNOWN_TOKEN.slice(0, place) + character + KNOWN_TOKEN.slice(place);
        for (const token of [replaced, inserted]) {
          if (token !== KNOWN_TOKEN && checkToken(token, { secret: SECRET, now: 0 }).valid) {
            accepted.push([place, character.charCodeAt(0)]);
          }
        }
      }
    }
    expect(accepted).toEqual([]);
  });

  it.each([
    undefined,
    null,
    0,
    Number.NaN,
    true,
    {},
    [],
    [KNOWN_TOKEN],
    Symbol('token'),
    () => KNOWN_TOKEN,
    new String(KNOWN_TOKEN),
    Object.create(null),
    { toString: () => KNOWN_TOKEN },
    Buffer.from(KNOWN_TOKEN),
  ])('reports a value that is not text as malformed (%#)', (token) => {
    expect(checkToken(token, verify)).toEqual(malformed);
    expect(verifyToken(token, verify)).toBeNull();
  });

  it.each([
    '+1',
    '-1',
    '01',
    '00',
    ' 1',
    '1 ',
    '1e3',
    '0x1',
    '1.0',
    '',
    '١',
    '１',
    'NaN',
    '9007199254740992',
    '9007199254740993',
    '9999999999999999',
    '10000000000000000',
    '1'.repeat(1_000),
  ])('reports the expiry of case %# as malformed despite a genuine MAC', (expiry) => {
    expect(checkToken(tokenOf('a', expiry), { secret: SECRET, now: 0 })).toEqual(malformed);
  });

  it('reports every other form as malformed', () => {
    const mac = KNOWN_TOKEN.slice(-64);
    for (const token of [
      '',
      ':',
      '::',
      mac,
      `:${mac}`,
      `:${KNOWN_EXPIRY}:${mac}`,
      KNOWN_TOKEN.slice(0, -1),
      `${KNOWN_TOKEN}0`,
      `${KNOWN_TOKEN}\n`,
      `\n${KNOWN_TOKEN}`,
      `a:${KNOWN_TOKEN}`,
      KNOWN_TOKEN.slice(0, -64) + mac.toUpperCase(),
      tokenOf('\ud800', 9_999_999_999),
      tokenOf('x'.repeat(1025), 9_999_999_999),
      tokenOf('é'.repeat(513), 9_999_999_999),
      'x'.repeat(5_000),
      'x'.repeat(5_000_000),
    ]) {
      expect(checkToken(token, verify)).toEqual(malformed);
    }
  });

  it('checks the expiry before the MAC', () => {
    const forged = `a:100:${'0'.repeat(64)}`;
    expect(checkToken(forged, { secret: SECRET, now: 101 })).toEqual(expired);
    expect(checkToken(forged, { secret: SECRET, now: 100 })).toEqual(badSignature);
  });

  it('verifies under each secret of a ring, and under no other', () => {
    const token = tokenOf('a', 100, THIRD_SECRET);
    for (const secret of [
      THIRD_SECRET,
      `${SECRET},${THIRD_SECRET}`,
      `${SECRET},${OTHER_SECRET},${SECRET},${THIRD_SECRET}`,
    ]) {
      expect(checkToken(token, { secret, now: 1 }).valid).toBe(true);
    }
    expect(checkToken(token, { secret: `${SECRET},${OTHER_SECRET}`, now: 1 })).toEqual(
      badSignature,
    );
  });

  it('checks the secret before the token', () => {
    for (const token of [undefined, 'junk', tokenOf('a', 1)]) {
      expect(thrownBy(() => checkToken(token, { secret: 'short', now: 2 })).code).toBe(
        'ERR_SPA_AUTH_SECRET_INVALID',
      );
    }
  });

  it('uses the clock if now is left out', () => {
    vi.useFakeTimers({ now: 100_999 });
    expect(checkToken(tokenOf('a', 100), { secret: SECRET }).valid).toBe(true);
    vi.setSystemTime(101_000);
    expect(checkToken(tokenOf('a', 100), { secret: SECRET })).toEqual(expired);
  });
});
