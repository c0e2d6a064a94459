import type { ViewerRequestEvent } from '../../../../build/platform/event.js';
import { type OutputVerdict, validateOutput } from '../../../../build/platform/function-output.js';
import type { Runtime } from '../../../../build/platform/runtimes.js';
import type { Engine } from '../../../../build/runtime/engine.js';
import type { Entries, FakeStage } from '../state.js';

/** The input of a run, and what the function may read. */
export interface RunContext {
  readonly entries: Entries | undefined;
  readonly now: number;
  readonly event: ViewerRequestEvent;
  /** As in the call of an engine. */
  readonly rawQuery?: string | null;
}

/** Runs the code of one stage, and checks the output as CloudFront does. */
export async function runStage(
  engine: Engine,
  { code, config }: FakeStage,
  { entries, now, event, rawQuery }: RunContext,
): Promise<OutputVerdict> {
  const call = {
    code: code.toString(),
    runtime: config.Runtime as Runtime,
    kvs: Object.fromEntries(entries ?? []),
    now: Math.floor(now),
    event,
    // Only runtime 2.0 has the method `rawQueryString`.
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
