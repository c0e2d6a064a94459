import type { ResolvedConfig } from '../../../config/types.js';
import { goesOn, type Probe, probe, refusedWith } from './probe.js';
import { requestTo } from './request.js';

/** A preflight passes with its path unchanged, or is refused like any request of a script. */
export function preflight(config: ResolvedConfig, folder: string): Probe[] {
  const request = requestTo(config, `${folder}protected`, {
    method: 'OPTIONS',
    headers: { 'sec-fetch-mode': 'cors', 'access-control-request-method': 'PUT' },
  });
  const status = config.unauthenticated === 'redirect' ? 302 : 401;
  const judge =
    config.preflight === 'pass'
      ? goesOn(config, request)
      : refusedWith({ status, reason: 'missing' });
  return [probe('a preflight', request, judge)];
}
