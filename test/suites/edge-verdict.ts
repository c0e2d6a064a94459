import type { EdgeEvent, EdgeRequest, EdgeResponse, Fields } from '../vectors/types.js';
import type { CookieReader } from './cookie-read.js';
import type { EdgeFunction } from './edge.js';
import type { SecretUser } from './secret.js';
import type { Circumstances, Verdict } from './verdict.js';

const IDENTITY = 'x-verdict-user';

/** The edge function as one that judges tokens and cookies: each comes in an event of its own. */
export function judging(edge: EdgeFunction): SecretUser & CookieReader {
  async function judge(
    cookies: Fields,
    { secret, now, clockTolerance, ...names }: Circumstances & { cookieName?: string },
  ): Promise<Verdict> {
    const config = { clockTolerance, identityHeader: IDENTITY, ...names };
    return verdictOf(
      await edge.call({ config, secret, now, rawQuery: null, event: eventWith(cookies) }),
    );
  }
  return {
    ...(edge.unable && { unable: edge.unable }),
    // Percent-encoded, so that the token itself is what is judged, quotes and percent signs included.
    verify: (token, circumstances) =>
      judge({ 'pocket-spa-token': { value: encodeURIComponent(token) } }, circumstances),
    read: ({ cookies, cookieName, secret, now, clockTolerance }) =>
      judge(cookies ?? {}, { cookieName, secret, now, clockTolerance }),
  };
}

function verdictOf(output: object): Verdict {
  if ('statusCode' in output) {
    return {
      valid: false,
      reason: (output as EdgeResponse).headers['x-spa-auth-reason']?.value ?? '',
    };
  }
  return {
    valid: true,
    userId: decodeURIComponent((output as EdgeRequest).headers[IDENTITY]?.value ?? ''),
  };
}

function eventWith(cookies: Fields): EdgeEvent {
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
