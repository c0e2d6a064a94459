import type { Secrets } from '../config/key-ring.js';

// A token's expiry and MAC. Each character may be percent-encoded, also more than once.
const COLON = '(?::|%(?:25)*3a)';
const DIGIT = '(?:\\d|%(?:25)*3\\d)';
const HEX_DIGIT = '(?:[\\da-f]|%(?:25)*(?:3\\d|[46][1-6]))';
const MAC = new RegExp(`(${COLON}${DIGIT}{1,16}${COLON})${HEX_DIGIT}{64}`, 'gi');

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
