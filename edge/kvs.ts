import cf from 'cloudfront';
import { decide, examine } from './decide.js';
import { keysOf } from './keys.js';
import { unavailable } from './refusal.js';
import { unrevoked } from './revocation.js';

/**
 * Entry for a secret in a KeyValueStore, on runtime 2.0. `import` and `async` are the only two
 * constructs beyond ES5.1 (SPEC 7).
 */
export async function handler(event: ViewerRequestEvent): Promise<Output> {
  try {
    var evidence = examine(event.request);
    var keys = null;
    if (typeof evidence === 'object') {
      // `get` rejects for a missing key as it does in an outage. Both are answered with 503.
      var stored = await cf.kvs().get('token_secret');
      // The cut-off for everybody may follow a ";" even if this build does not use it (SPEC 2), so
      // a function without revocation still finds the secret. A value without ";" is not split.
      keys = keysOf(stored) || keysOf(stored.split(';')[0]);
      if (REVOCATION && keys) {
        evidence = await unrevoked(evidence, keys, stored.split(';')[1], cf.kvs());
      }
    }
    return decide(event.request, evidence, keys);
  } catch (e) {
    return unavailable();
  }
}
