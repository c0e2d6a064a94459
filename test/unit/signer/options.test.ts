import { describe, expect, it } from 'vitest';
import { checkToken, generateToken, verifyToken } from '../../../signer/index.js';
import { KNOWN_TOKEN, SECRET, thrownBy } from './fixtures.js';

describe('the options of generateToken, checkToken and verifyToken', () => {
  const call = { generateToken: 'alice', checkToken: KNOWN_TOKEN, verifyToken: KNOWN_TOKEN };
  const functions = { generateToken, checkToken, verifyToken };

  it.each(Object.entries(functions))('%s accepts frozen options', (name, invoke) => {
    const options = Object.freeze({ secret: SECRET, now: 5, maxAge: 1, clockTolerance: 1 });
    expect(() => invoke(call[name as keyof typeof call], options)).not.toThrow();
  });

  it.each([
    ['now', '5', TypeError, 'ERR_SPA_AUTH_NOW'],
    ['now', null, TypeError, 'ERR_SPA_AUTH_NOW'],
    ['now', new Date(0), TypeError, 'ERR_SPA_AUTH_NOW'],
    ['now', -1, RangeError, 'ERR_SPA_AUTH_NOW'],
    ['now', Number.NaN, RangeError, 'ERR_SPA_AUTH_NOW'],
    ['now', Number.POSITIVE_INFINITY, RangeError, 'ERR_SPA_AUTH_NOW'],
    ['maxAge', '5', TypeError, 'ERR_SPA_AUTH_MAX_AGE'],
    ['maxAge', null, TypeError, 'ERR_SPA_AUTH_MAX_AGE'],
    ['maxAge', -1, RangeError, 'ERR_SPA_AUTH_MAX_AGE'],
    ['maxAge', 1.5, RangeError, 'ERR_SPA_AUTH_MAX_AGE'],
    ['maxAge', 315_360_001, RangeError, 'ERR_SPA_AUTH_MAX_AGE'],
    ['maxAge', 2 ** 53, RangeError, 'ERR_SPA_AUTH_MAX_AGE'],
    ['maxAge', Number.NaN, RangeError, 'ERR_SPA_AUTH_MAX_AGE'],
    ['clockTolerance', '5', TypeError, 'ERR_SPA_AUTH_CLOCK_TOLERANCE'],
    ['clockTolerance', -1, RangeError, 'ERR_SPA_AUTH_CLOCK_TOLERANCE'],
    ['clockTolerance', 0.5, RangeError, 'ERR_SPA_AUTH_CLOCK_TOLERANCE'],
    ['clockTolerance', Number.POSITIVE_INFINITY, RangeError, 'ERR_SPA_AUTH_CLOCK_TOLERANCE'],
  ])('reject a bad %s (%#)', (name, value, type, code) => {
    const options: object = { secret: SECRET, [name]: value };
    const sign = name === 'maxAge';
    const error = thrownBy(() =>
      sign ? generateToken('a', options) : checkToken('junk', options),
    );
    expect(error).toBeInstanceOf(type);
    expect(error.code).toBe(code);
    expect(error.message).toContain(name);
  });

  it('that are not an object are rejected', () => {
    for (const options of [SECRET, 5, null, true]) {
      for (const invoke of Object.values(functions)) {
        const error = thrownBy(() => invoke('alice', options as never));
        expect(error).toBeInstanceOf(TypeError);
        expect(error.code).toBe('ERR_SPA_AUTH_OPTIONS');
        expect(error.message).not.toContain(SECRET);
      }
    }
  });
});
