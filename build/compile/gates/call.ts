import { GateError } from '../../host/errors.js';
import type { FunctionOutput } from '../../platform/event.js';
import type { Call, Outcome } from '../../runtime/engine.js';
import { embeddedLiteral } from '../bundle.js';
import type { EdgeVector } from '../edge-vectors.js';
import { type Artifact, FUNCTION_FILE } from './gate.js';

/** The fields of an edge vector that determine a call, besides the file. */
export type CallContext = Pick<EdgeVector, 'secret' | 'store' | 'now' | 'event' | 'rawQuery'>;

/**
 * Creates a call of the built file. `gate` is the name in the GateError that is thrown if the file
 * cannot be called this way.
 */
export function createCall(
  gate: string,
  { code, config, ring }: Artifact,
  { secret, store, now, event, rawQuery }: CallContext,
): Call {
  return {
    // The embedded secret is the only literal in which the text that is run may differ from the
    // text that is written to disk.
    code: config.secret === 'embedded' ? replaceRing(gate, code, ring, secret ?? '') : code,
    runtime: config.runtime,
    kvs: { ...store, ...(secret !== null && { token_secret: secret }) },
    now,
    event,
    rawQuery: config.runtime === 'cloudfront-js-2.0' ? rawQuery : undefined,
  };
}

function replaceRing(gate: string, code: string, ring: string, replacement: string): string {
  const parts = code.split(embeddedLiteral(ring));
  if (parts.length !== 2) {
    throw new GateError(
      gate,
      FUNCTION_FILE,
      `the file contains the embedded secret ${parts.length - 1} times instead of once`,
    );
  }
  return parts.join(embeddedLiteral(replacement));
}

/**
 * The problem that `check` finds in the output, or the reason why there is no output; undefined if
 * there is no problem.
 */
export function findOutcomeProblem(
  outcome: Outcome,
  check: (output: FunctionOutput) => string | undefined,
): string | undefined {
  if ('problem' in outcome) {
    return `the function ${outcome.problem}`;
  }
  const output: unknown = outcome.output;
  return typeof output === 'object' && output !== null
    ? check(output as FunctionOutput)
    : 'the function returned no object';
}
