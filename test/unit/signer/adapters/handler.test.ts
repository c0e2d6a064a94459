import { describe, expect, it } from 'vitest';
import * as fetchAdapter from '../../../../signer/adapters/fetch.js';
import * as lambdaAdapter from '../../../../signer/adapters/lambda.js';

const secret = '5e'.repeat(32);

const adapters = Object.entries<typeof fetchAdapter | typeof lambdaAdapter>({
  fetch: fetchAdapter,
  lambda: lambdaAdapter,
});

describe.each(adapters)('a wrapper of %s', (_, adapter) => {
  const { withSpaTokenCookie, requireToken } = adapter as typeof fetchAdapter;
  it.each([
    ['undefined', undefined],
    ['an object', {}],
    ['a string of length 7', 'handler'],
  ])('takes no handler that is %s, and says so at once', (kind, handler) => {
    const error = expect.objectContaining({
      code: 'ERR_SPA_AUTH_OPTIONS',
      message: `The handler is ${kind}. Give a function as the first argument.`,
    });
    const renewal = { secret, getUserId: () => null };
    expect(() => withSpaTokenCookie(handler as never, renewal)).toThrow(error);
    expect(() => requireToken(handler as never, { secret })).toThrow(error);
  });
});
