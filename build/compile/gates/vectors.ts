import { isDeepStrictEqual } from 'node:util';
import { DEFAULTS } from '../../config/defaults.js';
import { resolveConfig } from '../../config/resolve.js';
import type { ResolvedConfig } from '../../config/types.js';
import { GateError } from '../../errors.js';
import type { FunctionOutput } from '../../preview/event.js';
import { createSandbox } from '../../preview/sandbox.js';
import { embeddedLiteral } from '../bundle.js';
import { type EdgeVector, edgeVectors, reasonOf } from '../vectors.js';
import { adapted } from './adapt.js';
import { type Artifact, FILE, type Gate } from './gate.js';

/**
 * The edge vectors, run on the file itself. Those written for the same configuration must be met to the letter. The others of the
 * default configuration are carried over (another cookie name, another clock tolerance) and must be met in verdict and reason.
 */
export const vectors: Gate = {
  name: 'vectors',
  async check(artifact) {
    for (const vector of edgeVectors().filter((vector) => isFor(vector, artifact))) {
      if (isDeepStrictEqual(decisive(configOf(vector)), decisive(artifact.config))) {
        refuse(vector, differs(vector, await run(artifact, vector)));
      } else {
        const carried = adapted(vector, artifact.config);
        const output = carried && (await run(artifact, carried));
        refuse(vector, output && reasonOf(output) !== vector.reason && 'another verdict or reason');
      }
    }
  },
};

function refuse(vector: EdgeVector, problem: string | false | undefined): void {
  if (problem) {
    throw new GateError(
      'vectors',
      FILE,
      `edge vector ${vector.id} (${vector.comment}): ${problem}`,
    );
  }
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

async function run(
  { code, config, ring }: Artifact,
  { secret, now, event, rawQuery }: EdgeVector,
): Promise<FunctionOutput> {
  const sandbox = createSandbox({
    // The embedded secret is the one literal in which the file that runs may differ from the file that is written.
    code: config.secret === 'embedded' ? withRing(code, ring, secret ?? '') : code,
    runtime: config.runtime,
    kvs: secret === null ? {} : { token_secret: secret },
    now,
  });
  return sandbox.invoke(event, config.runtime === 'cloudfront-js-2.0' ? rawQuery : undefined);
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
