import { isDeepStrictEqual } from 'node:util';
import type { ResolvedConfig } from '../../config/edge-config.js';
import { resolveConfig } from '../../config/resolve.js';
import { GateError } from '../../host/errors.js';
import type { FunctionOutput } from '../../platform/event.js';
import type { Engine } from '../../runtime/engine.js';
import { vmEngine } from '../../runtime/sandbox.js';
import { type EdgeVector, edgeVectors, refusalReason } from '../edge-vectors.js';
import { createCall, findOutcomeProblem } from './call.js';
import { type Artifact, FUNCTION_FILE, type Gate } from './gate.js';
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

export function isFor({ config: asked, flags, reason }: EdgeVector, { config }: Artifact): boolean {
  return (
    // Only a KeyValueStore can hold a secret that is missing or unusable; an embedded one has been checked.
    !(config.secret === 'embedded' && reason === 'not_configured') &&
    !(config.runtime === 'cloudfront-js-1.0' && flags.includes('RawQuery')) &&
    // Cut-offs stand in a KeyValueStore. What has none is judged alike whether they are asked for or not.
    (!flags.includes('Revocation') ||
      (config.secret === 'kvs' && config.revocation === Boolean(asked.revocation)))
  );
}

export function configOf(vector: EdgeVector): ResolvedConfig {
  return resolveConfig(vector.config);
}

/** What the decision depends on, once it is known that the vector is for the file. */
export function decisive({ runtime, secret, revocation, ...rest }: ResolvedConfig): object {
  return rest;
}

export function verdictOf(output: FunctionOutput): string {
  const reason = refusalReason(output);
  if (reason === null) {
    return 'lets the request go on';
  }
  // Whatever a function that is not ours may have put there stays out of the message.
  return /^[a-z_]{1,20}$/.test(reason) ? `refuses the request, ${reason}` : 'refuses the request';
}

/** Why the output is not the vector's, or nothing. Values stay out of the message. */
export function differs(vector: EdgeVector, output: FunctionOutput): string | undefined {
  if ('request' in vector.output) {
    if (!('uri' in output)) {
      return verdictOf(output);
    }
    return isDeepStrictEqual(output, vector.output.request) ? undefined : 'another request';
  }
  if ('uri' in output) {
    return verdictOf(output);
  }
  const { body, headers = {}, ...rest } = output;
  const expected = vector.output.response;
  const shown = { ...headers };
  for (const name of vector.headersPresent ?? []) {
    if (!shown[name]) {
      return `no header ${name}`;
    }
    delete shown[name];
  }
  if (vector.bodyIncludes?.some((text) => !String(body).includes(text))) {
    return 'another body';
  }
  if (vector.bodyExcludes?.some((text) => String(body).includes(text))) {
    return 'a body with text that must not be in it';
  }
  const whole = vector.bodyIncludes || body === undefined ? {} : { body };
  return isDeepStrictEqual({ ...rest, headers: shown, ...whole }, expected)
    ? undefined
    : 'another response';
}
