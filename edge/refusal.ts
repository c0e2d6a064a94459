import { getHeader } from './items.js';
import { returnPath } from './path.js';

/** The answer to a viewer without a valid token (SPEC 5.4 and 5.5). */
export function refusal(request: ViewerRequest, reason: string): GeneratedResponse {
  var isGetOrHead = request.method === 'GET' || request.method === 'HEAD';
  if (!ALWAYS_REDIRECT && !isNavigation(request, isGetOrHead)) {
    return respond(
      401,
      reason,
      { 'www-authenticate': 'Cookie', 'content-type': 'application/json' },
      '{"error":"unauthenticated","reason":"' + reason + '","login":' + LOGIN_JSON + '}',
    );
  }
  var location = LOGIN_WITH_NEXT + encodeURIComponent(returnPath(request));
  if (!ALWAYS_REDIRECT && !isGetOrHead) {
    return respond(303, reason, { location: location });
  }
  if (!LOOP_GUARD) {
    return respond(302, reason, { location: location });
  }
  var counter = request.cookies['pocket-spa-bounce'];
  var bounces = counter && /^[1-8](?![\s\S])/.test(counter.value) ? +counter.value : 0;
  // After 8 redirects in a row a page ends the loop and resets the counter (SPEC 5.5).
  var isLoop = bounces === 8;
  var response = isLoop
    ? respond(
        403,
        reason,
        {
          'content-type': 'text/html; charset=utf-8',
          'content-security-policy':
            "default-src 'none';style-src " + PAGE_STYLE_SOURCE + ";frame-ancestors 'none'",
        },
        PAGE_START + reason + PAGE_LINK + location + PAGE_END,
      )
    : respond(302, reason, { location: location });
  response.cookies = {
    'pocket-spa-bounce': {
      value: isLoop ? '' : '' + (bounces + 1),
      attributes: 'Max-Age=' + (isLoop ? 0 : 20) + '; HttpOnly; Secure; SameSite=Lax; Path=/',
    },
  };
  return response;
}

/**
 * Whether a browser is opening a page (SPEC 5.4). `sec-fetch-mode` decides; without it, a GET or
 * HEAD is one unless a header says that a script sent it.
 */
function isNavigation(request: ViewerRequest, isGetOrHead: boolean): boolean {
  var mode = getHeader(request, 'sec-fetch-mode');
  var accept = getHeader(request, 'accept') || '*/*';
  return mode
    ? mode === 'navigate'
    : isGetOrHead &&
        getHeader(request, 'x-requested-with') !== 'XMLHttpRequest' &&
        !getHeader(request, 'sec-websocket-key') &&
        (accept.indexOf('text/html') >= 0 || accept.indexOf('*/*') >= 0);
}

/**
 * 503: there is no usable secret, which may be temporary. A redirect would come straight back. No
 * body, because browsers show a page of their own.
 */
export function unavailable(): GeneratedResponse {
  return respond(503, 'not_configured', { 'retry-after': '5' });
}

/**
 * A response that names the reason and is never cached. `headers` maps names to plain text, which
 * is wrapped into `{ value }` here.
 */
function respond(
  status: number,
  reason: string,
  headers: { [name: string]: unknown },
  body?: string,
): GeneratedResponse {
  headers['cache-control'] = 'no-store';
  headers['x-spa-auth-reason'] = reason;
  for (var name in headers) {
    headers[name] = { value: headers[name] };
  }
  var response: GeneratedResponse = { statusCode: status, headers: headers as Items };
  if (body) {
    response.body = body;
  }
  return response;
}
