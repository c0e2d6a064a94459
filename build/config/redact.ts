import type { Secrets } from './key-ring.js';

// In a path or a query a character may be percent-encoded, also more than once.
const ESCAPE = '%(?:25)*';
const COLON = `(?::|${ESCAPE}3a)`;
const DIGIT = `(?:\\d|${ESCAPE}3\\d)`;
const HEX_DIGIT = `(?:[\\da-f]|${ESCAPE}(?:3\\d|[46][1-6]))`;

const MAC = new RegExp(`(${COLON}${DIGIT}{1,16}${COLON})${HEX_DIGIT}{64}`, 'gi');

const HEX_AT_END = new RegExp(`${HEX_DIGIT}{8,}(?:${ESCAPE}[2346]?)?$`, 'i');

/**
 * Takes MACs and secrets out of every text of a report. Its makers use neither; this is for one
 * that stands in a path, a query or a header.
 */
export function redact<T>(report: T, secrets: Secrets): T {
  let json = JSON.stringify(report).replace(MAC, '$1(removed)');
  for (const secret of secrets) {
    json = json.replace(matchSecret(secret), '(removed)');
  }
  return JSON.parse(json) as T;
}

/**
 * Takes the hex digits off the end of a text that was cut: a part of a MAC or of a secret is not
 * recognized any more.
 */
export function dropCutHex(text: string): string {
  return text.replace(HEX_AT_END, '');
}

/** The pattern of a secret, which is hex digits. */
function matchSecret(secret: string): RegExp {
  const digits = [...secret.toLowerCase()].map((digit) => {
    const code = digit.charCodeAt(0).toString(16);
    return `(?:${digit}|${ESCAPE}${/\d/.test(digit) ? code : `[46]${code[1]}`})`;
  });
  return new RegExp(digits.join(''), 'gi');
}
