import type { Outcome } from '../../engine/engine.js';
import type { FunctionOutput } from '../../preview/event.js';

/** What `judge` says of the function's output, or why there is none to judge; nothing where all is well. */
export function problemIn(
  outcome: Outcome,
  judge: (output: FunctionOutput) => string | undefined,
): string | undefined {
  if ('problem' in outcome) return `the function ${outcome.problem}`;
  const output: unknown = outcome.output;
  return typeof output === 'object' && output !== null
    ? judge(output as FunctionOutput)
    : 'the function returned no object';
}
