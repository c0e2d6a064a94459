import { GateError } from '../../host/errors.js';
import type { Engine } from '../../runtime/engine.js';
import { vmEngine } from '../../runtime/sandbox.js';
import { readEdgeVectors } from '../edge-vectors.js';
import { type AppliedVector, applyVector, findVectorProblem } from './applied-vector.js';
import { createCall, findOutcomeProblem } from './call.js';
import { FUNCTION_FILE, type Gate } from './gate.js';

/** Runs the edge vectors on the engine of Node.js. */
export const vectors: Gate = vectorsGate(vmEngine, 'vectors');

/**
 * Creates a gate that runs the file with the edge vectors. The output for a vector that was written
 * for the same configuration must be exactly that of the vector. The other vectors of the default
 * configuration are adapted (another cookie name, another clock tolerance), and verdict and reason
 * must be those of the vector.
 */
export function vectorsGate(engine: Engine, name: string): Gate {
  return {
    name,
    isWithoutHooks: true,
    async check(artifact) {
      const applied = readEdgeVectors().flatMap((vector) => applyVector(vector, artifact) ?? []);
      assertBothVerdicts(name, applied);
      const calls = applied.map(({ vector }) => createCall(name, artifact, vector));
      let index = 0;
      for await (const outcome of engine.run(calls)) {
        const current = applied[index++]!;
        const problem = findOutcomeProblem(outcome, (output) => findVectorProblem(current, output));
        if (problem !== undefined) {
          const { id, comment } = current.vector;
          throw new GateError(name, FUNCTION_FILE, `edge vector ${id} (${comment}): ${problem}`);
        }
      }
    },
  };
}

/**
 * Refuses a configuration that no vector of one verdict applies to: the gate would pass any
 * function.
 */
function assertBothVerdicts(name: string, applied: readonly AppliedVector[]): void {
  for (const verdict of ['allow', 'refuse'] as const) {
    if (!applied.some(({ vector }) => vector.verdict === verdict)) {
      throw new GateError(
        name,
        FUNCTION_FILE,
        `no vector with the verdict "${verdict}" applies to the configuration; its publicPaths may leave too few paths protected`,
      );
    }
  }
}
