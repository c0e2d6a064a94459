import cf from 'cloudfront';
import { decide, precheck } from '../decide.js';
import { parseKeyRing } from '../keys.js';
import { findVerified } from '../mac.js';
import { unavailable } from '../refusal.js';
import { checkRevocation } from '../revocation.js';
import after from './after.js';
import { checkResponse, copyRequest, finishRequest, openRequest } from './answer.js';
import before from './before.js';

/** `../kvs.ts` with hooks, which may be async (SPEC 5.7). */
export async function handler(event: ViewerRequestEvent): Promise<Output> {
  try {
    var request = event.request;
    if (HAS_BEFORE) {
      var answer = await before(copyRequest(request));
      if (answer !== undefined) {
        return checkResponse(answer);
      }
    }
    var sent = request.uri;
    var checked = precheck(request);
    var keys = null;
    if (typeof checked === 'object') {
      var stored = await cf.kvs().get('token_secret');
      keys = parseKeyRing(stored) || parseKeyRing(stored.split(';')[0]);
      if (keys) {
        var verified = CUT_OFFS ? undefined : findVerified(checked, keys);
        checked = CUT_OFFS
          ? await checkRevocation(checked, keys, stored.split(';')[1], cf.kvs())
          : verified
            ? [verified]
            : [];
      }
    }
    var output = decide(request, checked, keys);
    if (HAS_AFTER && output === request) {
      var routed = request.uri;
      var userId = checked ? checked[0][2] : undefined;
      var result = await after(openRequest(request, sent), { userId: userId, public: !checked });
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
