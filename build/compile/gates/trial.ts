import { isDeepStrictEqual } from 'node:util';
import { DEFAULTS } from '../../config/defaults.js';
import type { ResolvedConfig } from '../../config/edge-config.js';
import type { FunctionOutput, FunctionRequest } from '../../platform/event.js';
import { type EdgeVector, refusalReason } from '../edge-vectors.js';
import { protectedFolder } from '../probes/expected.js';
import type { Artifact } from './gate.js';
import { configOf, decisive, differs, isFor, verdictOf } from './vectors.js';

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
  if (!isFor(vector, artifact)) {
    return undefined;
  }
  if (isDeepStrictEqual(decisive(configOf(vector)), decisive(artifact.config))) {
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
    return differs(vector, output);
  }
  return refusalReason(output) === vector.reason ? undefined : verdictOf(output);
}
