// A list of RFC 9110 section 5.6.1, whose commas may stand in quotes: no-cache="a, b".
const DIRECTIVE = /(?:"(?:[^"\\]|\\.)*"?|[^",])+/gs;
const SHARED = /^(?:public|s-maxage)\s*(?:=|$)/i;

/**
 * A `Cache-Control` under which no shared cache stores the response (RFC 9111 sections 3 and 5.2.2): one user's cookie would be
 * handed to all the others. What keeps shared caches out already comes back as it is.
 */
export function privately(cacheControl: string | null): string {
  const directives = (cacheControl?.match(DIRECTIVE) ?? [])
    .map((directive) => directive.trim())
    .filter(Boolean);
  const kept = directives.filter((directive) => !SHARED.test(directive));
  // `private="a"` keeps one header out of shared caches, not the response.
  if (kept.some((directive) => /^(?:private|no-store)$/i.test(directive))) {
    return kept.length === directives.length ? cacheControl! : kept.join(', ');
  }
  return ['private', ...kept].join(', ');
}
