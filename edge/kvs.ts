import cf from 'cloudfront';
import { decide, examine } from './decide.js';
import { keysOf } from './keys.js';
import { unavailable } from './refusal.js';
import { unrevoked } from './revocation.js';

/** The secret in a KeyValueStore: runtime 2.0, and the only two constructs beyond ES5.1, `import` and `async`. */
export async function handler(event: ViewerRequestEvent): Promise<Output> {
  try {
    var evidence = examine(event.request);
    var keys = null;
    if (typeof evidence === 'object') {
      // Rejects for a missing key as it does in an outage.
      var stored = await cf.kvs().get('token_secret');
      // Everybody's cut-off may stand behind a ";" whether it is asked for or not: to switch that off must not cost the secret.
      // The usual value has none, and is spared the split.
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
