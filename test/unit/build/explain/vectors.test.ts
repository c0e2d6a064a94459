import { expect } from 'vitest';
import { resolveConfig } from '../../../../build/config/resolve.js';
import { readReason } from '../../../../build/explain/agreement.js';
import { describeCookies } from '../../../../build/explain/cookie-step.js';
import { createTracer, type Tracer } from '../../../../build/explain/trace.js';
import type { ViewerRequestEvent } from '../../../../build/platform/event.js';
import { edgeSuite } from '../../../suites/edge.js';
import { EDGE_LIMITS, RUNTIME_1_LIMITS } from '../../../suites/edge-limits.js';

const tracers = new Map<string, Promise<Tracer>>();

/** The modules of the function with the entry of `explain`, which must change nothing. */
function traced(options: object, unable: Record<string, string>) {
  const isEmbedded = 'secret' in options;
  return {
    unable,
    // The suite hands the whole case on.
    async call(one: EdgeCall & { reason?: string | null }) {
      const { config: given, secret, store, now, rawQuery, event, reason } = one;
      const config = resolveConfig({ ...given, ...options });
      const ring = isEmbedded ? (secret ?? '') : '';
      const key = JSON.stringify([config, ring]);
      const tracer = tracers.get(key) ?? createTracer(config, ring);
      tracers.set(key, tracer);
      const kvs = { ...store, ...(!isEmbedded && secret !== null && { token_secret: secret }) };
      const request = { event: event as ViewerRequestEvent, rawQuery: rawQuery as string | null };
      const trace = await (await tracer)(request, now, kvs);
      const context = { ...config, now, isRingKnown: true, values: [] };
      // The steps must lead to the reason of the vector, which nothing here computed.
      expect(readReason(trace, [describeCookies(trace, context)])).toBe(reason ?? '');
      return trace.output;
    },
  };
}

type EdgeCall = Parameters<Parameters<typeof edgeSuite>[1]['call']>[0];

edgeSuite('traced, kvs on 2.0', traced({}, EDGE_LIMITS));
edgeSuite(
  'traced, embedded on 1.0',
  traced({ secret: 'embedded', runtime: 'cloudfront-js-1.0' }, RUNTIME_1_LIMITS),
);
