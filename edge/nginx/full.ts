import { decide, precheck } from '../decide.js';
import { parseKeyRing } from '../keys.js';
import { findVerified } from '../mac.js';
import { unavailable } from '../refusal.js';
import { checkRevocation } from '../revocation.js';
import { countOctets } from '../values.js';
import { cutOffs } from './cut-offs.js';
import { readCookie, readHeaders } from './request.js';

/** The answer of `judge` to a refused request, for `refuse`. */
var refused: GeneratedResponse | undefined;

/**
 * Decides on any request: 'as-sent' or 'page' if it goes on, another text if not. The build takes
 * `async` and `await` out: nginx needs the text at once, and nothing here has to be waited for.
 */
export async function judge(r: NginxRequest): Promise<string> {
  // nginx resolves "..", "//" and escapes in $uri. The decision is about the path as sent, which a
  // backend gets too; a path that two servers resolve in two ways is never public (SPEC 5.1).
  var target = r.variables.request_uri!;
  var queryStart = target.indexOf('?');
  var path = queryStart < 0 ? target : target.slice(0, queryStart);
  // A target may name the host and no path.
  var sent = path[0] === '/' ? path : '/' + path;
  var cookieHeader = r.headersIn.Cookie || '';
  var request: ViewerRequest = {
    method: r.method,
    uri: sent,
    cookies: {},
    rawQueryString: () => (queryStart < 0 ? undefined : target.slice(queryStart + 1)),
  };
  readCookie(request.cookies!, COOKIE_NAME, cookieHeader);
  // A valid request is spared the reading of its headers.
  if (IDENTITY_HEADER || LOGIN_HOST || request.method === 'OPTIONS') {
    request.headers = readHeaders(r);
  }
  var names = IDENTITY_HEADER ? Object.keys(request.headers!) : [];
  var checked = precheck(request);
  // nginx replaces the identity header and its spelling with "-". It could not keep another one
  // from a backend. It drops those, unless a directive such as `underscores_in_headers` is on.
  for (var i = 0; i < names.length; i++) {
    if (
      !request.headers![names[i]] &&
      names[i].search(/[^a-z0-9-]/) >= 0 &&
      names[i] !== IDENTITY_HEADER
    ) {
      checked = 'malformed';
    }
  }
  var keys = null;
  if (typeof checked === 'object') {
    keys = parseKeyRing(r.variables.spa_auth_secret!);
    if (keys) {
      if (CUT_OFFS) {
        var store = cutOffs(r);
        checked = await checkRevocation(checked, keys, store.everybody, store);
      } else {
        var token = findVerified(checked, keys);
        checked = token ? [token] : [];
      }
    }
  }
  var isRefused = typeof checked === 'string' ? checked !== '' : !checked[0];
  if (isRefused) {
    request.headers = request.headers || readHeaders(r);
    if (LOOP_GUARD) {
      readCookie(request.cookies!, 'pocket-spa-bounce', cookieHeader);
    }
  }
  var output = decide(request, checked, keys);
  if ('statusCode' in output) {
    refused = output;
    return 'refused';
  }
  if (IDENTITY_HEADER) {
    r.variables.spa_auth_user = (output.headers![IDENTITY_HEADER] || { value: '' }).value;
  }
  return output.uri === sent ? 'as-sent' : 'page';
}

/**
 * Whether the MAC of a usual request (`usual.ts`) is right, for a ring that is not one secret of 32
 * octets. Nothing of the token is left to check but the MAC.
 */
export function isUsualVerified(variables: NginxRequest['variables'], mac: string): boolean {
  var keys = parseKeyRing(variables.spa_auth_secret!);
  return !!keys && !!findVerified([[variables.spa_auth_signed!, mac, '', 0]], keys);
}

/** Sends the answer of `judge`. */
export function refuse(r: NginxRequest): void {
  var response = refused || unavailable();
  var body = r.method === 'HEAD' ? '' : response.body || '';
  var setCookies: string[] = [];
  for (var name in response.headers) {
    r.headersOut[name] = response.headers[name].value;
  }
  for (var cookie in response.cookies) {
    var item = response.cookies[cookie];
    setCookies.push(cookie + '=' + item.value + '; ' + item.attributes);
  }
  if (setCookies[0]) {
    r.headersOut['Set-Cookie'] = setCookies;
  }
  r.headersOut['Content-Length'] = countOctets(response.body || '') + '';
  r.status = response.statusCode;
  r.sendHeader();
  if (body) {
    r.send(body);
  }
  r.finish();
}
