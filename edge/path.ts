import { countOctets, getValue } from './values.js';

/** Whether the path is public (SPEC 5.1). */
export function isPublic(request: ViewerRequest): boolean {
  if (HAS_PUBLIC_PATHS && isListed(request.uri, PUBLIC_PATHS, true)) {
    return true;
  }
  return LOGIN_HOST
    ? LOGIN_PATH !== '' &&
        request.uri === LOGIN_PATH &&
        getValue(request.headers, 'host').toLowerCase() === LOGIN_HOST
    : request.uri === LOGIN_PATH;
}

/** Whether an entry names the path: the path itself, or a prefix of it that ends in "*". */
export function isListed(uri: string, entries: string[], mustBePlain: boolean): boolean {
  for (var i = 0; i < entries.length; i++) {
    var prefix = entries[i].slice(0, -1);
    if (
      uri === entries[i] ||
      (entries[i] === prefix + '*' &&
        uri.slice(0, prefix.length) === prefix &&
        (!mustBePlain || isPlain(uri)))
    ) {
      return true;
    }
  }
  return false;
}

/** Whether no server on the way resolves the path to another path than the one compared. */
function isPlain(uri: string): boolean {
  // Every character of a long path costs up to 2,500 instructions here.
  return (
    uri.length <= 1024 &&
    !/[\x00-\x20\x7f\\;]|\/\/|\/\.\.|\/(\.|%20)+(\/|(?![\s\S]))|%(?![0-9a-f]{2})|%([01][0-9a-f]|2[5ef]|3b|5c|7f|c[01]|f[5-9a-f]|e0%[89]|f0%8)/i.test(
      uri,
    )
  );
}

/** Turns a route of the application into its page (SPEC 5.3). */
export function applySpaFallback(request: ViewerRequest): void {
  var uri = request.uri;
  if (
    SPA_FALLBACK &&
    (uri.indexOf('.', uri.lastIndexOf('/')) < 0 || (HAS_FILE_EXTENSIONS && !isListedFile(uri))) &&
    !(HAS_BACKEND_PATHS && isListed(uri, BACKEND_PATHS, false))
  ) {
    request.uri = SPA_FALLBACK;
  }
}

/** Whether the last segment, which has a ".", names a file by its extension or its exact path. */
function isListedFile(uri: string): boolean {
  return (
    FILE_EXTENSIONS.indexOf(uri.slice(uri.lastIndexOf('.') + 1).toLowerCase()) >= 0 ||
    (HAS_PUBLIC_PATHS && PUBLIC_PATHS.indexOf(uri) >= 0) ||
    uri === LOGIN_PATH
  );
}

/** Where the viewer wanted to go, for `next` (SPEC 5.4). */
export function returnPath(request: ViewerRequest): string {
  var path = request.uri;
  // Few paths need the replacement, which costs 10,000 instructions.
  if (path[0] !== '/' || path[1] === '/' || path[1] === '\\') {
    path = path.replace(/^[/\\]*/, '/');
  }
  var raw = HAS_RAW_QUERY && request.rawQueryString && request.rawQueryString();
  var query = HAS_RAW_QUERY ? (raw == null ? '' : '?' + raw) : rebuildQuery(request.querystring);
  // A longer one would not fit into the limits of a request's size. A character has at most four
  // octets.
  if ((path + query)[512] && countOctets(path + query) > 2048) {
    query = '';
    if (countOctets(path) > 2048) {
      path = '/';
    }
  }
  return LOGIN_HOST ? 'https://' + getValue(request.headers, 'host') + path + query : path + query;
}

/** The query with its "?" on runtime 1.0, which has no rawQueryString(). */
function rebuildQuery(querystring: Items | undefined): string {
  // The pairs are joined at the end. Text that grows bit by bit is kept in every length.
  var pairs: string[] = [];
  for (var name in querystring) {
    var item = querystring![name];
    var entries = item.multiValue || [item];
    for (var i = 0; i < entries.length; i++) {
      pairs.push(name + (entries[i].value && '=' + entries[i].value));
      if (pairs.length > 64) {
        return '';
      }
    }
  }
  return pairs.length ? '?' + pairs.join('&') : '';
}
