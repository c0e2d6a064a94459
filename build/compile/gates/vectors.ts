import { isDeepStrictEqual } from 'node:util';
import { DEFAULTS } from '../../config/defaults.js';
import { resolveConfig } from '../../config/resolve.js';
import type { ResolvedConfig } from '../../config/types.js';
import type { Call, Engine, Outcome } from '../../engine/engine.js';
import { vmEngine } from '../../engine/vm.js';
import { GateError } from '../../errors.js';
import type { FunctionOutput } from '../../preview/event.js';
import { embeddedLiteral } from '../bundle.js';
import { type EdgeVector, edgeVectors, reasonOf } from '../vectors.js';
import { adapted } from './adapt.js';
import { type Artifact, FILE, type Gate } from './gate.js';

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
      const calls = trials.map(({ vector }) => callOf(artifact, vector));
      let at = 0;
      for await (const outcome of engine.run(calls)) {
        const trial = trials[at++]!;
        const problem = problemOf(trial, outcome);
        if (problem !== undefined) {
          const { id, comment } = trial.vector;
          throw new GateError(name, FILE, `edge vector ${id} (${comment}): ${problem}`);
        }
      }
    },
  };
}

/** A vector as it is put to the function, and whether it was written for this very configuration. */
interface Trial {
  readonly vector: EdgeVector;
  readonly exact: boolean;
}

function trialOf(vector: EdgeVector, artifact: Artifact): Trial | undefined {
  if (!isFor(vector, artifact)) return undefined;
  if (isDeepStrictEqual(decisive(configOf(vector)), decisive(artifact.config))) {
    return { vector, exact: true };
  }
  const carried = adapted(vector, artifact.config);
  return carried && { vector: carried, exact: false };
}

function problemOf({ vector, exact }: Trial, outcome: Outcome): string | undefined {
  if ('problem' in outcome) return `the function ${outcome.problem}`;
  if (exact) return differs(vector, outcome.output);
  return reasonOf(outcome.output) === vector.reason ? undefined : 'another verdict or reason';
}

function isFor({ flags, reason }: EdgeVector, { config }: Artifact): boolean {
  return (
    // Only a KeyValueStore can hold a secret that is missing or unusable; an embedded one has been checked.
    !(config.secret === 'embedded' && reason === 'not_configured') &&
    !(config.runtime === 'cloudfront-js-1.0' && flags.includes('RawQuery'))
  );
}

function configOf(vector: EdgeVector): ResolvedConfig {
  return resolveConfig(vector.config);
}

/** What the decision depends on, once the secret and the runtime are given. */
function decisive({ runtime, secret, ...rest }: ResolvedConfig): object {
  return { ...rest, cookieName: rest.cookieName || DEFAULTS.cookieName };
}

function callOf(
  { code, config, ring }: Artifact,
  { secret, now, event, rawQuery }: EdgeVector,
): Call {
  return {
    // The embedded secret is the one literal in which the file that runs may differ from the file that is written.
    code: config.secret === 'embedded' ? withRing(code, ring, secret ?? '') : code,
    runtime: config.runtime,
    kvs: secret === null ? {} : { token_secret: secret },
    now,
    event,
    rawQuery: config.runtime === 'cloudfront-js-2.0' ? rawQuery : undefined,
  };
}

function withRing(code: string, ring: string, other: string): string {
  const parts = code.split(embeddedLiteral(ring));
  if (parts.length !== 2) {
    throw new GateError('vectors', FILE, 'the embedded secret does not stand in it exactly once');
  }
  return parts.join(embeddedLiteral(other));
}

/** Why the output is not the vector's, or nothing. Values stay out of the message. */
function differs(vector: EdgeVector, output: FunctionOutput): string | undefined {
  if ('request' in vector.output) {
    return isDeepStrictEqual(output, vector.output.request) ? undefined : 'another request';
  }
  if ('uri' in output) {
    return 'lets the request go on';
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
