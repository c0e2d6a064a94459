import { compileEdge } from '../../build/compile/bundle.js';
import type { EdgeConfig } from '../../build/config/edge-config.js';
import { resolveConfig } from '../../build/config/resolve.js';
import type { ViewerRequestEvent } from '../../build/platform/event.js';
import type { Runtime } from '../../build/platform/runtimes.js';
import type { Engine } from '../../build/runtime/engine.js';
import { vmEngine } from '../../build/runtime/sandbox.js';
import type { EdgeFunction } from './edge.js';

const builtCode = new Map<string, Promise<string>>();

/** The built file on an engine. Default: a Node.js context with only the globals of its runtime. */
export function artifact(
  secretSource: 'kvs' | 'embedded',
  runtime: Runtime,
  unable: Record<string, string>,
  engine: Engine = vmEngine,
  hooks: Pick<EdgeConfig, 'before' | 'after'> = {},
): EdgeFunction {
  const embedded = secretSource === 'embedded';
  return {
    unable,
    async call({ config, secret, store, now, rawQuery, event }) {
      const code = await build(
        { ...config, ...hooks, secret: secretSource, runtime },
        embedded ? secret : null,
      );
      const kvs = embedded || secret === null ? { ...store } : { ...store, token_secret: secret };
      const query = runtime === 'cloudfront-js-1.0' ? undefined : rawQuery;
      // The engine hands the event on as it is, whatever parts it is without (SPEC 5.6).
      const call = { code, runtime, kvs, now, event: event as ViewerRequestEvent, rawQuery: query };
      for await (const outcome of engine.run([call])) {
        if ('problem' in outcome) {
          throw new Error(outcome.problem);
        }
        return outcome.output;
      }
      throw new Error('the engine gave no outcome');
    },
  };
}

function build(config: Record<string, unknown>, ring: string | null): Promise<string> {
  const key = JSON.stringify([config, ring]);
  const cached = builtCode.get(key);
  if (cached) {
    return cached;
  }
  const code = compileEdge(resolveConfig(config), ring ?? undefined);
  builtCode.set(key, code);
  return code;
}
