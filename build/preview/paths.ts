import type { ResolvedConfig } from '../config/edge-config.js';
import { splitTarget } from './http.js';

/** Tells whether a path pattern covers the path of a request target. */
export type PathMatcher = (target: string) => boolean;

// The escapes of unreserved characters (RFC 3986 section 2.3).
const UNRESERVED = /%(?:2[de]|5f|7e|3\d|[46][1-9a-f]|[57][\da])/gi;

/**
 * Makes the matcher of behaviors. A pattern is an exact path, or a prefix that ends in `*`.
 * CloudFront compares the path that the viewer sent, after normalization (RFC 3986 section 6.2.2).
 */
export function createPathMatcher(patterns: readonly string[]): PathMatcher {
  const exact = new Set<string | undefined>();
  const prefixes: string[] = [];
  for (const pattern of patterns) {
    const path = normalizePath(pattern.replace(/\*$/, ''));
    if (pattern.endsWith('*') && path !== undefined) {
      prefixes.push(path);
    } else {
      exact.add(path);
    }
  }
  return (target) => {
    const path = normalizePath(splitTarget(target).uri);
    return (
      path !== undefined && (exact.has(path) || prefixes.some((prefix) => path.startsWith(prefix)))
    );
  };
}

/** Undefined for a text that is no path. */
function normalizePath(uri: string): string | undefined {
  const plain = uri
    .replace(UNRESERVED, (escaped) => decodeURIComponent(escaped))
    .replace(/%[\da-f]{2}/gi, (escaped) => escaped.toUpperCase())
    // URL would read a backslash as a slash.
    .replaceAll('\\', '%5C');
  const url = `http://path.invalid${plain}`;
  return uri.startsWith('/') && URL.canParse(url) ? new URL(url).pathname : undefined;
}

/**
 * The path patterns of the backend of a configuration. A login at another address, a URL, is no
 * path of this site.
 */
export function listBackendPaths({ loginPath, backendPaths }: ResolvedConfig): string[] {
  const login = loginPath.startsWith('/') ? [loginPath.split('?', 1)[0]!] : [];
  return ['/api/*', ...login, ...backendPaths];
}
