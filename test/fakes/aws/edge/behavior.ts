import type { DefaultCacheBehavior, DistributionConfig } from '@aws-sdk/client-cloudfront';
import { listBehaviors } from '../cloudfront/associations.js';

/** The behavior that serves a path: the first whose pattern matches, otherwise the default one. */
export function behaviorFor(config: DistributionConfig, uri: string): DefaultCacheBehavior {
  return listBehaviors(config).find(
    ({ PathPattern: pattern }) => pattern === undefined || matchesPattern(pattern, uri),
  )!;
}

/**
 * `*` is any text, `?` is one character; case matters, and the pattern may omit the leading slash.
 */
function matchesPattern(pattern: string, uri: string): boolean {
  const source = pattern
    .replace(/^\//, '')
    .replace(/[\\^$.|+()[\]{}]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^/${source}$`, 's').test(uri);
}
