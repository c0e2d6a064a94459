/** The headers of a response that the cookie needs. A Fetch `Headers` has these methods. */
export interface ResponseHeaders {
  get(name: string): string | null;
  set(name: string, value: string): void;
  append(name: string, value: string): void;
  getSetCookie(): string[];
}

/**
 * The first status of a final response. Below it are informational responses such as 101, and 0 for
 * `Response.error()`; neither can carry a cookie.
 */
export const FIRST_FINAL_STATUS = 200;

// One directive of the list of RFC 9110 section 5.6.1. A quoted value may contain commas:
// no-cache="a, b".
const DIRECTIVE = /(?:"(?:[^"\\]|\\.)*"?|[^",])+/gs;
const SHARED_CACHE_DIRECTIVE = /^(?:public|s-maxage)\s*(?:=|$)/i;

/** Whether an `Upgrade` header asks for a WebSocket. Others, such as `h2c`, get a normal answer. */
export function upgradesToWebSocket(upgrade: unknown): boolean {
  return /\bwebsocket\b/i.test(String(upgrade ?? ''));
}

/** Adds the cookie to a response, unless the handler itself has set or removed the token. */
export function addCookie(headers: ResponseHeaders, cookieName: string, cookie: string): void {
  const isSet = headers.getSetCookie().some((value) => cookieNameIn(value) === cookieName);
  if (isSet) {
    return;
  }
  const cacheControl = headers.get('cache-control');
  const privateCacheControl = withPrivate(cacheControl);
  if (privateCacheControl !== cacheControl) {
    headers.set('cache-control', privateCacheControl);
  }
  headers.append('set-cookie', cookie);
}

function cookieNameIn(setCookie: string): string {
  return setCookie.split('=', 1)[0]!.trim();
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
