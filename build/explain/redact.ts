import type { Secrets } from '../config/key-ring.js';

// A token's expiry and MAC, the two colons percent-encoded or not.
const MAC = /((?::|%(?:25)*3a)\d{1,16}(?::|%(?:25)*3a))[0-9a-f]{64}/gi;

/**
 * Takes MACs and secrets out of every text of a report. Its makers use neither; this is for one
 * that stands in a path, a query or a header.
 */
export function redact<T>(report: T, secrets: Secrets): T {
  let json = JSON.stringify(report).replace(MAC, '$1(removed)');
  for (const secret of secrets) {
    json = json.replace(new RegExp(secret, 'gi'), '(removed)');
  }
  return JSON.parse(json) as T;
}
