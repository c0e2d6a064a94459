import type { EdgeEvent, EdgeRequest, EdgeResponse, Fields } from '../vectors/types.js';
import type { CookieReader } from './cookie-read.js';
import type { EdgeFunction } from './edge.js';
import type { SecretUser } from './secret.js';
import type { Circumstances, Verdict } from './verdict.js';

const IDENTITY_HEADER = 'x-verdict-user';

/** Adapts the edge function to the token and cookie suites: one event per token or cookie. */
export function judging(edge: EdgeFunction): SecretUser & CookieReader {
  async function callEdge(
    cookies: Fields,
    { secret, now, clockTolerance, ...names }: Circumstances & { cookieName?: string },
  ): Promise<Verdict> {
    const config = { clockTolerance, identityHeader: IDENTITY_HEADER, ...names };
    return toVerdict(
      await edge.call({ config, secret, now, rawQuery: null, event: eventFor(cookies) }),
    );
  }
  return {
    ...(edge.unable && { unable: edge.unable }),
    // Percent-encoded, so that quotes and percent signs of the token itself reach the verifier.
    verify: (token, circumstances) =>
      callEdge({ 'pocket-spa-token': { value: encodeURIComponent(token) } }, circumstances),
    read: ({ cookies, cookieName, secret, now, clockTolerance }) =>
      callEdge(cookies ?? {}, { cookieName, secret, now, clockTolerance }),
  };
}

function toVerdict(output: object): Verdict {
  if ('statusCode' in output) {
    return {
      valid: false,
      reason: (output as EdgeResponse).headers['x-spa-auth-reason']?.value ?? '',
    };
  }
  return {
    valid: true,
    userId: decodeURIComponent((output as EdgeRequest).headers?.[IDENTITY_HEADER]?.value ?? ''),
  };
}

function eventFor(cookies: Fields): EdgeEvent {
  return {
    version: '1.0',
    context: {
      distributionDomainName: 'd111111abcdef8.cloudfront.net',
      distributionId: 'EDFDVBD6EXAMPLE',
      eventType: 'viewer-request',
      requestId: 'EXAMPLE',
    },
    viewer: { ip: '198.51.100.11' },
    request: {
      method: 'GET',
      uri: '/',
      querystring: {},
      headers: { host: { value: 'app.example.com' } },
      cookies,
    },
  };
}
