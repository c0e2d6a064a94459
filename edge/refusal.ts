import cf from 'cloudfront';
import { returnPath } from './path.js';
import { getValue } from './values.js';

/** Answers a viewer without a valid token (SPEC 5.4 and 5.5). */
export function refusal(request: ViewerRequest, reason: string): GeneratedResponse {
  var headers = request.headers;
  var isGetOrHead = request.method === 'GET' || request.method === 'HEAD';
  var destination = getValue(headers, 'sec-fetch-dest');
  var isDocument = !destination || destination === 'document';
  // Only the first 512 characters of a value are searched. A longer one is hostile. Not with a
  // pattern: the engine's PCRE pays 400 instructions wherever the first letter stands, indexOf 35.
  var purpose = getValue(headers, 'sec-purpose');
  var isPrefetch = purpose && purpose.slice(0, 512).indexOf('prefetch') >= 0;
  var mode = getValue(headers, 'sec-fetch-mode');
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
  var next = encodeURIComponent(returnPath(request));
  var response = respond(
    ALWAYS_REDIRECT || isGetOrHead ? 302 : 303,
    reason,
    'location',
    LOGIN_WITH_NEXT + next,
  );
  // Only a page of its own counts. A frame or a speculative load is no visit.
  if (LOOP_GUARD && response.statusCode < 303 && isDocument && !isPrefetch) {
    var counter = getValue(request.cookies, 'pocket-spa-bounce');
    // A single character makes a number from 0 to 9, or NaN.
    var bounces = counter[1] ? 0 : +counter;
    // The page ends a loop that no redirect can end, and the count starts again.
    var isLoop = bounces === 8;
    var cookie: ResponseCookie = {
      value: isLoop ? '' : (bounces < 8 ? bounces : 0) + 1 + '',
      attributes: 'Max-Age=' + (isLoop ? 0 : 20) + '; HttpOnly; Secure; SameSite=Lax; Path=/',
    };
    if (isLoop) {
      response = respond(
        403,
        reason,
        'content-security-policy',
        "default-src 'none';style-src 'unsafe-inline'",
        'text/html; charset=utf-8',
        PAGE_START + next + PAGE_LINK + reason + PAGE_END,
      );
    }
    response.cookies = { 'pocket-spa-bounce': cookie };
    if (isLoop && reason !== 'missing') {
      if (IS_COOKIE_NAME_INHERITED) {
        // An assignment to "__proto__" would set no property.
        Object.defineProperty(response.cookies, COOKIE_NAME, { value: cookie, enumerable: true });
      } else {
        response.cookies[COOKIE_NAME] = cookie;
      }
    }
  }
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
  if (LOG_REASON) {
    try {
      cf.logCustomData(reason);
    } catch (e) {
      // The answer is the same without a log.
    }
  }
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
