// Each function names what is wrong with a text, or nothing where it may stand (SPEC section 6).

// A browser percent-encodes every character outside RFC 3986, so a path that holds one never matches a request.
const URI_CHARACTERS = /^(?:[\w\-.~:/?#[\]@!$&'()*+,;=]|%[\dA-Fa-f]{2})*$/;
// SPEC section 5.1. A `;` after a dot segment hides it from the eye only: decision 3.
const DOT_SEGMENT = /(?:^|\/)\.{1,2}(?:[/;]|$)/;
const ENCODED_SEPARATOR = /%(?:2e|2f|5c)/i;

/** A plain path without a query, such as `/index.html`. */
export function pathProblem(path: string): string | undefined {
  if (!path.startsWith('/')) return 'it does not begin with "/"';
  if (path.includes('\\')) return 'it holds a backslash';
  if (path.includes('//')) return 'it holds "//"';
  if (path.includes('#')) return 'it holds a fragment';
  if (path.includes('?')) return 'it holds a query';
  if (!URI_CHARACTERS.test(path)) return 'it holds a character that URLs percent-encode';
  if (ENCODED_SEPARATOR.test(path)) return 'it holds an encoded ".", "/" or "\\"';
  if (DOT_SEGMENT.test(path)) return 'it holds a "." or ".." segment';
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
  if (entry === '*' || entry === '/*') return 'it would make everything public';
  const star = entry.indexOf('*');
  if (star !== -1 && star !== entry.length - 1) return 'it holds a "*" before its end';
  return pathProblem(star === -1 ? entry : entry.slice(0, -1));
}

/** A path with or without a query, or an absolute `https:` URL. */
export function loginPathProblem(login: string): string | undefined {
  const origin = /^https:\/\/[^/?#]*/.exec(login)?.[0];
  if (origin === undefined && /^[a-z][a-z\d+.-]*:/i.test(login)) return 'its scheme is not https:';
  const [, path = '', query = ''] = /^([^?]*)(.*)$/s.exec(login.slice(origin?.length ?? 0)) ?? [];
  if (query.includes('#')) return 'it holds a fragment';
  if (!URI_CHARACTERS.test(query)) return 'it holds a character that URLs percent-encode';
  const problem = path === '' && origin !== undefined ? undefined : pathProblem(path);
  return problem ?? (origin && originProblem(origin)) ?? starProblem(login);
}

function originProblem(origin: string): string | undefined {
  if (origin.includes('@')) return 'it holds a user name';
  // The function compares host texts, so the host has to be the one that browsers send.
  if (!URL.canParse(origin) || new URL(origin).origin !== origin) {
    return 'its host is not written as browsers send it, in lower case and without ":443"';
  }
  return undefined;
}
