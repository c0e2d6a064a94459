import { describe, expect, it, vi } from 'vitest';
import { requireToken, withSpaTokenCookie } from '../../../../signer/adapters/fetch.js';
import type { SpaTokenCookieOptions } from '../../../../signer/adapters/renewal-options.js';
import { SECRET, tokenOf } from '../fixtures.js';

const NOW = 50;
const old = tokenOf('alice', 100);
const fresh = tokenOf('alice', 200);
const request = (...tokens: string[]) =>
  new Request('https://app.example/', {
    headers: { cookie: tokens.map((token) => `pocket-spa-token=${token}`).join('; ') },
  });
const later = (cutOffs: Record<string, number>) => vi.fn(async (userId: string) => cutOffs[userId]);

describe('a guard with cut-offs', () => {
  const guard = (cutOff: Parameters<typeof requireToken>[1]) =>
    requireToken((_request, user) => Response.json(user.expiry), {
      secret: SECRET,
      now: NOW,
      ...cutOff,
    });

  it('applies a cut-off that is a number or a promise', async () => {
    for (const cutOff of [() => 100, later({ alice: 100 })]) {
      const response = await guard({ cutOff })(request(old));
      expect(response.status).toBe(401);
      expect(await response.json()).toEqual({ error: 'unauthenticated', reason: 'revoked' });
    }
  });

  it('tries the next cookie, and looks up each user once', async () => {
    const cutOff = later({ alice: 100 });
    const response = await guard({ cutOff })(request(old, old, fresh));
    expect(await response.json()).toBe(200);
    expect(cutOff.mock.calls).toEqual([['alice']]);
  });

  it('looks up each user in turn until a token is accepted', async () => {
    const cutOff = later({ alice: 100, bob: 100 });
    const handler = guard({ cutOff });
    const users = [old, tokenOf('bob', 100), tokenOf('carol', 100), tokenOf('dave', 100)];
    expect((await handler(request(...users))).status).toBe(200);
    expect(cutOff.mock.calls).toEqual([['alice'], ['bob'], ['carol']]);
  });

  it('looks up nobody for a token that is not verified', async () => {
    const cutOff = later({});
    await guard({ cutOff })(request('junk', tokenOf('alice', 100, '00'.repeat(16))));
    expect(cutOff).not.toHaveBeenCalled();
  });

  it('rejects if the look-up fails or returns a wrong type', async () => {
    const down = async () => {
      throw new Error('no database today');
    };
    await expect(guard({ cutOff: down })(request(old))).rejects.toThrow('no database today');
    const wrong = guard({ cutOff: async () => '100' as never });
    await expect(wrong(request(old))).rejects.toMatchObject({ code: 'ERR_SPA_AUTH_CUT_OFF' });
  });
});

describe('the middleware with cut-offs', () => {
  const setCookie = async (
    options: Partial<SpaTokenCookieOptions<Request>>,
    ...tokens: string[]
  ) => {
    const handler = withSpaTokenCookie(() => new Response('ok'), {
      getUserId: () => 'alice',
      secret: SECRET,
      maxAge: 100,
      now: () => NOW,
      ...options,
    });
    return (await handler(request(...tokens))).headers.getSetCookie();
  };
  const cutOff = later({ alice: 100 });

  it('replaces a revoked token of a user who is logged in', async () => {
    expect(await setCookie({ cutOff }, old)).toEqual([
      expect.stringContaining(`=${tokenOf('alice', NOW + 100)};`),
    ]);
    expect(await setCookie({}, old)).toEqual([]);
  });

  it('clears a revoked token if nobody is logged in', async () => {
    expect(await setCookie({ cutOff, getUserId: () => null }, old)).toEqual([
      expect.stringContaining('pocket-spa-token=; Max-Age=0'),
    ]);
  });

  it('keeps a token that expires after the cut-off', async () => {
    expect(await setCookie({ cutOff }, fresh)).toEqual([]);
  });
});
