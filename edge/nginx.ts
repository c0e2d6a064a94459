import { decide, precheck } from './decide.js';
import { parseKeyRing } from './keys.js';
import { findVerified } from './mac.js';
import { applySpaFallback } from './path.js';
import { unavailable } from './refusal.js';
import { checkRevocation } from './revocation.js';
import { type ParsedToken, parseToken } from './token.js';
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
    var cookieHeader = r.headersIn.Cookie || '';
    if (await isPlainlyValid(r, cookieHeader)) {
      var request: ViewerRequest = { method: '', uri: sent };
      applySpaFallback(request);
      return request.uri === sent ? 'as-sent' : 'page';
    }
    return await judge(r, sent, target, cookieHeader);
  } catch (e) {
    return 'failed';
  }
}

/**
 * Whether the first candidate (SPEC 4) is a valid token as it stands, in a cookie that is written
 * as browsers write it. Then no other candidate matters, and none of the objects of CloudFront's
 * event is needed: a valid request costs a fifth fewer instructions. `judge` decides on all others.
 */
async function isPlainlyValid(r: NginxRequest, header: string): Promise<boolean> {
  var at = header.indexOf(COOKIE_NAME + '=');
  var tokens: ParsedToken[] = [];
  // The identity header needs all headers, and a preflight is answered before its cookies count.
  if (
    !IDENTITY_HEADER &&
    (!at || (at > 0 && header.slice(at - 2, at) === '; ' && header.indexOf(COOKIE_NAME) === at)) &&
    !(PASS_PREFLIGHT && r.method === 'OPTIONS')
  ) {
    var start = at + COOKIE_NAME.length + 1;
    var end = header.indexOf(';', start);
    var text = end < 0 ? header.slice(start) : header.slice(start, end);
    // A blank at its beginning is not part of the value.
    if (text > '!' && !text[1024]) {
      parseToken(text, Date.now() / 1000, tokens);
    }
  }
  var keys = tokens[0] ? parseKeyRing(r.variables.spa_auth_secret!) : null;
  if (!keys) {
    return false;
  }
  var accepted = await accept(r, tokens, keys);
  return accepted !== 'revoked' && !!accepted[0];
}

/** The first token whose MAC is right and that no cut-off refuses, in a list of at most one. */
async function accept(
  r: NginxRequest,
  tokens: ParsedToken[],
  keys: Key[],
): Promise<ParsedToken[] | 'revoked'> {
  if (CUT_OFFS) {
    var store = cutOffs(r);
    return await checkRevocation(tokens, keys, store.everybody, store);
  }
  var token = findVerified(tokens, keys);
  return token ? [token] : [];
}

/** Decides on any request. */
async function judge(
  r: NginxRequest,
  sent: string,
  target: string,
  cookieHeader: string,
): Promise<string> {
  var request: ViewerRequest = {
    method: r.method,
    uri: sent,
    cookies: {},
    rawQueryString: () => {
      var queryStart = target.indexOf('?');
      return queryStart < 0 ? undefined : target.slice(queryStart + 1);
    },
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
      checked = await accept(r, checked, keys);
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

/** Puts a cookie into the form of CloudFront's event (SPEC 4). */
function readCookie(cookies: Items, name: string, header: string): void {
  var found = findCookies(header, name);
  if (found[0]) {
    var item = { value: found[0].value, multiValue: found };
    if (IS_COOKIE_NAME_INHERITED) {
      // An assignment to "__proto__" would set no property.
      Object.defineProperty(cookies, name, { value: item });
    } else {
      cookies[name] = item;
    }
  }
}

/**
 * The first four cookies of the name. The header is searched, not split, because it may have 32 kB.
 * The loops stand here, because a function for the blanks makes a valid request a tenth dearer.
 */
function findCookies(header: string, name: string): Item[] {
  var found: Item[] = [];
  var end = 0;
  var blank: string | undefined;
  while (found.length < 4) {
    var at = header.indexOf(name, end);
    if (at < 0) {
      break;
    }
    end = at + name.length;
    while ((blank = header[end]) === ' ' || blank === '\t') {
      end++;
    }
    while ((blank = header[at - 1]) === ' ' || blank === '\t') {
      at--;
    }
    if (header[end] !== '=' || (at > 0 && blank !== ';')) {
      continue;
    }
    var start = end + 1;
    end = header.indexOf(';', start);
    if (end < 0) {
      end = header.length;
    }
    var stop = end;
    while ((blank = header[start]) === ' ' || blank === '\t') {
      start++;
    }
    while (stop > start && ((blank = header[stop - 1]) === ' ' || blank === '\t')) {
      stop--;
    }
    found.push({ value: header.slice(start, stop) });
  }
  return found;
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
