import { compileEdge } from '../../build/compile/bundle.js';
import { resolveConfig } from '../../build/config/resolve.js';
import type { Runtime } from '../../build/config/types.js';
import { createSandbox } from '../../build/preview/sandbox.js';
import type { EdgeFunction } from './edge.js';

const built = new Map<string, Promise<string>>();

/** The built file in a world that has only what its runtime has. */
export function artifact(
  secretSource: 'kvs' | 'embedded',
  runtime: Runtime,
  unable: Record<string, string>,
): EdgeFunction {
  const embedded = secretSource === 'embedded';
  return {
    unable,
    async call({ config, secret, now, rawQuery, event }) {
      const code = await build(
        { ...config, secret: secretSource, runtime },
        embedded ? secret : null,
      );
      const kvs: Record<string, string> =
        embedded || secret === null ? {} : { token_secret: secret };
      const query = runtime === 'cloudfront-js-1.0' ? undefined : rawQuery;
      return createSandbox({ code, runtime, kvs, now }).invoke(event, query);
    },
  };
}

function build(config: Record<string, unknown>, ring: string | null): Promise<string> {
  const key = JSON.stringify([config, ring]);
  const known = built.get(key);
  if (known) return known;
  const code = compileEdge(resolveConfig(config), ring ?? undefined);
  built.set(key, code);
  return code;
}
