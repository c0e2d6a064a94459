import { inspect } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { checkToken, createKeyRing, generateSecret, generateToken } from '../../../signer/index.js';
import { OTHER_SECRET, SECRET, THIRD_SECRET, thrownBy, tokenOf } from './fixtures.js';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});

const signs = (secret: string) => generateToken('a', { secret, now: 0, maxAge: 1 });

describe('a secret', () => {
  it('is 16 to 128 bytes of hex in either case', () => {
    for (const secret of ['ab'.repeat(16), 'AB'.repeat(16), 'aB'.repeat(33), '0f'.repeat(128)]) {
      expect(signs(secret)).toBe(tokenOf('a', 1, secret));
    }
  });

  it('may be surrounded by white space, alone and in a ring', () => {
    expect(signs(` \t${SECRET}\r\n`)).toBe(tokenOf('a', 1));
    expect(signs(`${SECRET} ,\n ${OTHER_SECRET}\n`)).toBe(tokenOf('a', 1));
  });

  it.each([
    '',
    ' ',
    ',',
    'ab'.repeat(15),
    'ab'.repeat(129),
    `${'ab'.repeat(16)}a`,
    `${'ab'.repeat(16)}zz`,
    `zz${'ab'.repeat(16)}`,
    `${'ab'.repeat(16)}\u0130\u0130`,
    `ab ${'ab'.repeat(16)}`,
    `0x${'ab'.repeat(16)}`,
    `${SECRET},`,
    `,${SECRET}`,
    `${SECRET},,${SECRET}`,
    `${SECRET},short`,
    `${SECRET};${SECRET}`,
    [SECRET, SECRET, SECRET, SECRET, SECRET].join(),
  ])('is rejected if it is not usable (%#)', (secret) => {
    for (const call of [() => createKeyRing(secret), () => checkToken('junk', { secret })]) {
      const error = thrownBy(call);
      expect(error).toBeInstanceOf(RangeError);
      expect(error.code).toBe('ERR_SPA_AUTH_SECRET_INVALID');
    }
  });

  it.each([null, 5, true, {}, [SECRET], Buffer.from(SECRET, 'hex')])(
    'is rejected if it is neither text nor a ring (%#)',
    (secret) => {
      const error = thrownBy(() => checkToken('junk', { secret: secret as never }));
      expect(error).toBeInstanceOf(TypeError);
      expect(error.code).toBe('ERR_SPA_AUTH_SECRET_INVALID');
    },
  );

  it('is reported by its position in the ring, without its text', () => {
    const error = thrownBy(() => createKeyRing(`${SECRET},c0ffee`));
    expect(error.message).toContain('Secret 2 of 2');
    expect(error.message).toContain('6 digits');
    expect(error.message).not.toContain('c0ffee');
  });
});

describe('the default secret', () => {
  it.each([undefined, ''])(
    'is missing if the variable is %j, and the error says how to make one',
    (value) => {
      vi.stubEnv('SPA_TOKEN_SECRET', value);
      const error = thrownBy(() => checkToken('junk'));
      expect(error).toBeInstanceOf(TypeError);
      expect(error.code).toBe('ERR_SPA_AUTH_SECRET_MISSING');
      expect(error.message).toContain('SPA_TOKEN_SECRET');
      expect(error.message).toContain('npx pocket-spa-auth secret generate');
    },
  );

  it('is missing if there is no global process', () => {
    vi.stubGlobal('process', undefined);
    expect(thrownBy(() => checkToken('junk')).code).toBe('ERR_SPA_AUTH_SECRET_MISSING');
  });

  it('is ignored if the option is given, even a bad one', () => {
    vi.stubEnv('SPA_TOKEN_SECRET', OTHER_SECRET);
    expect(signs(SECRET)).toBe(tokenOf('a', 1));
    expect(thrownBy(() => signs('')).code).toBe('ERR_SPA_AUTH_SECRET_INVALID');
  });
});

describe('createKeyRing', () => {
  it('returns a ring that replaces its text', () => {
    const secret = createKeyRing(`${SECRET},${OTHER_SECRET}`);
    expect(generateToken('a', { secret, now: 0, maxAge: 1 })).toBe(tokenOf('a', 1));
    expect(checkToken(tokenOf('a', 1, OTHER_SECRET), { secret, now: 0 }).valid).toBe(true);
    expect(createKeyRing(secret)).toBe(secret);
  });

  it('parses a text once and evicts the oldest ring from its cache', () => {
    const first = createKeyRing(SECRET);
    expect(createKeyRing(SECRET)).toBe(first);
    for (let i = 0; i < 8; i++) {
      createKeyRing(`${THIRD_SECRET}0${i}`);
    }
    const again = createKeyRing(SECRET);
    expect(again).not.toBe(first);
    expect(generateToken('a', { secret: first, now: 0, maxAge: 1 })).toBe(tokenOf('a', 1));
  });

  it('rejects undefined even if the environment has a secret', () => {
    vi.stubEnv('SPA_TOKEN_SECRET', SECRET);
    expect(thrownBy(() => createKeyRing(undefined as never)).code).toBe(
      'ERR_SPA_AUTH_SECRET_MISSING',
    );
  });

  it('rejects an object that only imitates a ring', () => {
    const lookalike = Object.create(Object.getPrototypeOf(createKeyRing(SECRET)));
    expect(thrownBy(() => checkToken('junk', { secret: lookalike })).code).toBe(
      'ERR_SPA_AUTH_SECRET_INVALID',
    );
  });

  it('returns a ring that only shows the number of its secrets', () => {
    const ring = createKeyRing(`${SECRET},${OTHER_SECRET}`);
    expect(String(ring)).toBe('KeyRing(2)');
    expect(JSON.stringify({ ring })).toBe('{"ring":"KeyRing(2)"}');
    expect(inspect({ ring }, { showHidden: true, depth: 9 })).toBe('{ ring: KeyRing(2) }');
    expect(Reflect.ownKeys(ring)).toEqual([]);
  });
});

describe('generateSecret', () => {
  it('returns 32 bytes of lower-case hex, different each time and usable', () => {
    const secrets = Array.from({ length: 50 }, generateSecret);
    expect(new Set(secrets).size).toBe(50);
    for (const secret of secrets) {
      expect(secret).toMatch(/^[0-9a-f]{64}$/);
      expect(() => createKeyRing(secret)).not.toThrow();
    }
  });
});

describe('a secret given as a function', () => {
  it('is asked for each time', () => {
    let secret: string | undefined = SECRET;
    const options = { secret: () => secret, now: 0, maxAge: 1 };
    expect(generateToken('a', options)).toBe(tokenOf('a', 1));
    secret = OTHER_SECRET;
    expect(generateToken('a', options)).toBe(tokenOf('a', 1, OTHER_SECRET));
  });

  it('may be a ring', () => {
    const ring = createKeyRing(`${OTHER_SECRET},${SECRET}`);
    expect(checkToken(tokenOf('a', 1), { secret: () => ring, now: 0 }).valid).toBe(true);
  });

  it('is missing if the function gives undefined, whatever the environment has', () => {
    vi.stubEnv('SPA_TOKEN_SECRET', SECRET);
    const error = thrownBy(() => checkToken(tokenOf('a', 1), { secret: () => undefined, now: 0 }));
    expect(error).toBeInstanceOf(TypeError);
    expect(error.code).toBe('ERR_SPA_AUTH_SECRET_MISSING');
  });

  it('must not be a promise, and the error says so', () => {
    const secret = (async () => SECRET) as never;
    const error = thrownBy(() => checkToken('junk', { secret }));
    expect(error.code).toBe('ERR_SPA_AUTH_SECRET_INVALID');
    expect(error.message).toContain('promise');
  });
});
