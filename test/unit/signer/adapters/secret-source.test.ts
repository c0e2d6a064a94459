import { describe, expect, it } from 'vitest';
import { requireToken, withSpaTokenCookie } from '../../../../signer/adapters/fetch.js';
import * as node from '../../../../signer/adapters/node.js';
import { OTHER_SECRET, SECRET, tokenOf } from '../fixtures.js';

const cookieOf = (token: string) => ({ cookie: `pocket-spa-token=${token}` });
const request = (headers: Record<string, string> = {}) =>
  new Request('https://app.example/', { headers });

/** A changing secret, as `secretsManagerKeyRing().get` gives it. */
function rotating() {
  const secrets = { current: SECRET };
  return { secrets, get: async () => secrets.current };
}

describe('a secret given as a function', () => {
  it('is resolved for each request, so the middleware follows a rotation', async () => {
    const { secrets, get } = rotating();
    const handler = withSpaTokenCookie(() => new Response('ok'), {
      getUserId: () => 'alice',
      secret: get,
      maxAge: 100,
      now: () => 0,
    });
    const setCookie = async () => (await handler(request())).headers.getSetCookie()[0];
    expect(await setCookie()).toContain(tokenOf('alice', 100));
    secrets.current = `${OTHER_SECRET},${SECRET}`;
    expect(await setCookie()).toContain(tokenOf('alice', 100, OTHER_SECRET));
    // The old secret still verifies, so nothing has to be issued.
    const answer = await handler(request(cookieOf(tokenOf('alice', 100))));
    expect(answer.headers.getSetCookie()).toEqual([]);
  });

  it('is resolved for each request, so the guard follows a rotation', async () => {
    const { secrets, get } = rotating();
    const handler = requireToken(() => new Response('ok'), { secret: get, now: 0 });
    const status = async () =>
      (await handler(request(cookieOf(tokenOf('alice', 100, OTHER_SECRET))))).status;
    expect(await status()).toBe(401);
    secrets.current = `${OTHER_SECRET},${SECRET}`;
    expect(await status()).toBe(200);
  });

  it('refuses the request and reports the error if the function fails', async () => {
    const down = async (): Promise<string> => {
      throw new Error('no secret today');
    };
    const errors: unknown[] = [];
    const guard = node.requireToken({ secret: down });
    const incoming = { method: 'GET', headers: cookieOf(tokenOf('alice', 100)) };
    await guard(incoming as never, {} as never, (error) => void errors.push(error));
    expect(errors).toEqual([new Error('no secret today')]);
  });

  it('rejects if the function returns an unusable secret', async () => {
    const handler = requireToken(() => new Response('ok'), { secret: () => 'zz', now: 0 });
    await expect(handler(request(cookieOf('a')))).rejects.toMatchObject({
      code: 'ERR_SPA_AUTH_SECRET_INVALID',
    });
  });
});
