import { decide, examine } from './decide.js';
import { embeddedKey } from './keys.js';
import { unavailable } from './refusal.js';

/** The secret built in: ES5.1 throughout, for either runtime. */
export function handler(event: ViewerRequestEvent): Output {
  try {
    return decide(event.request, examine(event.request), EMBEDDED_SECRETS.map(embeddedKey));
  } catch (e) {
    return unavailable();
  }
}
