import { decide, precheck } from './decide.js';
import { parseKeyRing } from './keys.js';
import { findVerified } from './mac.js';
import { unavailable } from './refusal.js';
import { checkRevocation } from './revocation.js';
import { countOctets, getValue } from './values.js';

/** The answer of `verdict` to a refused request. nginx makes new variables for each request. */
var refused: GeneratedResponse | undefined;

/**
 * For nginx's `js_set`: 'as-sent' or 'page' if the request goes on, and then with which path. Every
 * other text refuses it, the empty one of a failed call included. The build takes `async` and
 * `await` out: `js_set` needs the text at once, and nothing here has to be waited for.
 */
export async function verdict(r: NginxRequest): Promise<string> {
  try {
    // nginx resolves "..", "//" and escapes in $uri. The decision is about the path as sent, which
    // a backend gets too; a path that two servers resolve in two ways is never public (SPEC 5.1).
    var target = r.variables.request_uri!;
    var queryStart = target.indexOf('?');
    var path = queryStart < 0 ? target : target.slice(0, queryStart);
    // A target may name the host and no path.
    var sent = path[0] === '/' ? path : '/' + path;
    var request: ViewerRequest = {
      method: r.method,
      uri: sent,
      cookies: readCookieHeader(r.headersIn.Cookie || ''),
      rawQueryString: () => (queryStart < 0 ? undefined : target.slice(queryStart + 1)),
    };
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
    if (isRefused && !request.headers) {
      request.headers = readHeaders(r);
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
  } catch (e) {
    return 'failed';
  }
}

/** For nginx's `js_content`, where the requests are that `verdict` refuses. */
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

/** The two cookies that the function reads, in the form of CloudFront's event (SPEC 4). */
function readCookieHeader(header: string): Items {
  var cookies: Items = {};
  var names = LOOP_GUARD ? [COOKIE_NAME, 'pocket-spa-bounce'] : [COOKIE_NAME];
  for (var i = 0; i < names.length; i++) {
    var found = findCookies(header, names[i]);
    if (found[0]) {
      // An assignment to "__proto__" would set no property.
      Object.defineProperty(cookies, names[i], {
        value: { value: found[0].value, multiValue: found },
      });
    }
  }
  return cookies;
}

/** The first four cookies of the name. The header is searched, not split: it may have 32 kB. */
function findCookies(header: string, name: string): Item[] {
  var found: Item[] = [];
  var end = 0;
  for (;;) {
    var at = header.indexOf(name, end);
    if (at < 0 || found.length > 3) {
      return found;
    }
    var start = skipBlanks(header, at, -1);
    end = skipBlanks(header, at + name.length, 1);
    if ((start > 0 && header[start - 1] !== ';') || header[end] !== '=') {
      continue;
    }
    start = skipBlanks(header, end + 1, 1);
    end = header.indexOf(';', start);
    if (end < 0) {
      end = header.length;
    }
    found.push({ value: header.slice(start, Math.max(start, skipBlanks(header, end, -1))) });
  }
}

/** The place behind (1) or before (-1) the spaces and tabs at a place. */
function skipBlanks(text: string, place: number, step: 1 | -1): number {
  for (;;) {
    var code = text.charCodeAt(step > 0 ? place : place - 1);
    if (code !== 32 && code !== 9) {
      return place;
    }
    place += step;
  }
}

/** The first header of each name, which is all that is read (SPEC 5.4), in lower case. */
function readHeaders(r: NginxRequest): Items {
  var headers: Items = {};
  var list = r.rawHeadersIn;
  for (var i = 0; i < list.length; i++) {
    var name = list[i][0].toLowerCase();
    if (name !== 'cookie' && !headers[name]) {
      headers[name] = { value: list[i][1] };
    }
  }
  // The host of an absolute target takes precedence over the header (RFC 9112 section 3.2.2).
  var host = r.variables.host!;
  if (LOGIN_HOST && getValue(headers, 'host').toLowerCase().split(':')[0] !== host) {
    headers.host = { value: host };
  }
  return headers;
}

/**
 * The cut-offs that nginx read from a file (SPEC 3.1), as a store. Without further settings a map
 * of nginx has keys of at most 46 octets, so a user's has 40 of the 64 digits: 160 bits.
 */
function cutOffs(r: NginxRequest): Store & { everybody: string | undefined } {
  function get(key: string): string {
    r.variables.spa_auth_key = key.replace('revoked:', '').slice(0, 40);
    return r.variables.spa_auth_cut_off!;
  }
  function exists(key: string): boolean {
    // No file can hold this text by mistake, and an empty entry is one (SPEC 3.1).
    return get(key) !== 'no entry';
  }
  return {
    get: get,
    exists: exists,
    everybody: exists('everybody') ? get('everybody') : undefined,
  };
}
