import { NOW } from '../constants.js';

const CONTROLS = /[\x00-\x08\x0a-\x1f\x7f]/;
const MAX_PAIR = 4096;

/**
 * The cookies that a browser stores for one https site (RFC 6265 sections 5.2 to 5.4; the two
 * limits are from rfc6265bis). A character is an octet. Every page of the sites here is at the
 * root, so paths are ignored.
 */
export class CookieJar {
  readonly #cookies = new Map<string, string>();

  /** Stores the cookies of the Set-Cookie headers of a response. */
  take(lines: readonly string[]): void {
    for (const line of lines) {
      this.#takeLine(line);
    }
  }

  /** The Cookie header of the next request. */
  get header(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  #takeLine(line: string): void {
    const [pair = '', ...attributes] = line.split(';');
    const equals = pair.indexOf('=');
    const name = trimBlanks(pair.slice(0, equals));
    const value = trimBlanks(pair.slice(equals + 1));
    if (equals < 0 || name === '' || CONTROLS.test(line)) {
      return;
    }
    if (name.length + value.length > MAX_PAIR) {
      return;
    }
    if (isExpired(attributes)) {
      this.#cookies.delete(name);
    } else {
      this.#cookies.set(name, value);
    }
  }
}

function isExpired(attributes: readonly string[]): boolean {
  let expires = Number.POSITIVE_INFINITY;
  let maxAge: number | undefined;
  for (const attribute of attributes) {
    const [name = '', value = ''] = attribute.split('=').map(trimBlanks);
    if (/^max-age$/i.test(name) && /^-?\d+$/.test(value)) {
      maxAge = Number(value);
    }
    if (/^expires$/i.test(name)) {
      expires = Date.parse(value) / 1000;
    }
  }
  // Max-Age has precedence (RFC 6265 section 5.3, step 3).
  return maxAge === undefined ? expires <= NOW : maxAge <= 0;
}

function trimBlanks(text: string): string {
  return text.replace(/^[ \t]+|[ \t]+$/g, '');
}
