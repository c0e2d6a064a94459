import { createFinding, type DoorCheck } from '../findings.js';
import { findBehavior, isPublicPath } from './site.js';

/**
 * Custom error pages that need a login. CloudFront fetches an error page without running the
 * function, so it hands the file to everybody, whatever the response code.
 */
export const checkErrorPages: DoorCheck = (site) => {
  const codes = new Map<string, (number | undefined)[]>();
  for (const page of site.distribution.CustomErrorResponses?.Items ?? []) {
    if (page.ResponsePagePath) {
      const path = page.ResponsePagePath.replace(/^\/?/, '/');
      codes.set(path, [...(codes.get(path) ?? []), page.ErrorCode]);
    }
  }
  return [...codes].flatMap(([path, errors]) => {
    const { isGuarded, name } = findBehavior(site, path);
    if (!isGuarded || isPublicPath(site, path)) {
      return [];
    }
    const what = `${path}, which ${site.id} sends for ${errors.join(', ')}, needs a login: the behavior ${name} runs the function`;
    const fallback = site.config.spaFallback
      ? 'spaFallback answers the paths of the app'
      : 'set spaFallback in the configuration, which answers the paths of the app';
    const fix = `remove that error page (${fallback}), or give it a page of its own that publicPaths lists`;
    return [createFinding('error-page-open', what, fix)];
  });
};
