import cf from 'cloudfront';
import { decide, precheck } from './decide.js';
import { parseKeyRing } from './keys.js';
import { unavailable } from './refusal.js';
import { checkRevocation } from './revocation.js';

/**
 * Entry for a secret in a KeyValueStore, on runtime 2.0. `import` and `async` are the only two
 * constructs beyond ES5.1 (SPEC 7).
 */
export async function handler(event: ViewerRequestEvent): Promise<Output> {
  try {
    var checked = precheck(event.request);
    var keys = null;
    if (typeof checked === 'object') {
      // `get` rejects for a missing key as it does in an outage. Both are answered with 503.
      var stored = await cf.kvs().get('token_secret');
      // The cut-off for everybody may follow a ";" even if this build does not use it (SPEC 2), so
      // a function without revocation still finds the secret. A value without ";" is not split.
      keys = parseKeyRing(stored) || parseKeyRing(stored.split(';')[0]);
      if (REVOCATION && keys) {
        checked = await checkRevocation(checked, keys, stored.split(';')[1], cf.kvs());
      }
    }
    return decide(event.request, checked, keys);
  } catch (e) {
    return unavailable();
  }
}
