import { getValue } from './items.js';
import { returnPath } from './path.js';

/** Answers a viewer without a valid token (SPEC 5.4 and 5.5). */
export function refusal(request: ViewerRequest, reason: string): GeneratedResponse {
  var headers = request.headers;
  var isGetOrHead = request.method === 'GET' || request.method === 'HEAD';
  var destination = getValue(headers, 'sec-fetch-dest');
  var isDocument = !destination || destination === 'document';
  var isPrefetch = getValue(headers, 'sec-purpose').indexOf('prefetch') >= 0;
  var mode = getValue(headers, 'sec-fetch-mode');
  // A longer value is hostile, and a search costs 22 instructions a character on njs.
  var accept = mode || getValue(headers, 'accept').slice(0, 512) || 'text/html';
  if (
    !ALWAYS_REDIRECT &&
    (isPrefetch ||
      (mode
        ? mode !== 'navigate' ||
          !(isDocument || /^(i?frame|fencedframe|embed|object)(?![\s\S])/.test(destination))
        : // A client that does not say is taken for a browser unless a header shows a script.
          !isGetOrHead ||
          getValue(headers, 'x-requested-with') === 'XMLHttpRequest' ||
          getValue(headers, 'sec-websocket-key') ||
          (accept.indexOf('text/html') < 0 &&
            (accept.indexOf('*/*') < 0 || accept.indexOf('application/json') >= 0))))
  ) {
    return respond(
      401,
      reason,
      'www-authenticate',
      'Cookie',
      'application/json',
      '{"error":"unauthenticated","reason":"' + reason + '","login":' + LOGIN_JSON + '}',
    );
  }
  var location = LOGIN_WITH_NEXT + encodeURIComponent(returnPath(request));
  var response = respond(ALWAYS_REDIRECT || isGetOrHead ? 302 : 303, reason, 'location', location);
  // Only a page of its own counts. A frame or a speculative load is no visit.
  if (LOOP_GUARD && response.statusCode < 303 && isDocument && !isPrefetch) {
    var counter = getValue(request.cookies, 'pocket-spa-bounce');
    var bounces = counter[1] ? 0 : +counter;
    if (!(bounces > 7 && bounces < 9)) {
      return withCounter(response, (bounces > 0 && bounces < 8 ? bounces : 0) + 1 + '', 20);
    }
    // The page ends a loop that no redirect can end, and the count starts again.
    response = withCounter(
      respond(
        403,
        reason,
        'content-security-policy',
        "default-src 'none';style-src 'unsafe-inline'",
        'text/html; charset=utf-8',
        PAGE_START + location + PAGE_LINK + reason + PAGE_END,
      ),
      '',
      0,
    );
    if (reason !== 'missing') {
      var removal = response.cookies!['pocket-spa-bounce'];
      if (IS_COOKIE_NAME_INHERITED) {
        // An assignment to "__proto__" would set no property.
        Object.defineProperty(response.cookies, COOKIE_NAME, { value: removal, enumerable: true });
      } else {
        response.cookies![COOKIE_NAME] = removal;
      }
    }
  }
  return response;
}

/** Sets the counter of redirects, or removes it with an age of 0. */
function withCounter(
  response: GeneratedResponse,
  value: string,
  maxAge: number,
): GeneratedResponse {
  response.cookies = {
    'pocket-spa-bounce': {
      value: value,
      attributes: 'Max-Age=' + maxAge + '; HttpOnly; Secure; SameSite=Lax; Path=/',
    },
  };
  return response;
}

/**
 * Answers if the secret or a cut-off cannot be read or used. No redirect: the viewer would come
 * straight back. No body: browsers have a page for it.
 */
export function unavailable(): GeneratedResponse {
  return respond(503, 'not_configured', 'retry-after', '5');
}

/**
 * A refusal with one more header. It names its reason and is kept out of every cache (SPEC 5.4).
 */
function respond(
  status: number,
  reason: string,
  name: string,
  value: string,
  type?: string,
  body?: string,
): GeneratedResponse {
  var headers: Items = {
    'cache-control': { value: 'no-store' },
    'x-spa-auth-reason': { value: reason },
  };
  var response: GeneratedResponse = { statusCode: status, headers: headers };
  headers[name] = { value: value };
  if (type) {
    headers['content-type'] = { value: type };
    response.body = body;
  }
  return response;
}
