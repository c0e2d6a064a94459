import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { compileEdge } from '../../build/compile/bundle.js';
import { refusalReason } from '../../build/compile/edge-vectors.js';
import { DEFAULTS } from '../../build/config/defaults.js';
import type { FunctionRequest, ViewerRequestEvent } from '../../build/platform/event.js';
import { createSandbox, type Sandbox } from '../../build/runtime/sandbox.js';
import { generateToken } from '../../signer/index.js';

const SECRET = '0123456789abcdef'.repeat(4);

const NOW = 1_800_000_000;

const TOKEN = generateToken('ada@example.com', { secret: SECRET, maxAge: 600, now: NOW });

const RUNS = { seed: 20_261_120, numRuns: 300 };

// SHA-256 of the user id, as `sha256sum` gives it.
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

function eventOf(request: Partial<FunctionRequest>): ViewerRequestEvent {
  return {
    version: '1.0',
    context: { eventType: 'viewer-request' },
    viewer: { ip: '192.0.2.1' },
    request: { method: 'GET', uri: '/', querystring: {}, headers: {}, cookies: {}, ...request },
  };
}

function withToken(value: string): ViewerRequestEvent {
  return eventOf({ cookies: { 'pocket-spa-token': { value } } });
}

function around(second: number) {
  return fc.integer({ min: second - 3, max: second + 3 });
}

function isCutOff(value: string): boolean {
  return (
    [...value.trim()].every((one) => '0123456789'.includes(one)) && /^.{1,16}$/.test(value.trim())
  );
}

// What an event can hold: text comes as UTF-8, so no lone surrogates.
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
  .map(eventOf);

describe('the edge function', () => {
  it('lets nobody in without a token, whatever they send, and never fails', async () => {
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

  it('lets nothing but plain paths pass for public', async () => {
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
        const output = await edge.invoke(eventOf({ uri: `/open/${segments.join('/')}` }));
        const plain = segments.every(
          (part, i) => part === 'a' || (part === '' && i === segments.length - 1),
        );
        expect(refusalReason(output)).toBe(plain ? null : 'missing');
      }),
      RUNS,
    );
  });

  it('accepts the token and refuses it with any one character changed', async () => {
    expect(refusalReason(await edge.invoke(withToken(TOKEN)))).toBeNull();
    for (let at = 0; at < TOKEN.length; at++) {
      for (const other of ['0', 'f', ':', 'A', '%', 'é']) {
        const changed = TOKEN.slice(0, at) + other + TOKEN.slice(at + 1);
        if (changed !== TOKEN) {
          expect(refusalReason(await edge.invoke(withToken(changed))), `at ${at}`).not.toBeNull();
        }
      }
    }
  }, 60_000);

  it('lets a user in past a cut-off, and refuses at one and at whatever is none', async () => {
    const code = await compileEdge({ ...DEFAULTS, revocation: true });
    const expiry = NOW + 600;
    const cutOff = fc.oneof(text, fc.maxSafeNat().map(String), around(expiry).map(String));
    await fc.assert(
      fc.asyncProperty(fc.option(cutOff), fc.option(cutOff), async (own, everybodys) => {
        const kvs = {
          token_secret: everybodys === null ? SECRET : `${SECRET};${everybodys}`,
          ...(own !== null && { [KEY]: own }),
        };
        const sandbox = createSandbox({ code, runtime: 'cloudfront-js-2.0', kvs, now: NOW });
        const passes = [own, everybodys?.split(';')[0] ?? null].every(
          (value) => value === null || (isCutOff(value) && Number(value) < expiry),
        );
        const output = await sandbox.invoke(withToken(TOKEN));
        expect(refusalReason(output)).toBe(passes ? null : 'revoked');
      }),
      RUNS,
    );
  });

  it('never sends a viewer anywhere but to the login page', async () => {
    await fc.assert(
      fc.asyncProperty(text, fc.option(text), async (path, rawQuery) => {
        const output = await edge.invoke(eventOf({ uri: `/${path}` }), rawQuery);
        fc.pre('statusCode' in output);
        expect(output.headers?.location?.value).toMatch(
          /^\/api\/auth\/login\?next=%2F(?!%2F|%5C)[\w.~!*'()%-]*$/,
        );
      }),
      RUNS,
    );
  });
});
