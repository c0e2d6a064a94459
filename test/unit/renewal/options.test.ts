import { afterEach, describe, expect, it, vi } from 'vitest';
import type { SpaTokenCookieOptions } from '../../../signer/adapters/options.js';
import { renewerOf } from '../../../signer/adapters/renewer.js';
import { createKeyRing } from '../../../signer/index.js';
import { SECRET, thrownBy, tokenOf } from '../signer/fixtures.js';

// Stands for whatever was handed over by mistake, a secret or a user's data among it.
const MARK = 'c0ffee5ec2e7';
const NOW = 1_700_000_000;
const getUserId = () => 'alice';
const any = (value: unknown) => value as never;
const build = (changes: Partial<SpaTokenCookieOptions<unknown>>) =>
  renewerOf({ getUserId, secret: SECRET, now: () => NOW, ...changes });

afterEach(() => void vi.unstubAllEnvs());

describe('a mistake is told at the start', () => {
  it.each<[code: string, options: object]>([
    ['OPTIONS', { getUserId: undefined }],
    ['OPTIONS', { getUserId: MARK }],
    ['OPTIONS', { shouldIssue: MARK }],
    ['OPTIONS', { getSessionStart: MARK, absoluteMaxAge: 1 }],
    ['OPTIONS', { now: NOW }],
    ['OPTIONS', { enabled: MARK }],
    ['OPTIONS', { absoluteMaxAge: 1 }],
    ['OPTIONS', { getSessionStart: () => 1 }],
    ['MAX_AGE', { maxAge: -1 }],
    ['MAX_AGE', { maxAge: MARK }],
    ['MAX_AGE', { renewBefore: 0.5 }],
    ['MAX_AGE', { renewBefore: 604_801 }],
    ['MAX_AGE', { renewBefore: 61, maxAge: 60 }],
    ['MAX_AGE', { absoluteMaxAge: Number.NaN, getSessionStart: () => 1 }],
    ['CLOCK_TOLERANCE', { clockTolerance: -1 }],
    ['CUT_OFF', { cutOff: MARK }],
    ['COOKIE_NAME', { cookieName: `${MARK};` }],
    ['COOKIE_NAME', { cookieName: '__Host-t', domain: 'a.example' }],
    ['COOKIE_ATTRIBUTE', { sameSite: MARK }],
    ['COOKIE_ATTRIBUTE', { secure: false, partitioned: true }],
    ['SECRET_INVALID', { secret: `${MARK}zz` }],
    ['SECRET_INVALID', { secret: '' }],
  ])('%s: %o', (code, options) => {
    const error = thrownBy(() => build(any(options)));
    expect(error.code).toBe(`ERR_SPA_AUTH_${code}`);
    expect([error.message, error.stack].join()).not.toContain(MARK);
    expect(error.message).toMatch(/\. [A-Z]\w+/);
    // Switched off or not, but for the secret.
    if (code !== 'SECRET_INVALID' && !('enabled' in options)) {
      expect(thrownBy(() => build(any({ ...options, enabled: false }))).code).toBe(error.code);
    }
  });

  it.each([undefined, null, MARK])('no options at all (%#)', (options) => {
    expect(thrownBy(() => renewerOf(any(options))).code).toBe('ERR_SPA_AUTH_OPTIONS');
  });
});

describe('the secret', () => {
  it('may come from the environment, or be a ring', async () => {
    const expected = expect.stringContaining(tokenOf('alice', NOW + 604_800));
    vi.stubEnv('SPA_TOKEN_SECRET', SECRET);
    expect(await build({ secret: undefined })?.cookieFor({}, '')).toEqual(expected);
    expect(await build({ secret: createKeyRing(SECRET) })?.cookieFor({}, '')).toEqual(expected);
  });

  it('is not looked at where the middleware is switched off', () => {
    vi.stubEnv('SPA_TOKEN_SECRET', `${MARK}zz`);
    expect(build({ secret: undefined, enabled: false })).toBeUndefined();
    expect(thrownBy(() => build({ secret: undefined })).code).toBe('ERR_SPA_AUTH_SECRET_INVALID');
  });

  it('must be there where the middleware is switched on', () => {
    vi.stubEnv('SPA_TOKEN_SECRET', undefined);
    const error = thrownBy(() => build({ secret: undefined, enabled: true }));
    expect(error.code).toBe('ERR_SPA_AUTH_SECRET_MISSING');
  });

  it.each([undefined, ''])(
    'that is nowhere switches it off, with one warning (%#)',
    async (value) => {
      vi.stubEnv('SPA_TOKEN_SECRET', value);
      vi.resetModules();
      const fresh = await import('../../../signer/adapters/renewer.js');
      const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
      expect(fresh.renewerOf({ getUserId })).toBeUndefined();
      expect(fresh.renewerOf({ getUserId })).toBeUndefined();
      expect(warn.mock.calls).toEqual([
        [
          expect.stringContaining('SPA_TOKEN_SECRET'),
          { type: 'SpaAuthWarning', code: 'WARN_SPA_AUTH_NO_SECRET' },
        ],
      ]);
      warn.mockRestore();
    },
  );
});

it('the options are read at the start and never changed', async () => {
  const options = { getUserId, secret: SECRET, now: () => NOW, maxAge: 60 };
  const renewer = renewerOf(Object.freeze({ ...options }));
  const changed = { ...options };
  const other = renewerOf(changed);
  Object.assign(changed, { maxAge: -1, path: 'x', getUserId: () => 'mallory' });
  expect(await renewer?.cookieFor({}, '')).toBe(await other?.cookieFor({}, ''));
});

describe('the start of a session', () => {
  const cookieFor = (start: unknown) =>
    build({ absoluteMaxAge: 3600, getSessionStart: () => any(start) })?.cookieFor({}, '');

  it.each([
    [NOW, 3600],
    [NOW - 600.5, 2999],
    // The clocks of two servers differ a little.
    [NOW + 30, 3630],
  ])('%d leaves %d seconds', async (start, maxAge) => {
    expect(await cookieFor(start)).toContain(`; Max-Age=${maxAge}; `);
  });

  it.each([null, undefined])('%s: not known, so over', async (start) => {
    expect(await cookieFor(start)).toBeUndefined();
  });

  it.each([NOW * 1000, -1, Number.NaN, String(NOW), new Date(NOW * 1000)])(
    'what is no time in seconds is a mistake (%#)',
    async (start) => {
      await expect(cookieFor(start)).rejects.toMatchObject({ code: 'ERR_SPA_AUTH_OPTIONS' });
    },
  );

  it('is asked only where somebody is logged in', async () => {
    const getSessionStart = vi.fn(() => NOW);
    const nobody = build({ getUserId: () => null, absoluteMaxAge: 60, getSessionStart });
    expect(await nobody?.cookieFor({}, '')).toBeUndefined();
    expect(getSessionStart).not.toHaveBeenCalled();
  });
});
