import { isDeepStrictEqual } from 'node:util';
import { resolveConfig } from '../../config/resolve.js';
import type { ResolvedConfig } from '../../config/types.js';
import type { Engine } from '../../engine/engine.js';
import { vmEngine } from '../../engine/vm.js';
import { GateError } from '../../errors.js';
import type { FunctionOutput } from '../../preview/event.js';
import { type EdgeVector, edgeVectors, reasonOf } from '../vectors.js';
import { adapted } from './adapt.js';
import { callOf } from './call.js';
import { type Artifact, FILE, type Gate } from './gate.js';
import { problemIn } from './outcome.js';

/** The edge vectors on Node's own engine. */
export const vectors: Gate = vectorsOn(vmEngine, 'vectors');

/**
 * The edge vectors, run on the file itself. Those written for the same configuration must be met to the letter. The others of the
 * default configuration are carried over (another cookie name, another clock tolerance) and must be met in verdict and reason.
 */
export function vectorsOn(engine: Engine, name: string): Gate {
  return {
    name,
    async check(artifact) {
      const trials = edgeVectors().flatMap((vector) => trialOf(vector, artifact) ?? []);
      checkScope(name, trials);
      const calls = trials.map(({ vector }) => callOf(name, artifact, vector));
      let at = 0;
      for await (const outcome of engine.run(calls)) {
        const trial = trials[at++]!;
        const problem = problemIn(outcome, (output) => problemOf(trial, output));
        if (problem !== undefined) {
          const { id, comment } = trial.vector;
          throw new GateError(name, FILE, `edge vector ${id} (${comment}): ${problem}`);
        }
      }
    },
  };
}

/** A vector as it is put to the function, and whether it was written for this very configuration. */
export interface Trial {
  readonly vector: EdgeVector;
  readonly exact: boolean;
}

export function trialOf(vector: EdgeVector, artifact: Artifact): Trial | undefined {
  if (!isFor(vector, artifact)) return undefined;
  if (isDeepStrictEqual(decisive(configOf(vector)), decisive(artifact.config))) {
    return { vector, exact: true };
  }
  const carried = adapted(vector, artifact.config);
  return carried && { vector: carried, exact: false };
}

/** A gate that asks nothing must not let anything through. */
function checkScope(name: string, trials: readonly Trial[]): void {
  for (const verdict of ['allow', 'refuse'] as const) {
    if (!trials.some(({ vector }) => vector.verdict === verdict)) {
      throw new GateError(
        name,
        FILE,
        `no vector with the verdict "${verdict}" applies to the configuration; its publicPaths may leave too little protected`,
      );
    }
  }
}

export function problemOf({ vector, exact }: Trial, output: FunctionOutput): string | undefined {
  if (exact) return differs(vector, output);
  return reasonOf(output) === vector.reason ? undefined : verdictOf(output);
}

function isFor({ config: asked, flags, reason }: EdgeVector, { config }: Artifact): boolean {
  return (
    // Only a KeyValueStore can hold a secret that is missing or unusable; an embedded one has been checked.
    !(config.secret === 'embedded' && reason === 'not_configured') &&
    !(config.runtime === 'cloudfront-js-1.0' && flags.includes('RawQuery')) &&
    // Cut-offs stand in a KeyValueStore. What has none is judged alike whether they are asked for or not.
    (!flags.includes('Revocation') ||
      (config.secret === 'kvs' && config.revocation === Boolean(asked.revocation)))
  );
}

function configOf(vector: EdgeVector): ResolvedConfig {
  return resolveConfig(vector.config);
}

/** What the decision depends on, once it is known that the vector is for the file. */
function decisive({ runtime, secret, revocation, ...rest }: ResolvedConfig): object {
  return rest;
}

function verdictOf(output: FunctionOutput): string {
  const reason = reasonOf(output);
  if (reason === null) return 'lets the request go on';
  // Whatever a function that is not ours may have put there stays out of the message.
  return /^[a-z_]{1,20}$/.test(reason) ? `refuses the request, ${reason}` : 'refuses the request';
}

/** Why the output is not the vector's, or nothing. Values stay out of the message. */
function differs(vector: EdgeVector, output: FunctionOutput): string | undefined {
  if ('request' in vector.output) {
    if (!('uri' in output)) return verdictOf(output);
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
