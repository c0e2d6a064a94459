import { isDeepStrictEqual } from 'node:util';
import { DEFAULTS } from '../../config/defaults.js';
import type { ResolvedConfig } from '../../config/edge-config.js';
import { resolveConfig } from '../../config/resolve.js';
import type { FunctionOutput, FunctionRequest } from '../../platform/event.js';
import { type EdgeVector, refusalReason } from '../edge-vectors.js';
import { protectedFolder } from '../probes/expected.js';
import type { Artifact } from './gate.js';

/**
 * A vector of the default configuration for another one, so that it asks the same of the cookie: under the configured name, on a
 * path that is not public, at a clock that makes up for the tolerance. Undefined where it asks something else.
 */
export function adaptVector(vector: EdgeVector, config: ResolvedConfig): EdgeVector | undefined {
  const { request } = vector.event;
  const { revocation, ...rest } = vector.config;
  const asksForToken = Object.keys(rest).length === 0 && request.uri !== DEFAULTS.loginPath;
  const folder = protectedFolder(config);
  if (!asksForToken || isPreflight(request) || folder === undefined) {
    return undefined;
  }
  const { [DEFAULTS.cookieName]: cookie, ...others } = request.cookies;
  if (isNameTaken(others, config.cookieName)) {
    return undefined;
  }
  const cookies = { ...others, ...(cookie && { [config.cookieName]: cookie }) };
  return {
    ...vector,
    now: vector.now + config.clockTolerance,
    event: { ...vector.event, request: { ...request, uri: `${folder}protected`, cookies } },
  };
}

/** Another cookie of the vector would become a token's under this configuration. */
function isNameTaken(others: FunctionRequest['cookies'], cookieName: string): boolean {
  return Object.hasOwn(others, cookieName) || Object.hasOwn(others, cookieName.toLowerCase());
}

function isPreflight({ method, headers }: FunctionRequest): boolean {
  return method === 'OPTIONS' && 'access-control-request-method' in headers;
}

/** A vector as it is put to the function, and whether it was written for this very configuration. */
export interface Trial {
  readonly vector: EdgeVector;
  readonly exact: boolean;
}

export function createTrial(vector: EdgeVector, artifact: Artifact): Trial | undefined {
  if (!appliesTo(vector, artifact)) {
    return undefined;
  }
  if (
    isDeepStrictEqual(decisiveSettings(vectorConfig(vector)), decisiveSettings(artifact.config))
  ) {
    return { vector, exact: true };
  }
  const carried = adaptVector(vector, artifact.config);
  return carried && { vector: carried, exact: false };
}

export function findVerdictProblem(
  { vector, exact }: Trial,
  output: FunctionOutput,
): string | undefined {
  if (exact) {
    return findDifference(vector, output);
  }
  return refusalReason(output) === vector.reason ? undefined : describeVerdict(output);
}

export function appliesTo(
  { config: asked, flags, reason }: EdgeVector,
  { config }: Artifact,
): boolean {
  return (
    // Only a KeyValueStore can hold a secret that is missing or unusable; an embedded one has been checked.
    !(config.secret === 'embedded' && reason === 'not_configured') &&
    !(config.runtime === 'cloudfront-js-1.0' && flags.includes('RawQuery')) &&
    // Cut-offs stand in a KeyValueStore. What has none is judged alike whether they are asked for or not.
    (!flags.includes('Revocation') ||
      (config.secret === 'kvs' && config.revocation === Boolean(asked.revocation)))
  );
}

export function vectorConfig(vector: EdgeVector): ResolvedConfig {
  return resolveConfig(vector.config);
}

/** What the decision depends on, once it is known that the vector is for the file. */
export function decisiveSettings({ runtime, secret, revocation, ...rest }: ResolvedConfig): object {
  return rest;
}

export function describeVerdict(output: FunctionOutput): string {
  const reason = refusalReason(output);
  if (reason === null) {
    return 'lets the request go on';
  }
  // Whatever a function that is not ours may have put there stays out of the message.
  return /^[a-z_]{1,20}$/.test(reason) ? `refuses the request, ${reason}` : 'refuses the request';
}

/** Why the output is not the vector's, or nothing. Values stay out of the message. */
export function findDifference(vector: EdgeVector, output: FunctionOutput): string | undefined {
  if ('request' in vector.output) {
    if (!('uri' in output)) {
      return describeVerdict(output);
    }
    return isDeepStrictEqual(output, vector.output.request) ? undefined : 'another request';
  }
  if ('uri' in output) {
    return describeVerdict(output);
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
