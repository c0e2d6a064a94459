import { removeIdentityHeader, setIdentityHeader } from '../identity.js';
import { unavailable } from '../refusal.js';

/** How many items the copy may still take. */
var left = 0;

/**
 * What `before` is given: what it changes there has no effect (SPEC 5.7). Measured on njs 0.8.9: a
 * copy of 3,600 headers takes 50 times as long as a valid request.
 */
export function copyRequest(request: ViewerRequest): ViewerRequest {
  left = 640;
  var copy: ViewerRequest = {
    method: request.method,
    uri: request.uri,
    querystring: copyItems(request.querystring),
    headers: copyItems(request.headers),
    cookies: copyItems(request.cookies),
  };
  if (HAS_RAW_QUERY && request.rawQueryString) {
    copy.rawQueryString = function () {
      return request.rawQueryString!();
    };
  }
  return copy;
}

/** On njs 0.8.9 this costs half of what JSON there and back does. */
function copyItems(items: Items | undefined): Items {
  var copy: Items = {};
  for (var name in items) {
    var item = items![name];
    left -= item.multiValue ? item.multiValue.length : 1;
    if (left < 0) {
      throw new TypeError();
    }
    copy[name] = { value: item.value };
    if (item.multiValue) {
      copy[name].multiValue = item.multiValue.map(copyItem);
    }
  }
  return copy;
}

function copyItem(item: Item): Item {
  return { value: item.value };
}

/** What `after` is given: the request as it was sent, without any identity header. */
export function openRequest(request: ViewerRequest, sent: string): ViewerRequest {
  request.uri = sent;
  request.headers = request.headers || {};
  request.cookies = request.cookies || {};
  request.querystring = request.querystring || {};
  if (IDENTITY_HEADER) {
    delete request.headers[IDENTITY_HEADER];
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
