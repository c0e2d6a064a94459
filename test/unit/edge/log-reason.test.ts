import { beforeAll, describe, expect, it } from 'vitest';
import { compileEdge } from '../../../build/compile/bundle.js';
import { resolveConfig } from '../../../build/config/resolve.js';
import type { KeyValues } from '../../../build/runtime/modules.js';
import { createSandbox } from '../../../build/runtime/sandbox.js';
import { viewerRequest } from '../../fakes/event.js';
import { SECRET, tokenOf } from '../signer/fixtures.js';

const NOW = 1_700_000_000;
const STORE = { token_secret: SECRET };

let withReasons: string;

beforeAll(async () => {
  withReasons = await compileEdge(resolveConfig({ logReason: true, publicPaths: ['/open/*'] }));
});

/** What a function answers, and what it writes to the access log. */
async function run(code: string, token: string | undefined, kvs: KeyValues = STORE, uri = '/a') {
  const sandbox = createSandbox({ code, runtime: 'cloudfront-js-2.0', kvs, now: NOW });
  const cookies = token === undefined ? {} : { 'pocket-spa-token': { value: token } };
  return sandbox.run(viewerRequest({ uri, cookies }));
}

describe('logReason', () => {
  it.each<[reason: string, token: string | undefined, kvs?: KeyValues]>([
    ['missing', undefined],
    ['malformed', 'nonsense'],
    ['expired', tokenOf('ada', NOW - 1)],
    ['bad_signature', `ada:9999999999:${'0'.repeat(64)}`],
    ['not_configured', tokenOf('ada', NOW + 60), {}],
  ])('logs %s beside the header of the refusal', async (reason, token, kvs) => {
    const { output, logData } = await run(withReasons, token, kvs);
    expect(output).toMatchObject({ headers: { 'x-spa-auth-reason': { value: reason } } });
    expect(logData).toBe(reason);
  });

  it.each([
    ['a valid token', tokenOf('ada', NOW + 60), '/a'],
    ['a public path', undefined, '/open/a'],
  ])('logs nothing for %s', async (_name, token, uri) => {
    const { output, logData } = await run(withReasons, token, STORE, uri);
    expect([output, logData]).toEqual([expect.objectContaining({ method: 'GET' }), undefined]);
  });

  it('logs the reason of a cut-off', async () => {
    const code = await compileEdge(resolveConfig({ logReason: true, revocation: true }));
    const kvs = { token_secret: `${SECRET};${NOW + 60}` };
    expect((await run(code, tokenOf('ada', NOW + 60), kvs)).logData).toBe('revoked');
  });

  it.each([
    ['has no logCustomData', 'cf.noSuchMethod'],
    ['fails in it', 'cf.kvs.noSuch.method'],
  ])('refuses as ever where the engine %s', async (_name, method) => {
    const without = withReasons.replace(/\b\w+\.logCustomData/, (call) =>
      method.replace('cf', call.split('.')[0]!),
    );
    expect(without).not.toBe(withReasons);
    const { output, logData } = await run(without, undefined);
    expect(output).toMatchObject({
      statusCode: 302,
      headers: { 'x-spa-auth-reason': { value: 'missing' } },
    });
    expect(logData).toBeUndefined();
  });

  it('leaves nothing behind in a function without it', async () => {
    const { logData } = await run(await compileEdge(resolveConfig({})), undefined);
    expect(logData).toBeUndefined();
    const embedded = resolveConfig({ secret: 'embedded', runtime: 'cloudfront-js-1.0' });
    for (const config of [resolveConfig({}), embedded]) {
      const code = await compileEdge(config, SECRET);
      expect(code).not.toContain('logCustomData');
      expect(/\bimport\b/.test(code)).toBe(config.secret === 'kvs');
    }
  });
});
