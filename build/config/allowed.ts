import { isHiddenHeader, readOnlyHeaders } from '../platform/headers.js';

// Set by CloudFront itself, or by other services of its family on the way.
const CLOUDFRONT = /^(?:cloudfront|x-amz|x-cache)-/;

// A user id in one of these would be read as what the header means already.
const MEANINGFUL =
  /^(?:cookie|set-cookie|authorization|origin|referer|user-agent|date|te|range|forwarded|x-forwarded-.*|x-requested-with|x-http-method.*|cache-control|pragma|(?:accept|access-control|content|if|sec)(?:-.*)?)$/;

/** Names what is wrong with an identity header's name, or nothing where it may stand. */
export function identityHeaderProblem(name: string): string | undefined {
  if (!/^[a-z][a-z\d._-]*$/i.test(name)) {
    return 'it is not a header name';
  }
  // Servers exchange these characters (SPEC section 5.3), so `x_real_ip` is `x-real-ip` to some.
  const canonical = name.toLowerCase().replace(/[._]/g, '-');
  if (isHiddenHeader(canonical)) {
    return 'CloudFront forbids functions to add it';
  }
  if (readOnlyHeaders.includes(canonical)) {
    return 'CloudFront forbids functions to change it';
  }
  if (CLOUDFRONT.test(canonical)) {
    return 'it is reserved for CloudFront';
  }
  if (MEANINGFUL.test(canonical)) {
    return 'it has a meaning of its own';
  }
  return undefined;
}

// Each function names what is wrong with a text, or nothing where it may stand (SPEC section 6).

// A browser percent-encodes every character outside RFC 3986, so a path that holds one never matches a request.
const URI_CHARACTERS = /^(?:[\w\-.~:/?#[\]@!$&'()*+,;=]|%[\dA-Fa-f]{2})*$/;

// SPEC section 5.1. A `;` after a dot segment hides it from the eye only: decision 3.
const DOT_SEGMENT = /(?:^|\/)\.{1,2}(?:[/;]|$)/;

const ENCODED_SEPARATOR = /%(?:2e|2f|5c)/i;

/** A plain path without a query, such as `/index.html`. */
export function pathProblem(path: string): string | undefined {
  if (!path.startsWith('/')) {
    return 'it does not begin with "/"';
  }
  if (path.includes('\\')) {
    return 'it holds a backslash';
  }
  if (path.includes('//')) {
    return 'it holds "//"';
  }
  if (path.includes('#')) {
    return 'it holds a fragment';
  }
  if (path.includes('?')) {
    return 'it holds a query';
  }
  if (!URI_CHARACTERS.test(path)) {
    return 'it holds a character that URLs percent-encode';
  }
  if (ENCODED_SEPARATOR.test(path)) {
    return 'it holds an encoded ".", "/" or "\\"';
  }
  if (DOT_SEGMENT.test(path)) {
    return 'it holds a "." or ".." segment';
  }
  return starProblem(path);
}

// It would stand for itself, which nobody means who writes it.
function starProblem(text: string): string | undefined {
  return text.includes('*')
    ? 'it holds a "*", which makes a prefix in publicPaths alone'
    : undefined;
}

/** An exact public path, or a prefix that ends in `*`. */
export function publicPathProblem(entry: string): string | undefined {
  if (entry === '*' || entry === '/*') {
    return 'it would make everything public';
  }
  const star = entry.indexOf('*');
  if (star !== -1 && star !== entry.length - 1) {
    return 'it holds a "*" before its end';
  }
  return pathProblem(star === -1 ? entry : entry.slice(0, -1));
}

/** A path with or without a query, or an absolute `https:` URL. */
export function loginPathProblem(login: string): string | undefined {
  const origin = /^https:\/\/[^/?#]*/.exec(login)?.[0];
  if (origin === undefined && /^[a-z][a-z\d+.-]*:/i.test(login)) {
    return 'its scheme is not https:';
  }
  const [, path = '', query = ''] = /^([^?]*)(.*)$/s.exec(login.slice(origin?.length ?? 0)) ?? [];
  if (query.includes('#')) {
    return 'it holds a fragment';
  }
  if (!URI_CHARACTERS.test(query)) {
    return 'it holds a character that URLs percent-encode';
  }
  const problem = path === '' && origin !== undefined ? undefined : pathProblem(path);
  return problem ?? (origin && originProblem(origin)) ?? starProblem(login);
}

function originProblem(origin: string): string | undefined {
  if (origin.includes('@')) {
    return 'it holds a user name';
  }
  // The function compares host texts, so the host has to be the one that browsers send.
  if (!URL.canParse(origin) || new URL(origin).origin !== origin) {
    return 'its host is not written as browsers send it, in lower case and without ":443"';
  }
  return undefined;
}
