import { beforeAll, describe, expect, it } from 'vitest';
import { buildEdgeFunction } from '../../../../build/compile/build.js';
import { createSandbox, type Sandbox } from '../../../../build/runtime/sandbox.js';
import { generateToken } from '../../../../signer/index.js';
import { viewerRequest } from '../../../fakes/event.js';

// What docs/synth.md promises of a rollout in one step: every tool makes the store empty, and
// nobody gets in before it is filled.

const NOW = 1_800_000_000;

const TOKENS = {
  'a valid token': generateToken('ada', { secret: 'ab'.repeat(32), maxAge: 60, now: NOW }),
  'a token signed with zeros': generateToken('ada', {
    secret: '00'.repeat(32),
    maxAge: 60,
    now: NOW,
  }),
};

const JUNK = {
  'no cookie': undefined,
  'an empty cookie': '',
  'a malformed token': 'ada:1:x',
  'an expired token': generateToken('ada', { secret: 'ab'.repeat(32), maxAge: 60, now: NOW - 61 }),
};

const STORES = {
  empty: {},
  'without the key': { abcd: 'x', token_secrets: 'ab'.repeat(32), TOKEN_SECRET: 'ab'.repeat(32) },
  'with an empty value': { token_secret: '' },
  'out of reach': { token_secret: null },
};

const PAGE = { 'sec-fetch-mode': { value: 'navigate' }, 'sec-fetch-dest': { value: 'document' } };

describe.each([false, true])('with revocation: %s', (revocation) => {
  let code: string;

  beforeAll(async () => {
    const paths = { loginPath: '/api/login', publicPaths: ['/assets/*'] };
    const config = { ...paths, spaFallback: false as const, revocation };
    ({ code } = await buildEdgeFunction({ config }));
  });

  describe.each(Object.entries(STORES))('a store that is %s', (_, kvs) => {
    const ask = (uri: string, token: string | undefined) => {
      const sandbox: Sandbox = createSandbox({ code, runtime: 'cloudfront-js-2.0', kvs, now: NOW });
      const cookies = token === undefined ? {} : { 'pocket-spa-token': { value: token } };
      return sandbox.invoke(viewerRequest({ uri, headers: PAGE, cookies }));
    };

    it.each(Object.entries(TOKENS))('answers 503 to %s', async (_, token) => {
      expect(await ask('/', token)).toMatchObject({
        statusCode: 503,
        headers: { 'x-spa-auth-reason': { value: 'not_configured' } },
      });
    });

    it.each(Object.entries(JUNK))('sends %s to the login', async (_, token) => {
      expect(await ask('/', token)).toMatchObject({
        statusCode: 302,
        headers: { location: { value: '/api/login?next=%2F' } },
      });
    });

    it.each(Object.entries({ ...TOKENS, ...JUNK }))(
      'lets public paths and the login pass with %s',
      async (_, token) => {
        for (const uri of ['/assets/app.js', '/api/login']) {
          const output = await ask(uri, token);
          expect(output).not.toHaveProperty('statusCode');
          expect(output).toMatchObject({ uri });
        }
      },
    );
  });
});
