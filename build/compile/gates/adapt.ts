import { DEFAULTS } from '../../config/defaults.js';
import type { ResolvedConfig } from '../../config/types.js';
import type { FunctionRequest } from '../../preview/event.js';
import type { EdgeVector } from '../vectors.js';
import { protectedFolder } from './protected.js';

/**
 * A vector of the default configuration for another one, so that it asks the same of the cookie: under the configured name, on a
 * path that is not public, at a clock that makes up for the tolerance. Undefined where it asks something else.
 */
export function adapted(vector: EdgeVector, config: ResolvedConfig): EdgeVector | undefined {
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
