import { cookieNameIn, type ResponseHeaders } from '../response-headers.js';

// One directive of the list of RFC 9110 section 5.6.1. A quoted value may contain commas:
// no-cache="a, b".
const DIRECTIVE = /(?:"(?:[^"\\]|\\.)*"?|[^",])+/gs;
const SHARED_CACHE_DIRECTIVE = /^(?:public|s-maxage)\s*(?:=|$)/i;

/** Whether an `Upgrade` header asks for a WebSocket. Others, such as `h2c`, get a normal answer. */
export function upgradesToWebSocket(upgrade: unknown): boolean {
  return /\bwebsocket\b/i.test(String(upgrade ?? ''));
}

/**
 * Adds the cookie to a response, unless the handler itself has set or removed the token. False in
 * that case.
 */
export function addCookie(headers: ResponseHeaders, cookieName: string, cookie: string): boolean {
  const isSet = headers.getSetCookie().some((value) => cookieNameIn(value) === cookieName);
  if (isSet) {
    return false;
  }
  const cacheControl = headers.get('cache-control');
  const privateCacheControl = withPrivate(cacheControl);
  if (privateCacheControl !== cacheControl) {
    headers.set('cache-control', privateCacheControl);
  }
  headers.append('set-cookie', cookie);
  return true;
}

/**
 * A `Cache-Control` that keeps the response out of shared caches (RFC 9111 sections 3 and 5.2.2),
 * which would give one user's cookie to others. One that does so already is returned unchanged.
 */
export function withPrivate(cacheControl: string | null): string {
  const directives = (cacheControl?.match(DIRECTIVE) ?? [])
    .map((directive) => directive.trim())
    .filter(Boolean);
  const remaining = directives.filter((directive) => !SHARED_CACHE_DIRECTIVE.test(directive));
  // `private="a"` keeps one header out of shared caches, not the response.
  if (remaining.some((directive) => /^(?:private|no-store)$/i.test(directive))) {
    return remaining.length === directives.length ? cacheControl! : remaining.join(', ');
  }
  return ['private', ...remaining].join(', ');
}
