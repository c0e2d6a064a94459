import { GateError } from '../../host/errors.js';
import type { Engine } from '../../runtime/engine.js';
import { vmEngine } from '../../runtime/sandbox.js';
import { edgeVectors } from '../edge-vectors.js';
import { createCall, findOutcomeProblem } from './call.js';
import { FUNCTION_FILE, type Gate } from './gate.js';
import { createTrial, findVerdictProblem, type Trial } from './trial.js';

/** The edge vectors on Node's own engine. */
export const vectors: Gate = vectorsGate(vmEngine, 'vectors');

/**
 * The edge vectors, run on the file itself. Those written for the same configuration must be met to the letter. The others of the
 * default configuration are carried over (another cookie name, another clock tolerance) and must be met in verdict and reason.
 */
export function vectorsGate(engine: Engine, name: string): Gate {
  return {
    name,
    async check(artifact) {
      const trials = edgeVectors().flatMap((vector) => createTrial(vector, artifact) ?? []);
      checkScope(name, trials);
      const calls = trials.map(({ vector }) => createCall(name, artifact, vector));
      let at = 0;
      for await (const outcome of engine.run(calls)) {
        const trial = trials[at++]!;
        const problem = findOutcomeProblem(outcome, (output) => findVerdictProblem(trial, output));
        if (problem !== undefined) {
          const { id, comment } = trial.vector;
          throw new GateError(name, FUNCTION_FILE, `edge vector ${id} (${comment}): ${problem}`);
        }
      }
    },
  };
}

/** A gate that asks nothing must not let anything through. */
function checkScope(name: string, trials: readonly Trial[]): void {
  for (const verdict of ['allow', 'refuse'] as const) {
    if (!trials.some(({ vector }) => vector.verdict === verdict)) {
      throw new GateError(
        name,
        FUNCTION_FILE,
        `no vector with the verdict "${verdict}" applies to the configuration; its publicPaths may leave too little protected`,
      );
    }
  }
}
