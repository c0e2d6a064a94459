import { expect, it, vi } from 'vitest';
import { requireToken, withSpaTokenCookie } from '../../../../../signer/adapters/lambda.js';
import { SECRET, tokenOf } from '../../fixtures.js';

type Callback = (error: unknown, result?: unknown) => void;
type Handler = (event: object, context: object, callback: Callback) => unknown;

const NOW = 40;
const event = { version: '2.0', cookies: [`pocket-spa-token=${tokenOf('alice', 100)}`] };

const wrapped = (handler: Handler): [string, Handler][] => [
  ['requireToken', requireToken(handler, { secret: SECRET, now: NOW })],
  [
    'withSpaTokenCookie',
    withSpaTokenCookie(handler, { secret: SECRET, now: () => NOW, getUserId: () => 'bob' }),
  ],
];

it.each(wrapped((_event, _context, callback) => void setImmediate(callback, null, { a: 1 })))(
  '%s refuses a handler that answers by its callback',
  async (_name, handler) => {
    await expect(handler(event, {}, vi.fn())).rejects.toMatchObject({
      code: 'ERR_SPA_AUTH_RESPONSE',
      message: expect.stringContaining('async function'),
    });
  },
);

// The runtime passes a callback to every handler up to Node.js 22.
it.each(wrapped(async () => undefined))('%s takes a promise of nothing', async (_name, handler) => {
  await expect(handler(event, {}, vi.fn())).resolves.not.toThrow();
});

it.each(wrapped(() => ({ statusCode: 204 })))(
  '%s takes a result at once',
  async (_name, handler) => {
    expect(await handler(event, {}, vi.fn())).toMatchObject({ statusCode: 204 });
  },
);

it.each(
  wrapped(() => {
    throw new Error('broken');
  }),
)('%s fails with the handler', async (_name, handler) => {
  await expect(handler(event, {}, vi.fn())).rejects.toThrow('broken');
});
