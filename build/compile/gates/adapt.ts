import { DEFAULTS } from '../../config/defaults.js';
import type { ResolvedConfig } from '../../config/types.js';
import type { FunctionRequest } from '../../preview/event.js';
import type { EdgeVector } from '../vectors.js';

/**
 * A vector of the default configuration for another one, so that it asks the same of the cookie: under the configured name, on a
 * path that is not public, at a clock that makes up for the tolerance. Undefined where it asks something else.
 */
export function adapted(vector: EdgeVector, config: ResolvedConfig): EdgeVector | undefined {
  const { request } = vector.event;
  const asksForToken =
    Object.keys(vector.config).length === 0 && request.uri !== DEFAULTS.loginPath;
  const uri = protectedPath(config);
  if (!asksForToken || isPreflight(request) || uri === undefined) {
    return undefined;
  }
  const { [DEFAULTS.cookieName]: cookie, ...others } = request.cookies;
  const cookies = { ...others, ...(cookie && { [config.cookieName]: cookie }) };
  return {
    ...vector,
    now: vector.now + config.clockTolerance,
    event: { ...vector.event, request: { ...request, uri, cookies } },
  };
}

function isPreflight({ method, headers }: FunctionRequest): boolean {
  return method === 'OPTIONS' && 'access-control-request-method' in headers;
}

/** A path that the configuration protects: of ones that differ in their first letter, a few prefixes cannot cover all. */
function protectedPath({ publicPaths, loginPath }: ResolvedConfig): string | undefined {
  const open = [...publicPaths, loginPath].map((path) => path.replace(/[*?].*$/, ''));
  return [...'zqxjkvbpygfwmucldrhsnioate']
    .map((letter) => `/${letter}${letter}/protected`)
    .find((path) => !open.some((prefix) => path.startsWith(prefix)));
}
