import { describeKind, rangeError, typeError } from './errors.js';
import { checkOptions } from './options.js';

/** Where {@link safeNext} may send a user. */
export interface NextOptions {
  /** Where to go instead of an unsafe `next`. Default: `/`. The same rules apply to it. */
  fallback?: string | undefined;
  /**
   * Origins that an absolute `next` may have, such as `https://app.example.com`. Default: none.
   */
  allowedOrigins?: readonly string[] | undefined;
}

const MAX_PATH_LENGTH = 2048;

// A path is resolved against this origin, to see whether it leaves it. Any other would do.
const BASE_ORIGIN = 'https://here.invalid';

/**
 * Makes a `next` parameter safe to redirect to after a login. A path of the same site or a URL of
 * an allowed origin is returned unchanged, or percent-encoded if it is not ASCII. Any other value,
 * of any type, gives the fallback.
 *
 * @throws TypeError for an option of the wrong type.
 * @throws RangeError for a `fallback` that is not safe itself and for an entry of `allowedOrigins`
 *   that is not an origin.
 * @example
 * ```ts
 * import { safeNext } from 'pocket-spa-auth';
 *
 * safeNext('/orders/7?tab=items'); // => "/orders/7?tab=items"
 * safeNext('//evil.example'); // => "/"
 * safeNext(undefined, { fallback: '/home' }); // => "/home"
 * ```
 */
export function safeNext(next: unknown, options?: NextOptions): string {
  const { fallback, allowedOrigins = [] } = checkOptions(options);
  const origins = parseOrigins(allowedOrigins);
  const safeFallback = fallback === undefined ? '/' : parseFallback(fallback, origins);
  return sanitize(next, origins) ?? safeFallback;
}

/** The text for `Location`, or undefined if `next` is not safe (SPEC 8). */
function sanitize(next: unknown, origins: readonly string[]): string | undefined {
  if (typeof next !== 'string' || /[\x00-\x1f\x7f]/.test(next)) {
    return undefined;
  }
  const resolved = next.startsWith('/') ? sanitizePath(next) : sanitizeUrl(next, origins);
  return resolved !== undefined && /^[\x20-\x7e]*$/.test(next) ? next : resolved;
}

function sanitizePath(next: string): string | undefined {
  if (
    next.length > MAX_PATH_LENGTH ||
    next.startsWith('//') ||
    next.split('?', 1)[0]!.includes('\\')
  ) {
    return undefined;
  }
  const url = parseUrl(next, BASE_ORIGIN);
  // A dot segment may leave "//" in front: "/.//evil.example".
  if (url?.origin !== BASE_ORIGIN || url.pathname.startsWith('//')) {
    return undefined;
  }
  // Not its parts joined: they leave out the "?" of an empty query.
  return url.href.slice(BASE_ORIGIN.length);
}

function sanitizeUrl(next: string, origins: readonly string[]): string | undefined {
  const authority = /^https?:\/\/[^/?#]*/.exec(next)?.[0];
  if (
    authority === undefined ||
    next.includes('\\') ||
    next.length - authority.length > MAX_PATH_LENGTH
  ) {
    return undefined;
  }
  const url = parseUrl(next);
  return url && origins.includes(url.origin) && !url.username && !url.password
    ? url.href
    : undefined;
}

function parseUrl(text: string, base?: string): URL | undefined {
  try {
    return new URL(text, base);
  } catch {
    return undefined;
  }
}

function parseFallback(fallback: unknown, origins: readonly string[]): string {
  const message =
    `The fallback is ${describeKind(fallback)}. ` +
    'Give a path that begins with one "/", such as "/", or a URL of an allowed origin.';
  if (typeof fallback !== 'string') {
    throw typeError('ERR_SPA_AUTH_NEXT_FALLBACK', message);
  }
  const safeFallback = sanitize(fallback, origins);
  if (safeFallback === undefined) {
    throw rangeError('ERR_SPA_AUTH_NEXT_FALLBACK', message);
  }
  return safeFallback;
}

function parseOrigins(allowedOrigins: unknown): string[] {
  const advice = 'Give origins such as ["https://app.example.com"], without a path.';
  if (!Array.isArray(allowedOrigins)) {
    throw typeError(
      'ERR_SPA_AUTH_NEXT_ORIGINS',
      `The option "allowedOrigins" is ${describeKind(allowedOrigins)}. ${advice}`,
    );
  }
  return allowedOrigins.map((entry: unknown, index) => {
    const message = `Entry ${index + 1} of "allowedOrigins", ${describeKind(entry)}, is not an origin. ${advice}`;
    if (typeof entry !== 'string') {
      throw typeError('ERR_SPA_AUTH_NEXT_ORIGINS', message);
    }
    // A URL may have "*" in its host, but as an allowed origin it would match nothing.
    const url = entry.includes('*') ? undefined : parseUrl(entry);
    if (!url || !/^https?:$/.test(url.protocol) || url.href !== `${url.origin}/`) {
      throw rangeError('ERR_SPA_AUTH_NEXT_ORIGINS', message);
    }
    return url.origin;
  });
}
