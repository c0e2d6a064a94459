import type { ViewerRequestEvent } from '../../../../build/platform/event.js';
import { type OutputVerdict, validateOutput } from '../../../../build/platform/output.js';
import type { Runtime } from '../../../../build/platform/runtimes.js';
import type { Engine } from '../../../../build/runtime/engine.js';
import type { Entries, FakeStage } from '../state.js';

/** What a function is run on. */
export interface Surroundings {
  readonly entries: Entries | undefined;
  readonly now: number;
  readonly event: ViewerRequestEvent;
  /** As in an engine's call. */
  readonly rawQuery?: string | null;
}

/** Runs the code of one stage, and gives what CloudFront makes of its output. */
export async function runStage(
  engine: Engine,
  { code, config }: FakeStage,
  { entries, now, event, rawQuery }: Surroundings,
): Promise<OutputVerdict> {
  const call = {
    code: code.toString(),
    runtime: config.Runtime as Runtime,
    kvs: Object.fromEntries(entries ?? []),
    now: Math.floor(now),
    event,
    // The method is of runtime 2.0.
    ...(config.Runtime === 'cloudfront-js-2.0' && rawQuery !== undefined && { rawQuery }),
  };
  try {
    for await (const outcome of engine.run([call])) {
      if ('problem' in outcome) {
        return fault(outcome.problem);
      }
      return validateOutput(outcome.output, event.request);
    }
    return fault('was not run');
  } catch (error) {
    if (!(error instanceof SyntaxError)) {
      throw error;
    }
    const place = /viewer-request\.js:\d+/.exec(error.stack ?? '')?.[0];
    return fault(`failed with SyntaxError${place ? ` at ${place}` : ''}`);
  }
}

function fault(problem: string): OutputVerdict {
  return { kind: 'fault', status: 503, problem };
}
