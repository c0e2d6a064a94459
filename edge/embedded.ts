import { decide, examine } from './decide.js';
import { embeddedKey } from './keys.js';
import { unavailable } from './refusal.js';

/** Entry for a secret that is built in. Pure ES5.1, for both runtimes (SPEC 7). */
export function handler(event: ViewerRequestEvent): Output {
  try {
    var evidence = examine(event.request);
    var keys = typeof evidence === 'object' ? EMBEDDED_SECRETS.map(embeddedKey) : null;
    return decide(event.request, evidence, keys);
  } catch (e) {
    return unavailable();
  }
}
