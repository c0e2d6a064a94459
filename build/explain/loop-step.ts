import type { ResolvedConfig } from '../config/edge-config.js';
import type { ViewerRequest } from '../preview/http.js';
import type { FunctionResult } from '../preview/viewer-request.js';
import type { Step } from './explanation.js';
import { step } from './path-steps.js';

const COUNTER = 'pocket-spa-bounce';

/** Tells how the loop guard counts a redirect. Undefined if the request is not redirected. */
export function describeLoop(
  result: FunctionResult,
  { loopGuard }: ResolvedConfig,
  { event }: ViewerRequest,
): Step | undefined {
  if (result.kind !== 'response') {
    return undefined;
  }
  const { statusCode, cookies = {} } = result.response;
  if (statusCode === 403) {
    return step('loop', 'ended', 'the ninth redirect in a row: a page ends the loop (loopGuard)');
  }
  if (statusCode < 300 || statusCode >= 400) {
    return undefined;
  }
  if (!loopGuard) {
    return step('loop', 'off', 'redirects are not counted (loopGuard: false)');
  }
  const counter = cookies[COUNTER];
  if (!counter) {
    return step('loop', 'not_counted', 'not counted: only a 302 for a page of its own is');
  }
  const sent = event.request.cookies[COUNTER] ? '' : ', and the viewer sent no count';
  return step('loop', 'counted', `redirect ${counter.value} of 8 within 20 seconds${sent}`);
}
