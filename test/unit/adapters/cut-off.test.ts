import { describe, expect, it, vi } from 'vitest';
import { requireToken, withSpaTokenCookie } from '../../../signer/adapters/fetch.js';
import type { SpaTokenCookieOptions } from '../../../signer/adapters/options.js';
import { SECRET, tokenOf } from '../signer/fixtures.js';

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

  it('refuses at a cut-off, whether it is waited for or not', async () => {
    for (const cutOff of [() => 100, later({ alice: 100 })]) {
      const response = await guard({ cutOff })(request(old));
      expect(response.status).toBe(401);
      expect(await response.json()).toEqual({ error: 'unauthenticated', reason: 'revoked' });
    }
  });

  it('goes on to the next cookie, and asks once a user', async () => {
    const cutOff = later({ alice: 100 });
    const response = await guard({ cutOff })(request(old, old, fresh));
    expect(await response.json()).toBe(200);
    expect(cutOff.mock.calls).toEqual([['alice']]);
  });

  it('asks for each user in turn, and no further than the first that passes', async () => {
    const cutOff = later({ alice: 100, bob: 100 });
    const handler = guard({ cutOff });
    const users = [old, tokenOf('bob', 100), tokenOf('carol', 100), tokenOf('dave', 100)];
    expect((await handler(request(...users))).status).toBe(200);
    expect(cutOff.mock.calls).toEqual([['alice'], ['bob'], ['carol']]);
  });

  it('asks nothing for a token that is not proven', async () => {
    const cutOff = later({});
    await guard({ cutOff })(request('junk', tokenOf('alice', 100, '00'.repeat(16))));
    expect(cutOff).not.toHaveBeenCalled();
  });

  it('lets nobody in where a cut-off cannot be had', async () => {
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

  it('issues again to whoever is logged in', async () => {
    expect(await setCookie({ cutOff }, old)).toEqual([
      expect.stringContaining(`=${tokenOf('alice', NOW + 100)};`),
    ]);
    expect(await setCookie({}, old)).toEqual([]);
  });

  it('clears the cookie of whoever is not', async () => {
    expect(await setCookie({ cutOff, getUserId: () => null }, old)).toEqual([
      expect.stringContaining('pocket-spa-token=; Max-Age=0'),
    ]);
  });

  it('keeps a token past the cut-off', async () => {
    expect(await setCookie({ cutOff }, fresh)).toEqual([]);
  });
});
