import { describe, expect, it, vi } from 'vitest';
import { checkToken, readTokenCookie, revocationKey, verifyToken } from '../../../signer/index.js';
import { OTHER_SECRET, SECRET, thrownBy, tokenOf } from './fixtures.js';

const options = { secret: SECRET, now: 50 };
const cookies = (...tokens: string[]) =>
  tokens.map((token) => `pocket-spa-token=${token}`).join('; ');
const REVOKED = { valid: false, reason: 'revoked' };
const old = tokenOf('alice', 100);
const fresh = tokenOf('alice', 200);
const bobs = tokenOf('bob', 100);
const at = (cutOffs: Record<string, number>) => vi.fn((userId: string) => cutOffs[userId]);

describe('a cut-off', () => {
  it('is applied by checkToken, verifyToken and readTokenCookie', () => {
    const cut = { ...options, cutOff: at({ alice: 100 }) };
    expect(checkToken(old, cut)).toEqual(REVOKED);
    expect(verifyToken(old, cut)).toBeNull();
    expect(readTokenCookie(cookies(old), cut)).toEqual(REVOKED);
    expect(verifyToken(fresh, cut)).toBe('alice');
    expect(verifyToken(bobs, cut)).toBe('bob');
  });

  it.each([
    ['no token', ''],
    ['junk', cookies('junk')],
    ['an expired token', cookies(tokenOf('alice', 49))],
    ['a forged token', cookies(tokenOf('alice', 100, OTHER_SECRET))],
  ])('is not looked up for %s', (_name, header) => {
    const cutOff = at({ alice: 100 });
    readTokenCookie(header, { ...options, cutOff });
    expect(cutOff).not.toHaveBeenCalled();
  });

  it.each([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN, null, '100', true])(
    'is rejected if it is %s',
    (value) => {
      const error = thrownBy(() => checkToken(old, { ...options, cutOff: () => value as never }));
      expect(error).toMatchObject({ code: 'ERR_SPA_AUTH_CUT_OFF' });
    },
  );

  it('is not applied if cutOff throws; the caller gets its error', () => {
    const cutOff = () => {
      throw new Error('no database today');
    };
    expect(thrownBy(() => verifyToken(old, { ...options, cutOff })).message).toBe(
      'no database today',
    );
  });
});

describe('a cut-off with several cookies', () => {
  const read = (header: string, cutOff: (userId: string) => number | undefined) =>
    readTokenCookie(header, { ...options, cutOff });

  it.each([
    ['a revoked one, then a good one', cookies(old, fresh)],
    ['a good one, then a revoked one', cookies(fresh, old)],
    ['the fourth is good', cookies(old, 'junk', old, fresh)],
  ])('accepts %s', (_name, header) => {
    expect(read(header, at({ alice: 100 }))).toEqual({ valid: true, userId: 'alice', expiry: 200 });
  });

  it("accepts another user's token after a revoked one", () => {
    expect(read(cookies(old, bobs), at({ alice: 100 }))).toMatchObject({ userId: 'bob' });
  });

  it.each([
    ['both revoked', cookies(old, bobs)],
    ['revoked and forged', cookies(old, tokenOf('alice', 100, OTHER_SECRET))],
    ['forged and revoked', cookies(tokenOf('alice', 100, OTHER_SECRET), old)],
    ['revoked and expired', cookies(old, tokenOf('alice', 49))],
  ])('reports "revoked" for %s', (_name, header) => {
    expect(read(header, () => 100)).toEqual(REVOKED);
  });
});

describe('revocationKey', () => {
  it.each(['', 'a:b', 'a\n', '\ud800', 'u'.repeat(1025), 5])(
    'throws for an id that no token can contain (%#)',
    (userId) => {
      const error = thrownBy(() => revocationKey(userId as string));
      expect(error).toMatchObject({ code: 'ERR_SPA_AUTH_USER_ID' });
    },
  );
});
