import { isDeepStrictEqual } from 'node:util';
import { DEFAULTS } from '../../config/defaults.js';
import type { ResolvedConfig } from '../../config/edge-config.js';
import { resolveConfig } from '../../config/resolve.js';
import type { FunctionOutput, FunctionRequest } from '../../platform/event.js';
import { type EdgeVector, refusalReason } from '../edge-vectors.js';
import { findProtectedFolder } from '../probes/expected.js';
import type { Artifact } from './gate.js';

/** A vector in the form in which a function can be tested with it. */
export interface AppliedVector {
  readonly vector: EdgeVector;
  /**
   * True if the vector was written for the configuration of the function. False if it was adapted
   * to it.
   */
  readonly isExact: boolean;
}

/**
 * Applies a vector to a function. Returns undefined if the vector says nothing about the function.
 */
export function applyVector(vector: EdgeVector, artifact: Artifact): AppliedVector | undefined {
  if (!isApplicable(vector, artifact)) {
    return undefined;
  }
  const config = resolveConfig(vector.config);
  if (isDeepStrictEqual(decisiveSettings(config), decisiveSettings(artifact.config))) {
    return { vector, isExact: true };
  }
  const adapted = adaptVector(vector, artifact.config);
  return adapted && { vector: adapted, isExact: false };
}

/**
 * The difference between the output of a function and the vector; undefined if there is none. An
 * adapted vector is compared by verdict and reason only. The text contains no values.
 */
export function findVectorProblem(
  { vector, isExact }: AppliedVector,
  output: FunctionOutput,
): string | undefined {
  if (isExact) {
    return findDifference(vector, output);
  }
  return refusalReason(output) === vector.reason ? undefined : describeVerdict(output);
}

function isApplicable(
  { config: vectorConfig, flags, reason }: EdgeVector,
  { config }: Artifact,
): boolean {
  return (
    // Only a KeyValueStore can contain a missing or unusable secret: the build checks an embedded
    // one.
    !(config.secret === 'embedded' && reason === 'not_configured') &&
    // Runtime 2.0 has rawQueryString(); on 1.0 the query is rebuilt.
    !(config.runtime === 'cloudfront-js-1.0'
      ? flags.includes('RawQuery') || flags.includes('NoRawQuery')
      : flags.includes('ParsedQuery')) &&
    // Only a KeyValueStore can contain cut-offs. Vectors without cut-offs have the same result
    // whether they are checked or not.
    (!flags.includes('Revocation') ||
      (config.secret === 'kvs' && config.revocation === Boolean(vectorConfig.revocation)))
  );
}

/** The settings that a decision depends on, once `isApplicable` has compared the others. */
function decisiveSettings({ runtime, secret, revocation, ...rest }: ResolvedConfig): object {
  return rest;
}

/**
 * Adapts a vector of the default configuration to another one: the token cookie gets the configured
 * name, the path becomes one that is not public, and the clock is moved by the tolerance. Returns
 * undefined if the vector is about something else than the token.
 */
function adaptVector(vector: EdgeVector, config: ResolvedConfig): EdgeVector | undefined {
  const { request } = vector.event;
  const { revocation, ...rest } = vector.config;
  const isAboutToken =
    Object.keys(rest).length === 0 &&
    request.uri !== DEFAULTS.loginPath &&
    // Its copies of an identity header may be copies of the configured one.
    !(config.identityHeader !== false && vector.flags.includes('Identity'));
  const folder = findProtectedFolder(config);
  if (!isAboutToken || isPreflight(request) || folder === undefined) {
    return undefined;
  }
  // Vectors also show what happens without this part of the event.
  const { [DEFAULTS.cookieName]: cookie, ...others } = request.cookies ?? {};
  // The function would read a token from another cookie of the configured name.
  if (Object.hasOwn(others, config.cookieName)) {
    return undefined;
  }
  const cookies = request.cookies && {
    ...others,
    ...(cookie && { [config.cookieName]: cookie }),
  };
  return {
    ...vector,
    now: vector.now + config.clockTolerance,
    event: { ...vector.event, request: { ...request, uri: `${folder}protected`, cookies } },
  };
}

function isPreflight({ method, headers }: FunctionRequest): boolean {
  return method === 'OPTIONS' && 'access-control-request-method' in (headers ?? {});
}

/** A part that the request lacks may stay away or become empty. */
function withAllParts(request: Partial<FunctionRequest>): Partial<FunctionRequest> {
  return { querystring: {}, headers: {}, cookies: {}, ...request };
}

function findDifference(vector: EdgeVector, output: FunctionOutput): string | undefined {
  if ('request' in vector.output) {
    if (!('uri' in output)) {
      return describeVerdict(output);
    }
    return isDeepStrictEqual(withAllParts(output), withAllParts(vector.output.request))
      ? undefined
      : 'another request';
  }
  if ('uri' in output) {
    return describeVerdict(output);
  }
  const { body, headers = {}, ...rest } = output;
  const compared = { ...headers };
  for (const name of vector.headersPresent ?? []) {
    if (!compared[name]) {
      return `no header ${name}`;
    }
    delete compared[name];
  }
  if (vector.bodyIncludes?.some((text) => !String(body).includes(text))) {
    return 'another body';
  }
  if (vector.bodyExcludes?.some((text) => String(body).includes(text))) {
    return 'a body with text that must not be in it';
  }
  const comparedBody = vector.bodyIncludes || body === undefined ? {} : { body };
  const response = { ...rest, headers: compared, ...comparedBody };
  return isDeepStrictEqual(response, vector.output.response) ? undefined : 'another response';
}

function describeVerdict(output: FunctionOutput): string {
  const reason = refusalReason(output);
  if (reason === null) {
    return 'lets the request go on';
  }
  // A function of another author may put any text into the header; only text of the form of a
  // reason is quoted.
  return /^[a-z_]{1,20}$/.test(reason) ? `refuses the request, ${reason}` : 'refuses the request';
}
