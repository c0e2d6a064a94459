import { applySpaFallback } from '../path.js';
import { cutOffs } from './cut-offs.js';

/**
 * For nginx's `js_set`: 'as-sent' or 'page' if the request goes on, and then with which path. Every
 * other text refuses it, the empty one of a failed call included.
 *
 * A usual valid request takes half of the instructions that `judge` does: its first candidate (SPEC
 * 4) is a valid token as browsers write it. nginx has read the path and the cookie by the regular
 * expression of `build/nginx/usual.ts`. All checks stand in this function: a second one for the MAC
 * would cost 3,000 instructions.
 */
export function verdict(r: NginxRequest): string {
  try {
    var variables = r.variables;
    // The identity header needs all headers.
    var mac = IDENTITY_HEADER ? '' : variables.spa_auth_usual_mac;
    if (
      mac &&
      // A preflight needs no token.
      !(PASS_PREFLIGHT && r.method === 'OPTIONS') &&
      // The time at which nginx began to handle what has arrived. Date.now() costs 2,000
      // instructions more on njs 0.7.9.
      +variables.msec! < +variables.spa_auth_expiry! + (CLOCK_TOLERANCE + 1)
    ) {
      var secret = variables.spa_auth_secret!;
      var signed = variables.spa_auth_signed!;
      var isVerified = false;
      if (secret.length === 64) {
        var key = Buffer.from(secret, 'hex');
        var computed = cryptoModule.createHmac('sha256', key).update(signed).digest('hex');
        var pair = new Uint32Array(Buffer.from(computed + mac, 'hex').buffer);
        isVerified =
          // The decoder stops at the first bad digit, and then has fewer octets.
          key[31] !== undefined &&
          // The two MACs fill the memory, so nothing else is compared in their place.
          pair[15] >= 0 &&
          pair[16] === undefined &&
          // Eight integers against eight, whatever they are: the time does not depend on where the
          // MACs differ (SPEC 3).
          !(
            (pair[0] ^ pair[8]) |
            (pair[1] ^ pair[9]) |
            (pair[2] ^ pair[10]) |
            (pair[3] ^ pair[11]) |
            (pair[4] ^ pair[12]) |
            (pair[5] ^ pair[13]) |
            (pair[6] ^ pair[14]) |
            (pair[7] ^ pair[15])
          );
      } else {
        isVerified = fullDecision().isUsualVerified(variables, mac);
      }
      if (isVerified && !(CUT_OFFS && hasCutOff(r, signed))) {
        // A "." in its last segment makes a file (SPEC 5.3).
        if (!HAS_FILE_EXTENSIONS && variables.spa_auth_dot) {
          return 'as-sent';
        }
        var sent = variables.spa_auth_path!;
        var request: ViewerRequest = { method: '', uri: sent };
        applySpaFallback(request);
        return request.uri === sent ? 'as-sent' : 'page';
      }
    }
    return fullDecision().judge(r);
  } catch (e) {
    return 'failed';
  }
}

/** For nginx's `js_content`, where the requests are that `verdict` refuses. */
export function refuse(r: NginxRequest): void {
  fullDecision().refuse(r);
}

/** Whether there is any cut-off for the user, so that `judge` has to compare it. */
function hasCutOff(r: NginxRequest, signed: string): boolean {
  // The user id stands before ":" and an expiry of ten digits.
  var userId = signed.slice(0, -11);
  var store = cutOffs(r);
  return (
    store.everybody !== undefined ||
    // The type of a store allows a promise, which this one never gives.
    store.exists(cryptoModule.createHash('sha256').update(userId).digest('hex')) === true
  );
}
