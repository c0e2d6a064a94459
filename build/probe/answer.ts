import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** What a server answered to one request. */
export interface Answer {
  /** The status; 0 if there was no answer. */
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The `Link` headers of early answers (103). */
  readonly earlyLinks: readonly string[];
  /** The body as far as it was read, without its content encoding. */
  readonly body: Buffer;
  /** Whether the body was longer than what was read. */
  readonly isCut: boolean;
  /** Why there was no answer, or not all of it. */
  readonly problem?: 'timeout' | 'connection';
  /** The code of a connection that failed, such as `ECONNREFUSED`. */
  readonly code?: string;
}

/** Whether the answer carries what was asked for. */
export function isSuccess({ status }: Answer): boolean {
  return status >= 200 && status < 300;
}

/** Whether the answer sends the viewer to another address. */
export function isRedirect({ status, headers }: Answer): boolean {
  return status >= 300 && status < 400 && typeof headers.location === 'string';
}

/** The media type without its parameters, in lower case; empty if there is none. */
export function mediaType({ headers }: Answer): string {
  return (headers['content-type'] ?? '').split(';', 1)[0]!.trim().toLowerCase();
}

/** A hash of the body. Two bodies with the same hash are the same. */
export function hashBody({ body }: Answer): string {
  return createHash('sha256').update(body).digest('hex');
}

// "Hit from cloudfront", "RefreshHit from cloudfront", nginx's and Cloudflare's "HIT", and
// RFC 9211's "ExampleCache; hit".
const HIT_HEADERS = ['x-cache', 'x-cache-status', 'x-proxy-cache', 'cf-cache-status'];

/** Whether a cache gave the answer. */
export function isFromCache({ headers }: Answer): boolean {
  const isHit = HIT_HEADERS.some((name) => /hit/i.test(String(headers[name] ?? '')));
  return (
    isHit ||
    /;\s*hit\b/i.test(String(headers['cache-status'] ?? '')) ||
    // RFC 9111 section 5.1: only a cache sends it. Some send 0 for an answer they have just got.
    Number(headers.age) >= 1
  );
}

/** The `Set-Cookie` headers that set a cookie; one that removes a cookie is none of them. */
export function setsCookies({ headers }: Answer): boolean {
  return (headers['set-cookie'] ?? []).some(
    (line) => !/^[^=;]*=\s*(?:;|$)|;\s*max-age\s*=\s*(?:0|-)/i.test(line),
  );
}
