import { compileEdge } from '../../build/compile/bundle.js';
import { resolveConfig } from '../../build/config/resolve.js';
import type { Runtime } from '../../build/config/types.js';
import type { Engine } from '../../build/engine/engine.js';
import { vmEngine } from '../../build/engine/vm.js';
import type { EdgeFunction } from './edge.js';

const built = new Map<string, Promise<string>>();

/** The built file on an engine; without one, in a world of Node's that has only what its runtime has. */
export function artifact(
  secretSource: 'kvs' | 'embedded',
  runtime: Runtime,
  unable: Record<string, string>,
  engine: Engine = vmEngine,
): EdgeFunction {
  const embedded = secretSource === 'embedded';
  return {
    unable,
    async call({ config, secret, store, now, rawQuery, event }) {
      const code = await build(
        { ...config, secret: secretSource, runtime },
        embedded ? secret : null,
      );
      const kvs = embedded || secret === null ? { ...store } : { ...store, token_secret: secret };
      const query = runtime === 'cloudfront-js-1.0' ? undefined : rawQuery;
      for await (const outcome of engine.run([
        { code, runtime, kvs, now, event, rawQuery: query },
      ])) {
        if ('problem' in outcome) throw new Error(outcome.problem);
        return outcome.output;
      }
      throw new Error('the engine gave no outcome');
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
