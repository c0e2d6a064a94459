import { GateError } from '../../host/errors.js';
import type { FunctionOutput } from '../../platform/event.js';
import type { Call, Outcome } from '../../runtime/engine.js';
import { embeddedLiteral } from '../bundle.js';
import type { EdgeVector } from '../edge-vectors.js';
import { type Artifact, FUNCTION_FILE } from './gate.js';

/** What a call depends on beside the file. */
export type CallContext = Pick<EdgeVector, 'secret' | 'store' | 'now' | 'event' | 'rawQuery'>;

/** A call of the file itself; `gate` is named where that cannot be. */
export function createCall(
  gate: string,
  { code, config, ring }: Artifact,
  { secret, store, now, event, rawQuery }: CallContext,
): Call {
  return {
    // The embedded secret is the one literal in which the file that runs may differ from the file that is written.
    code: config.secret === 'embedded' ? withRing(gate, code, ring, secret ?? '') : code,
    runtime: config.runtime,
    kvs: { ...store, ...(secret !== null && { token_secret: secret }) },
    now,
    event,
    rawQuery: config.runtime === 'cloudfront-js-2.0' ? rawQuery : undefined,
  };
}

function withRing(gate: string, code: string, ring: string, other: string): string {
  const parts = code.split(embeddedLiteral(ring));
  if (parts.length !== 2) {
    throw new GateError(
      gate,
      FUNCTION_FILE,
      'the embedded secret does not stand in it exactly once',
    );
  }
  return parts.join(embeddedLiteral(other));
}

/** What `judge` says of the function's output, or why there is none to judge; nothing where all is well. */
export function findOutcomeProblem(
  outcome: Outcome,
  judge: (output: FunctionOutput) => string | undefined,
): string | undefined {
  if ('problem' in outcome) {
    return `the function ${outcome.problem}`;
  }
  const output: unknown = outcome.output;
  return typeof output === 'object' && output !== null
    ? judge(output as FunctionOutput)
    : 'the function returned no object';
}
