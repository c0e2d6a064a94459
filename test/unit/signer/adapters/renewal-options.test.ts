import { afterEach, describe, expect, it, vi } from 'vitest';
import type { SpaTokenCookieOptions } from '../../../../signer/adapters/renewal-options.js';
import { createRenewer } from '../../../../signer/adapters/renewer.js';
import { createKeyRing } from '../../../../signer/index.js';
import { SECRET, thrownBy, tokenOf } from '../fixtures.js';

// Stands for a value passed by mistake, which may be a secret or a user's data.
const MARK = 'c0ffee5ec2e7';
const NOW = 1_700_000_000;
const getUserId = () => 'alice';
const any = (value: unknown) => value as never;
const build = (changes: Partial<SpaTokenCookieOptions<unknown>>) =>
  createRenewer({ getUserId, secret: SECRET, now: () => NOW, ...changes }, 'node');

afterEach(() => void vi.unstubAllEnvs());

describe('bad options are rejected at startup', () => {
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
    ['MAX_AGE', { maxAge: 7 * 864e5 }],
    ['MAX_AGE', { absoluteMaxAge: 315_360_001, getSessionStart: () => 1 }],
    ['OPTIONS', { clearSiteData: MARK }],
    ['OPTIONS', { clearSiteData: true }],
    ['OPTIONS', { onDecision: MARK }],
    ['OPTIONS', { onDecision: null }],
    ['OPTIONS', { reportUserId: MARK }],
    ['CLOCK_TOLERANCE', { clockTolerance: -1 }],
    ['CUT_OFF', { cutOff: MARK }],
    ['COOKIE_NAME', { cookieName: `${MARK};` }],
    ['COOKIE_NAME', { cookieName: '__Host-t', domain: 'a.example' }],
    ['COOKIE_ATTRIBUTE', { sameSite: MARK }],
    ['COOKIE_ATTRIBUTE', { secure: false, partitioned: true }],
    ['SECRET_INVALID', { secret: `${MARK}zz` }],
    ['SECRET_INVALID', { secret: '' }],
  ])('with ERR_SPA_AUTH_%s: %o', (code, options) => {
    const error = thrownBy(() => build(any(options)));
    expect(error.code).toBe(`ERR_SPA_AUTH_${code}`);
    expect([error.message, error.stack].join()).not.toContain(MARK);
    expect(error.message).toMatch(/\. [A-Z]\w+/);
    // All but the secret are checked even if the middleware is switched off.
    if (code !== 'SECRET_INVALID' && !('enabled' in options)) {
      expect(thrownBy(() => build(any({ ...options, enabled: false }))).code).toBe(error.code);
    }
  });

  it.each([undefined, null, MARK])('if they are not an object (%#)', (options) => {
    expect(thrownBy(() => createRenewer(any(options), 'node')).code).toBe('ERR_SPA_AUTH_OPTIONS');
  });
});

describe('the secret', () => {
  it('may be a ring, and defaults to the environment', async () => {
    const expected = expect.stringContaining(tokenOf('alice', NOW + 604_800));
    vi.stubEnv('SPA_TOKEN_SECRET', SECRET);
    expect(await build({ secret: undefined })?.cookieFor({}, '')).toEqual(expected);
    expect(await build({ secret: createKeyRing(SECRET) })?.cookieFor({}, '')).toEqual(expected);
  });

  it('is not checked if the middleware is switched off', () => {
    vi.stubEnv('SPA_TOKEN_SECRET', `${MARK}zz`);
    expect(build({ secret: undefined, enabled: false })).toBeUndefined();
    expect(thrownBy(() => build({ secret: undefined })).code).toBe('ERR_SPA_AUTH_SECRET_INVALID');
  });

  // As `next build` does, which loads every module without a secret.
  it.each<[string, object]>([
    ['the middleware is switched on', { secret: undefined, enabled: true }],
    ['a function gives none', { secret: () => undefined }],
    ['a promise gives none', { secret: async () => undefined }],
  ])('is required at the first request if %s, and not before', async (_name, options) => {
    vi.stubEnv('SPA_TOKEN_SECRET', undefined);
    const renewer = build(options);
    await expect(renewer?.cookieFor({}, '')).rejects.toMatchObject({
      code: 'ERR_SPA_AUTH_SECRET_MISSING',
    });
  });

  it('may be set in the environment after the start', async () => {
    vi.stubEnv('SPA_TOKEN_SECRET', undefined);
    const renewer = build({ secret: undefined, enabled: true });
    vi.stubEnv('SPA_TOKEN_SECRET', SECRET);
    expect(await renewer?.cookieFor({}, '')).toContain(tokenOf('alice', NOW + 604_800));
  });

  it.each([undefined, ''])(
    'switches the middleware off with one warning at the first request if it is missing (%#)',
    async (value) => {
      vi.stubEnv('SPA_TOKEN_SECRET', value);
      vi.resetModules();
      const fresh = await import('../../../../signer/adapters/renewer.js');
      const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
      const create = () => fresh.createRenewer({ getUserId }, 'node');
      const renewers = [create(), create()];
      expect(warn).not.toHaveBeenCalled();
      for (const renewer of renewers) {
        expect(await renewer?.cookieFor({}, '')).toBeUndefined();
      }
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

it('the options are copied at startup and never changed', async () => {
  const options = { getUserId, secret: SECRET, now: () => NOW, maxAge: 60 };
  const renewer = createRenewer(Object.freeze({ ...options }), 'node');
  const changed = { ...options };
  const other = createRenewer(changed, 'node');
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
  ])('%d limits the lifetime to %d seconds', async (start, maxAge) => {
    expect(await cookieFor(start)).toContain(`; Max-Age=${maxAge}; `);
  });

  it.each([null, undefined])('%s means an unknown age, so the session has ended', async (start) => {
    expect(await cookieFor(start)).toBeUndefined();
  });

  it.each([NOW * 1000, -1, Number.NaN, String(NOW), new Date(NOW * 1000)])(
    'is rejected if it is not a time in seconds (%#)',
    async (start) => {
      await expect(cookieFor(start)).rejects.toMatchObject({ code: 'ERR_SPA_AUTH_OPTIONS' });
    },
  );

  it('is looked up only if somebody is logged in', async () => {
    const getSessionStart = vi.fn(() => NOW);
    const nobody = build({ getUserId: () => null, absoluteMaxAge: 60, getSessionStart });
    expect(await nobody?.cookieFor({}, '')).toBeUndefined();
    expect(getSessionStart).not.toHaveBeenCalled();
  });
});

describe('clearSiteData', () => {
  const headersOf = async (changes: Partial<SpaTokenCookieOptions<unknown>>, present = '') => {
    const renewer = build(changes);
    const headers = new Headers(present ? { 'set-cookie': present } : {});
    const cookie = await renewer?.cookieFor({}, 'pocket-spa-token=junk');
    renewer?.addTo(headers, cookie!);
    return headers;
  };
  const clearing = { getUserId: () => null, clearSiteData: 'cache' } as const;

  it('is sent with the cookie that clears the token', async () => {
    expect((await headersOf(clearing)).get('clear-site-data')).toBe('"cache"');
  });

  it.each<[string, Partial<SpaTokenCookieOptions<unknown>>, string]>([
    ['if it is not given', { getUserId: () => null }, ''],
    ['with a new token', { clearSiteData: 'cache' }, ''],
    ['with a new token that expires at once', { clearSiteData: 'cache', maxAge: 0 }, ''],
    ['if the handler has set the token itself', clearing, 'pocket-spa-token=x'],
  ])('is not sent %s', async (_name, changes, present) => {
    expect((await headersOf(changes, present)).get('clear-site-data')).toBeNull();
  });
});
