import { kindOf, wrongType, wrongValue } from './errors.js';
import { optionsOf } from './options.js';

/** Where {@link safeNext} may send a user. */
export interface NextOptions {
  /** Where to go instead of an unsafe `next`; `/` unless given. It is held to the same rules. */
  fallback?: string | undefined;
  /** Origins that an absolute `next` may have, such as `https://app.example.com`; none unless given. */
  allowedOrigins?: readonly string[] | undefined;
}

const MAX_PATH = 2048;

// Any origin serves to resolve a path: the question is only whether the path leaves it.
const HERE = 'https://here.invalid';

/**
 * Makes a `next` parameter safe to redirect to after a login: it comes back as it is where it names a path of the same site or an
 * allowed origin, percent-encoded where it is not ASCII; anything else, of any type, gives the fallback.
 *
 * @throws TypeError for an option of the wrong type.
 * @throws RangeError for a `fallback` that is not safe itself and for an entry of `allowedOrigins` that is no origin.
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
  const { fallback, allowedOrigins = [] } = optionsOf(options);
  const origins = originsOf(allowedOrigins);
  const instead = fallback === undefined ? '/' : fallbackOf(fallback, origins);
  return safe(next, origins) ?? instead;
}

/** The text to send, or undefined where it is not safe (SPEC 8). */
function safe(next: unknown, origins: readonly string[]): string | undefined {
  if (typeof next !== 'string' || /[\x00-\x1f\x7f]/.test(next)) {
    return undefined;
  }
  const resolved = next.startsWith('/') ? safePath(next) : safeUrl(next, origins);
  return resolved !== undefined && /^[\x20-\x7e]*$/.test(next) ? next : resolved;
}

function safePath(next: string): string | undefined {
  if (next.length > MAX_PATH || next.startsWith('//') || next.split('?', 1)[0]!.includes('\\')) {
    return undefined;
  }
  const url = urlOf(next, HERE);
  // A dot segment may leave "//" in front: "/.//evil.example".
  if (url?.origin !== HERE || url.pathname.startsWith('//')) {
    return undefined;
  }
  return url.pathname + url.search + url.hash;
}

function safeUrl(next: string, origins: readonly string[]): string | undefined {
  const authority = /^https?:\/\/[^/?#]*/.exec(next)?.[0];
  if (authority === undefined || next.includes('\\') || next.length - authority.length > MAX_PATH) {
    return undefined;
  }
  const url = urlOf(next);
  return url && origins.includes(url.origin) && !url.username && !url.password
    ? url.href
    : undefined;
}

function urlOf(text: string, base?: string): URL | undefined {
  try {
    return new URL(text, base);
  } catch {
    return undefined;
  }
}

function fallbackOf(fallback: unknown, origins: readonly string[]): string {
  const message = `The fallback is ${kindOf(fallback)}. Give a path that begins with one "/", such as "/", or a URL of an allowed origin.`;
  if (typeof fallback !== 'string') {
    throw wrongType('ERR_SPA_AUTH_NEXT_FALLBACK', message);
  }
  const instead = safe(fallback, origins);
  if (instead === undefined) {
    throw wrongValue('ERR_SPA_AUTH_NEXT_FALLBACK', message);
  }
  return instead;
}

function originsOf(allowed: unknown): string[] {
  const advice = 'Give origins such as ["https://app.example.com"], without a path.';
  if (!Array.isArray(allowed)) {
    throw wrongType(
      'ERR_SPA_AUTH_NEXT_ORIGINS',
      `The option "allowedOrigins" is ${kindOf(allowed)}. ${advice}`,
    );
  }
  return allowed.map((entry: unknown, index) => {
    const message = `Entry ${index + 1} of "allowedOrigins" is ${kindOf(entry)} and no origin. ${advice}`;
    if (typeof entry !== 'string') {
      throw wrongType('ERR_SPA_AUTH_NEXT_ORIGINS', message);
    }
    // "*" may stand in a host name, where it would match nothing.
    const url = entry.includes('*') ? undefined : urlOf(entry);
    if (!url || !/^https?:$/.test(url.protocol) || url.href !== `${url.origin}/`) {
      throw wrongValue('ERR_SPA_AUTH_NEXT_ORIGINS', message);
    }
    return url.origin;
  });
}
