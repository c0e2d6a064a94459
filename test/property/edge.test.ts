import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { compileEdge } from '../../build/compile/bundle.js';
import { refusalReason } from '../../build/compile/edge-vectors.js';
import { DEFAULTS } from '../../build/config/defaults.js';
import type { ViewerRequestEvent } from '../../build/platform/event.js';
import { createSandbox, type Sandbox } from '../../build/runtime/sandbox.js';
import { generateToken } from '../../signer/index.js';
import { viewerRequest } from '../fakes/event.js';

const SECRET = '0123456789abcdef'.repeat(4);

const NOW = 1_800_000_000;

const TOKEN = generateToken('ada@example.com', { secret: SECRET, maxAge: 600, now: NOW });

const RUNS = { seed: 20_261_120, numRuns: 300 };

// The SHA-256 of the user id was computed with `sha256sum`.
const KEY = 'revoked:b5fc85e55755f9e0d030a10ab4429b6b2944855f9a0d60077fe832becbc41d72';

let edge: Sandbox;

beforeAll(async () => {
  const code = await compileEdge({ ...DEFAULTS, publicPaths: ['/open/*'] });
  edge = createSandbox({
    code,
    runtime: 'cloudfront-js-2.0',
    kvs: { token_secret: SECRET },
    now: NOW,
  });
});

function withToken(value: string): ViewerRequestEvent {
  return viewerRequest({ uri: '/', headers: {}, cookies: { 'pocket-spa-token': { value } } });
}

function around(second: number) {
  return fc.integer({ min: second - 3, max: second + 3 });
}

function isCutOff(value: string): boolean {
  return (
    [...value.trim()].every((character) => '0123456789'.includes(character)) &&
    /^.{1,16}$/.test(value.trim())
  );
}

// The text in an event was UTF-8, so it contains no lone surrogates.
const text = fc.string({ unit: 'binary', maxLength: 60 });

const items = fc.dictionary(
  fc.oneof(text, fc.constantFrom('pocket-spa-token', 'pocket-spa-bounce', 'toString', 'accept')),
  fc.record(
    {
      value: text,
      multiValue: fc.array(fc.record({ value: text }), { minLength: 1, maxLength: 6 }),
    },
    { requiredKeys: ['value'] },
  ),
);

const anyEvent = fc
  .record({
    method: fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'),
    uri: text.map((path) => `/${path}`),
    querystring: items,
    headers: items,
    cookies: items,
  })
  .map(viewerRequest);

describe('the edge function', () => {
  it('refuses every request without a valid token, and never fails', async () => {
    await fc.assert(
      fc.asyncProperty(anyEvent, fc.option(text), async (event, rawQuery) => {
        const { uri } = event.request;
        fc.pre(!uri.startsWith('/open/') && uri !== DEFAULTS.loginPath);
        expect(['missing', 'malformed', 'expired']).toContain(
          refusalReason(await edge.invoke(event, rawQuery)),
        );
      }),
      RUNS,
    );
  });

  it('treats only plain paths as public', async () => {
    const segment = fc.constantFrom(
      '..',
      '.',
      '%2e%2e',
      '%2E.',
      '..;',
      'a',
      '',
      'a\\..',
      '%5c',
      '%2f',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(segment, { minLength: 1, maxLength: 5 }), async (segments) => {
        const output = await edge.invoke(viewerRequest({ uri: `/open/${segments.join('/')}` }));
        const isPlain = segments.every(
          (part, i) => part === 'a' || (part === '' && i === segments.length - 1),
        );
        expect(refusalReason(output)).toBe(isPlain ? null : 'missing');
      }),
      RUNS,
    );
  });

  it('accepts a token and refuses it if any one character is changed', async () => {
    expect(refusalReason(await edge.invoke(withToken(TOKEN)))).toBeNull();
    for (let index = 0; index < TOKEN.length; index++) {
      for (const other of ['0', 'f', ':', 'A', '%', 'é']) {
        const changed = TOKEN.slice(0, index) + other + TOKEN.slice(index + 1);
        if (changed !== TOKEN) {
          expect(
            refusalReason(await edge.invoke(withToken(changed))),
            `index ${index}`,
          ).not.toBeNull();
        }
      }
    }
  }, 60_000);

  it('accepts a token that expires after the cut-offs, and refuses any other and an invalid cut-off', async () => {
    const code = await compileEdge({ ...DEFAULTS, revocation: true });
    const expiry = NOW + 600;
    const cutOff = fc.oneof(text, fc.maxSafeNat().map(String), around(expiry).map(String));
    await fc.assert(
      fc.asyncProperty(fc.option(cutOff), fc.option(cutOff), async (userCutOff, globalCutOff) => {
        const kvs = {
          token_secret: globalCutOff === null ? SECRET : `${SECRET};${globalCutOff}`,
          ...(userCutOff !== null && { [KEY]: userCutOff }),
        };
        const sandbox = createSandbox({ code, runtime: 'cloudfront-js-2.0', kvs, now: NOW });
        const isAccepted = [userCutOff, globalCutOff?.split(';')[0] ?? null].every(
          (value) => value === null || (isCutOff(value) && Number(value) < expiry),
        );
        const output = await sandbox.invoke(withToken(TOKEN));
        expect(refusalReason(output)).toBe(isAccepted ? null : 'revoked');
      }),
      RUNS,
    );
  });

  it('redirects to the login page only', async () => {
    await fc.assert(
      fc.asyncProperty(text, fc.option(text), async (path, rawQuery) => {
        const output = await edge.invoke(viewerRequest({ uri: `/${path}` }), rawQuery);
        fc.pre('statusCode' in output);
        expect(output.headers?.location?.value).toMatch(
          /^\/api\/auth\/login\?next=%2F(?!%2F|%5C)[\w.~!*'()%-]*$/,
        );
      }),
      RUNS,
    );
  });
});
