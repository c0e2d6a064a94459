import type { DefaultCacheBehavior, DistributionConfig } from '@aws-sdk/client-cloudfront';
import { behaviorsOf } from '../cloudfront/associations.js';

/** The behaviour that serves a path: the first whose pattern fits, else the default one. */
export function behaviorFor(config: DistributionConfig, uri: string): DefaultCacheBehavior {
  return behaviorsOf(config).find(
    ({ PathPattern: pattern }) => pattern === undefined || fits(pattern, uri),
  )!;
}

/** `*` stands for any signs, `?` for one; case counts, a leading slash does not. */
function fits(pattern: string, uri: string): boolean {
  const signs = pattern
    .replace(/^\//, '')
    .replace(/[\\^$.|+()[\]{}]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^/${signs}$`, 's').test(uri);
}
