import { decide, precheck } from './decide.js';
import { decodeSecret } from './keys.js';
import { unavailable } from './refusal.js';

/** Entry for a secret that is built in. Pure ES5.1, for both runtimes (SPEC 7). */
export function handler(event: ViewerRequestEvent): Output {
  try {
    var checked = precheck(event.request);
    var keys = typeof checked === 'object' ? EMBEDDED_SECRETS.map(decodeSecret) : null;
    return decide(event.request, checked, keys);
  } catch (e) {
    return unavailable();
  }
}
