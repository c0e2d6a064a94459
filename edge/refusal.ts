import { headerOf } from './items.js';
import { returnPath } from './path.js';

/** SPEC 5.4 and 5.5: what a viewer without a valid token gets. */
export function refusal(request: ViewerRequest, reason: string): GeneratedResponse {
  var readsOnly = request.method === 'GET' || request.method === 'HEAD';
  if (!ALWAYS_REDIRECT && !isNavigation(request, readsOnly)) {
    return respond(
      401,
      reason,
      { 'www-authenticate': 'Cookie', 'content-type': 'application/json' },
      '{"error":"unauthenticated","reason":"' + reason + '","login":' + LOGIN_JSON + '}',
    );
  }
  var location = LOGIN_WITH_NEXT + encodeURIComponent(returnPath(request));
  if (!ALWAYS_REDIRECT && !readsOnly) {
    return respond(303, reason, { location: location });
  }
  if (!LOOP_GUARD) {
    return respond(302, reason, { location: location });
  }
  var counter = request.cookies['pocket-spa-bounce'];
  var bounces = counter && /^[1-8](?![\s\S])/.test(counter.value) ? +counter.value : 0;
  // The page ends a loop that no redirect can, and makes the count start anew.
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

/** A browser says so itself; an older client is a browser unless something says that a script asked. */
function isNavigation(request: ViewerRequest, readsOnly: boolean): boolean {
  var mode = headerOf(request, 'sec-fetch-mode');
  var accept = headerOf(request, 'accept') || '*/*';
  return mode
    ? mode === 'navigate'
    : readsOnly &&
        headerOf(request, 'x-requested-with') !== 'XMLHttpRequest' &&
        !headerOf(request, 'sec-websocket-key') &&
        (accept.indexOf('text/html') >= 0 || accept.indexOf('*/*') >= 0);
}

/** The fault is on this side and may pass by itself. No redirect: the viewer would come straight back. No body: browsers have a page for it. */
export function unavailable(): GeneratedResponse {
  return respond(503, 'not_configured', { 'retry-after': '5' });
}

/** Every refusal names its reason and stays out of every cache. Of the headers only the texts are given. */
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
