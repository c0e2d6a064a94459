import cf from 'cloudfront';
import { decide, examine } from './decide.js';
import { keysOf } from './keys.js';
import { unavailable } from './refusal.js';

/** The secret in a KeyValueStore: runtime 2.0, and the only two constructs beyond ES5.1, `import` and `async`. */
export async function handler(event: ViewerRequestEvent): Promise<Output> {
  try {
    var evidence = examine(event.request);
    var keys = null;
    if (typeof evidence === 'object') {
      // Rejects for a missing key as it does in an outage.
      var ring = await cf.kvs().get('token_secret');
      keys = keysOf(ring);
    }
    return decide(event.request, evidence, keys);
  } catch (e) {
    return unavailable();
  }
}
