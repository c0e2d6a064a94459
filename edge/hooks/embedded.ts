import { decide, precheck } from '../decide.js';
import { decodeSecret } from '../keys.js';
import { findVerified } from '../mac.js';
import { unavailable } from '../refusal.js';
import after from './after.js';
import { checkResponse, copyRequest, finishRequest, openRequest } from './answer.js';
import before from './before.js';

/** `../embedded.ts` with hooks, which cannot be async (SPEC 5.7). */
export function handler(event: ViewerRequestEvent): Output {
  try {
    var request = event.request;
    if (HAS_BEFORE) {
      var answer = before(copyRequest(request));
      if (answer !== undefined) {
        return checkResponse(answer);
      }
    }
    var sent = request.uri;
    var checked = precheck(request);
    var keys = null;
    if (typeof checked === 'object') {
      keys = EMBEDDED_SECRETS.map(decodeSecret);
      var verified = findVerified(checked, keys);
      checked = verified ? [verified] : [];
    }
    var output = decide(request, checked, keys);
    if (HAS_AFTER && output === request) {
      var routed = request.uri;
      var userId = checked ? checked[0][2] : undefined;
      var result = after(openRequest(request, sent), { userId: userId, public: !checked });
      return finishRequest(
        result === undefined ? request : (result as ViewerRequest),
        sent,
        routed,
        userId,
      );
    }
    return output;
  } catch (e) {
    return unavailable();
  }
}
