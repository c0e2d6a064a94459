import { createRequire } from 'node:module';
import { afterEach, vi } from 'vitest';
import { edgeSettings } from '../../build/compile/settings.js';
import { resolveConfig } from '../../build/config/resolve.js';
import { cookieReadSuite } from '../suites/cookie-read.js';
import { type EdgeFunction, edgeSuite } from '../suites/edge.js';
import { EDGE_LIMITS, EMBEDDED_LIMITS } from '../suites/edge-limits.js';
import { judging } from '../suites/edge-verdict.js';
import { secretSuite } from '../suites/secret.js';
import { tokenVerifySuite } from '../suites/token-verify.js';

// The TypeScript source of edge/ on Node.js: the constants of the build are global variables here.

const kvs = vi.hoisted(() => ({ entries: {} as Record<string, string | null> }));

vi.mock('cloudfront', () =>
  import('../fakes/cloudfront.js').then(({ fakeCloudfront }) => fakeCloudfront(kvs)),
);

vi.stubGlobal('cryptoModule', createRequire(import.meta.url)('node:crypto'));

afterEach(() => void vi.restoreAllMocks());

function source(secretSource: 'kvs' | 'embedded', unable: Record<string, string>): EdgeFunction {
  return {
    unable,
    async call({ config, secret, store, now, rawQuery, event }) {
      const resolved = resolveConfig({ ...config, secret: secretSource });
      Object.assign(
        globalThis,
        edgeSettings(resolved, secretSource === 'embedded' ? (secret ?? undefined) : undefined),
      );
      kvs.entries = { ...store, ...(secret !== null && { token_secret: secret }) };
      vi.spyOn(Date, 'now').mockReturnValue(now * 1000);
      const { handler } = await import(`../../edge/${secretSource}.ts`);
      if (rawQuery !== undefined) {
        Object.assign(event.request, { rawQueryString: () => rawQuery ?? undefined });
      }
      return handler(event);
    },
  };
}

for (const [name, edge] of [
  ['source, kvs', source('kvs', EDGE_LIMITS)],
  ['source, embedded', source('embedded', EMBEDDED_LIMITS)],
] as const) {
  edgeSuite(name, edge);
  tokenVerifySuite(name, judging(edge));
  secretSuite(name, judging(edge));
  cookieReadSuite(name, judging(edge));
}
