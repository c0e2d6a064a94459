import { afterEach, describe, expect, it, vi } from 'vitest';
import * as fastify from '../../../../signer/adapters/fastify.js';
import * as fetched from '../../../../signer/adapters/fetch.js';
import type { TokenGuardOptions } from '../../../../signer/adapters/guard.js';
import * as hono from '../../../../signer/adapters/hono.js';
import * as koa from '../../../../signer/adapters/koa.js';
import * as lambda from '../../../../signer/adapters/lambda.js';
import * as node from '../../../../signer/adapters/node.js';
import { SECRET, thrownBy, tokenOf } from '../fixtures.js';

const any = (value: unknown) => value as never;
const show = (_request: unknown, user: fetched.SpaUser) => Response.json(user);

afterEach(() => void vi.unstubAllEnvs());

describe.each<[string, (options?: TokenGuardOptions) => unknown]>([
  ['node', node.requireToken],
  ['fastify', fastify.requireToken],
  ['hono', hono.requireToken],
  ['koa', koa.requireToken],
  ['fetch', (options) => fetched.requireToken(show, options)],
  ['lambda', (options) => lambda.requireToken(show, options)],
])('requireToken of %s', (_name, make) => {
  it.each<[code: string, options: unknown]>([
    ['SECRET_INVALID', { secret: 'c0ffee5ec2e7' }],
    ['OPTIONS', SECRET],
    ['COOKIE_NAME', { secret: SECRET, cookieName: 'a b' }],
    ['CLOCK_TOLERANCE', { secret: SECRET, clockTolerance: -1 }],
    ['CUT_OFF', { secret: SECRET, cutOff: 100 }],
    ['OPTIONS', { secret: SECRET, onDecision: 'c0ffee5ec2e7' }],
    ['OPTIONS', { secret: SECRET, reportUserId: 'c0ffee5ec2e7' }],
    ['NOW', { secret: SECRET, now: Number.NaN }],
    ['NOW', { secret: SECRET, now: 'today' }],
  ])('throws ERR_SPA_AUTH_%s at startup (%#)', (code, options) => {
    vi.stubEnv('SPA_TOKEN_SECRET', undefined);
    const error = thrownBy(() => make(any(options)));
    expect(error.code).toBe(`ERR_SPA_AUTH_${code}`);
    expect(error.message).not.toContain('c0ffee5ec2e7');
  });

  // As `next build` does.
  it.each([undefined, {}, { secret: () => undefined }])(
    'does not throw at startup where there is no secret (%#)',
    (options) => {
      vi.stubEnv('SPA_TOKEN_SECRET', undefined);
      expect(() => make(options)).not.toThrow();
    },
  );
});

describe('a guard without a secret', () => {
  const cookie = `pocket-spa-token=${tokenOf('alice', 100)}`;
  const incoming = (headers: object) => ({ method: 'GET', headers, raw: { headers } });

  it.each<[string, object, object | undefined]>([
    ['a token', { cookie }, undefined],
    ['no cookie', {}, undefined],
    ['a token, and a function that gives none', { cookie }, { secret: () => undefined }],
    ['a token, and a promise of none', { cookie }, { secret: async () => undefined }],
  ])('fails each request with %s, and lets none pass', async (_name, headers, options) => {
    vi.stubEnv('SPA_TOKEN_SECRET', undefined);
    const passed = vi.fn();
    const missing = { code: 'ERR_SPA_AUTH_SECRET_MISSING' };
    const request = new Request('https://app.example/', { headers: { ...headers } });
    await expect(fetched.requireToken(passed, options)(request)).rejects.toMatchObject(missing);
    const event = { headers: { ...headers } };
    await expect(lambda.requireToken(passed, options)(event)).rejects.toMatchObject(missing);
    const c = { req: { header: (name: string) => request.headers.get(name) ?? undefined } };
    await expect(hono.requireToken(options)(any(c), passed)).rejects.toMatchObject(missing);
    const ctx = { req: incoming(headers), state: {} };
    await expect(koa.requireToken(options)(any(ctx), passed)).rejects.toMatchObject(missing);
    const raw = any(incoming(headers));
    await expect(fastify.requireToken(options)(raw, any({}))).rejects.toMatchObject(missing);
    const errors: unknown[] = [];
    await node.requireToken(options)(raw, any({}), (error) => errors.push(error));
    expect(errors).toMatchObject([missing]);
    await expect(node.requireToken(options)(raw, any({}))).rejects.toMatchObject(missing);
    expect(passed).not.toHaveBeenCalled();
  });

  it('works once the environment has one', async () => {
    vi.stubEnv('SPA_TOKEN_SECRET', undefined);
    const handler = fetched.requireToken(show, { now: 100 });
    const request = new Request('https://app.example/', { headers: { cookie } });
    await expect(handler(request)).rejects.toThrow(/SPA_TOKEN_SECRET/);
    vi.stubEnv('SPA_TOKEN_SECRET', SECRET);
    expect((await handler(request)).status).toBe(200);
  });
});

describe('the options of a guard', () => {
  const ask = async (options: TokenGuardOptions, cookie: string) => {
    const handler = fetched.requireToken(show, { secret: SECRET, ...options });
    return (await handler(new Request('https://app.example/', { headers: { cookie } }))).status;
  };
  const cookie = `pocket-spa-token=${tokenOf('alice', 100)}`;

  it('read the clock for each request', async () => {
    let now = 100;
    const handler = fetched.requireToken(show, { secret: SECRET, now: () => now });
    const request = new Request('https://app.example/', { headers: { cookie } });
    expect((await handler(request)).status).toBe(200);
    now = 101;
    expect((await handler(request)).status).toBe(401);
  });

  it('set tolerance and cookie name, and default to the environment', async () => {
    expect(await ask({ now: 105, clockTolerance: 5 }, cookie)).toBe(200);
    expect(await ask({ now: 106, clockTolerance: 5 }, cookie)).toBe(401);
    expect(await ask({ now: 100, cookieName: 'other' }, cookie)).toBe(401);
    expect(await ask({ now: 100, cookieName: 'other' }, `other=${tokenOf('a', 100)}`)).toBe(200);
    vi.stubEnv('SPA_TOKEN_SECRET', SECRET);
    expect(await ask({ now: 100, secret: undefined }, cookie)).toBe(200);
  });

  it('pass a frozen user and further arguments to the handler', async () => {
    const users: fetched.SpaUser[] = [];
    const handler = fetched.requireToken(
      (_request: Request, user, more: string) => {
        users.push(user);
        return new Response(more);
      },
      { secret: SECRET, now: 100 },
    );
    const request = new Request('https://app.example/', { headers: { cookie } });
    expect(await (await handler(request, 'more')).text()).toBe('more');
    expect(users).toEqual([{ userId: 'alice', expiry: 100 }]);
    expect(Object.isFrozen(users[0])).toBe(true);
  });
});
