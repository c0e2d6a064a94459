import { removeIdentityHeader, setIdentityHeader } from '../identity.js';
import { unavailable } from '../refusal.js';

/** The request with the parts that CloudFront does not promise. */
function withEveryPart(request: ViewerRequest): ViewerRequest {
  request.headers = request.headers || {};
  request.cookies = request.cookies || {};
  request.querystring = request.querystring || {};
  return request;
}

/** What `before` is given: what it changes there has no effect (SPEC 5.7). */
export function copyRequest(request: ViewerRequest): ViewerRequest {
  var copy = withEveryPart(JSON.parse(JSON.stringify(request)));
  if (HAS_RAW_QUERY && request.rawQueryString) {
    // JSON has no methods.
    copy.rawQueryString = function () {
      return request.rawQueryString!();
    };
  }
  return copy;
}

/** What `after` is given: the request as it was sent, without any identity header. */
export function openRequest(request: ViewerRequest, sent: string): ViewerRequest {
  request.uri = sent;
  withEveryPart(request);
  if (IDENTITY_HEADER) {
    delete request.headers![IDENTITY_HEADER];
  }
  return request;
}

/** Checks what a hook answers the viewer with. The handler answers whatever is thrown with 503. */
export function checkResponse(answer: unknown): GeneratedResponse {
  var status = (answer as GeneratedResponse).statusCode;
  if (typeof status !== 'number' || !(status >= 200 && status < 600) || status % 1) {
    throw new TypeError();
  }
  return answer as GeneratedResponse;
}

/**
 * What goes on after `after`. `sent` is the path that the hook was given, and `routed` what the SPA
 * fallback makes of it. `userId` is undefined if the request needs no token.
 */
export function finishRequest(
  output: ViewerRequest,
  sent: string,
  routed: string,
  userId: string | undefined,
): Output {
  if (
    (output as ViewerRequest & GeneratedResponse).statusCode !== undefined ||
    typeof output.uri !== 'string' ||
    output.uri[0] !== '/'
  ) {
    return checkResponse(output);
  }
  if (output.uri === sent) {
    output.uri = routed;
  }
  if (IDENTITY_HEADER) {
    // The viewer's copies are gone already. These are the hook's.
    if (!removeIdentityHeader(output)) {
      return unavailable();
    }
    if (userId !== undefined) {
      setIdentityHeader(output, userId);
    }
  }
  return output;
}
