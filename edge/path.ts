import { allEntries, getHeader } from './items.js';

/** Whether the path is public (SPEC 5.1). */
export function isPublic(request: ViewerRequest): boolean {
  if (HAS_PUBLIC_PATHS && isPublicPath(request.uri)) {
    return true;
  }
  return LOGIN_HOST
    ? request.uri === LOGIN_PATH && getHeader(request, 'host').toLowerCase() === LOGIN_HOST
    : request.uri === LOGIN_PATH;
}

function isPublicPath(uri: string): boolean {
  for (var i = 0; i < PUBLIC_PATHS.length; i++) {
    var path = PUBLIC_PATHS[i];
    var prefix = path.slice(0, -1);
    if (
      uri === path ||
      (path === prefix + '*' && uri.slice(0, prefix.length) === prefix && isPlain(uri))
    ) {
      return true;
    }
  }
  return false;
}

/** Whether no origin can resolve the path to another one than was compared (SPEC 5.1). */
function isPlain(uri: string): boolean {
  return !/%2e|%2f|%5c|\\|\/\/|\/\.\.?([/;]|(?![\s\S]))/i.test(uri);
}

/** Replaces the path of a client-side route by the application's page (SPEC 5.3). */
export function applySpaFallback(request: ViewerRequest): void {
  if (SPA_FALLBACK && request.uri.indexOf('.', request.uri.lastIndexOf('/')) < 0) {
    request.uri = SPA_FALLBACK;
  }
}

/** The return path for `next` (SPEC 5.4). */
export function returnPath(request: ViewerRequest): string {
  var path = request.uri.replace(/^[/\\]+/, '/');
  var full = path + buildQuery(request);
  // A longer path would exceed the limit on a request's size.
  if (full.length > 2048) {
    full = path.length > 2048 ? '/' : path;
  }
  return LOGIN_HOST ? 'https://' + getHeader(request, 'host') + full : full;
}

/** The query with its "?", or ''. */
function buildQuery(request: ViewerRequest): string {
  if (HAS_RAW_QUERY && request.rawQueryString) {
    var raw = request.rawQueryString();
    return raw == null ? '' : '?' + raw;
  }
  // Joined once at the end: the engine keeps every intermediate string, and a long query would
  // use up the function's memory.
  var pairs: string[] = [];
  for (var name in request.querystring) {
    allEntries(request.querystring[name]).forEach(function (item) {
      pairs.push(name + (item.value && '=' + item.value));
    });
  }
  return pairs.length ? '?' + pairs.join('&') : '';
}
