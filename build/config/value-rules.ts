import { isHiddenHeader, READ_ONLY_HEADERS } from '../platform/headers.js';

// The rules for paths and header names (SPEC section 6). Each function returns what is wrong with a
// text, or undefined if it is allowed.

// Headers that CloudFront itself or another AWS service sets.
const AWS_HEADER = /^(?:cloudfront|x-amz|x-cache)-/;

// Headers with a meaning of their own. A user id in one of them would be misread.
const STANDARD_HEADER =
  /^(?:cookie|set-cookie|authorization|origin|referer|user-agent|date|te|range|forwarded|x-forwarded-.*|x-requested-with|x-http-method.*|cache-control|pragma|(?:accept|access-control|content|if|sec)(?:-.*)?)$/;

/** Checks the name of an identity header. */
export function identityHeaderProblem(name: string): string | undefined {
  if (!/^[a-z][a-z\d._-]*$/i.test(name)) {
    return 'it is not a header name';
  }
  // Some servers treat these characters as the same (SPEC section 5.3): `x_real_ip` is `x-real-ip`
  // for them.
  const canonical = name.toLowerCase().replace(/[._]/g, '-');
  if (isHiddenHeader(canonical)) {
    return 'CloudFront does not let functions add it';
  }
  if (READ_ONLY_HEADERS.includes(canonical)) {
    return 'CloudFront does not let functions change it';
  }
  if (AWS_HEADER.test(canonical)) {
    return 'it is reserved for CloudFront';
  }
  if (STANDARD_HEADER.test(canonical)) {
    return 'it is a standard header with another meaning';
  }
  return undefined;
}

/** Checks the name of a header that responses get. */
export function responseHeaderProblem(name: string): string | undefined {
  if (!/^[!#$%&'*+.^`|~\w-]+$/.test(name)) {
    return 'it is not a header name';
  }
  const canonical = name.toLowerCase();
  if (isHiddenHeader(canonical) || READ_ONLY_HEADERS.includes(canonical)) {
    return 'CloudFront sets it itself';
  }
  return undefined;
}

// Browsers percent-encode every character outside RFC 3986, so a path with such a character never
// matches a request.
const URI_CHARACTERS = /^(?:[\w\-.~:/?#[\]@!$&'()*+,;=]|%[\dA-Fa-f]{2})*$/;

// What makes a path not plain (SPEC section 5.1): a prefix of publicPaths never opens such a path.
const NOT_PLAIN_SEGMENT = /\/(?:\.\.|(?:\.|%20)+(?:\/|$))/i;

const NOT_PLAIN_OCTET =
  /%(?:[01][\da-f]|2[5ef]|3b|5c|7f|c[01]|f[5-9a-f]|e0%[89][\da-f]|f0%8[\da-f])/i;

const DOT_SEGMENT = /(?:^|\/)\.{1,2}(?:[/;]|$)/;

const ENCODED_SEPARATOR = /%(?:2e|2f|5c)/i;

/** Checks a path without a query, such as `/index.html`. */
export function pathProblem(path: string): string | undefined {
  if (!path.startsWith('/')) {
    return 'it does not begin with "/"';
  }
  if (path.includes('\\')) {
    return 'it contains a backslash';
  }
  if (path.includes('//')) {
    return 'it contains "//"';
  }
  if (path.includes('#')) {
    return 'it contains a fragment';
  }
  if (path.includes('?')) {
    return 'it contains a query';
  }
  if (!URI_CHARACTERS.test(path)) {
    return 'it contains a character that has to be percent-encoded';
  }
  if (ENCODED_SEPARATOR.test(path)) {
    return 'it contains an encoded ".", "/" or "\\"';
  }
  if (DOT_SEGMENT.test(path)) {
    return 'it contains a "." or ".." segment';
  }
  return starProblem(path);
}

// Outside these lists a "*" would match only itself, which is certainly not intended.
function starProblem(text: string): string | undefined {
  return text.includes('*')
    ? 'it contains a "*", which is allowed only in publicPaths and backendPaths'
    : undefined;
}

/** Checks an entry of `publicPaths`: an exact path, or a prefix that ends in `*`. */
export function publicPathProblem(entry: string): string | undefined {
  return entry === '*' || entry === '/*'
    ? 'it would make everything public'
    : pathEntryProblem(entry);
}

/** Checks an exact plain path, or a plain prefix that ends in `*`. */
export function pathEntryProblem(entry: string): string | undefined {
  const star = entry.indexOf('*');
  if (star !== -1 && star !== entry.length - 1) {
    return 'it contains a "*" before its end';
  }
  const path = star === -1 ? entry : entry.slice(0, -1);
  return pathProblem(path) ?? plainProblem(path);
}

function plainProblem(path: string): string | undefined {
  if (path.includes(';')) {
    return 'it contains ";"';
  }
  if (NOT_PLAIN_OCTET.test(path)) {
    return 'it contains an encoded character that servers may decode to another path';
  }
  return NOT_PLAIN_SEGMENT.test(path)
    ? 'it contains a segment of dots, or one that begins with ".."'
    : undefined;
}

/** Checks the target of a link: a path of the site, or an `https:` URL. */
export function linkProblem(href: string): string | undefined {
  if (!/^(?:\/(?![/\\])|https:\/\/)/i.test(href)) {
    return 'it is neither a path nor an https: URL';
  }
  return URI_CHARACTERS.test(href) && URL.canParse(href, 'https://path.invalid')
    ? undefined
    : 'it contains a character that has to be percent-encoded';
}

/** Checks a login path: a path with or without a query, or an absolute `https:` URL. */
export function loginPathProblem(login: string): string | undefined {
  const origin = /^https:\/\/[^/?#]*/.exec(login)?.[0];
  if (origin === undefined && /^[a-z][a-z\d+.-]*:/i.test(login)) {
    return 'its scheme is not https:';
  }
  const [, path = '', query = ''] = /^([^?]*)(.*)$/s.exec(login.slice(origin?.length ?? 0)) ?? [];
  if (query.includes('#')) {
    return 'it contains a fragment';
  }
  if (!URI_CHARACTERS.test(query)) {
    return 'it contains a character that has to be percent-encoded';
  }
  const problem = path === '' && origin !== undefined ? undefined : pathProblem(path);
  return problem ?? (origin && originProblem(origin)) ?? starProblem(login);
}

function originProblem(origin: string): string | undefined {
  if (origin.includes('@')) {
    return 'it contains a user name';
  }
  // The function compares hosts as text, so the host must be written as browsers send it.
  if (!URL.canParse(origin) || new URL(origin).origin !== origin) {
    return 'its host is not written as browsers send it, in lower case and without ":443"';
  }
  return undefined;
}

/** Checks the path of a module with a hook. */
export function hookPathProblem(path: string): string | undefined {
  return /[^/\\]\.m?[jt]s$/.test(path) && !/[\x00-\x1f\x7f]/.test(path)
    ? undefined
    : 'it does not name a .ts, .mts, .js or .mjs file';
}
