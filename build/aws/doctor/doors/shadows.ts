import { coversPattern } from '../../../platform/path-patterns.js';
import { originsFor } from '../../survey/behaviors.js';
import { locateOrigin } from '../../survey/origins.js';
import { createFinding, type DoorCheck } from '../findings.js';
import {
  findBehavior,
  guardCommand,
  isPublicPath,
  isPublicPattern,
  type Site,
  type SiteBehavior,
} from './site.js';

/**
 * Behaviors without the function that answer what a guarded one is meant to answer: they come
 * earlier, or they serve the app's page.
 */
export const checkShadows: DoorCheck = (site) =>
  site.behaviors.flatMap((behavior, index) => {
    if (behavior.isGuarded || isPublicPattern(site, behavior.pattern)) {
      return [];
    }
    const what = describeCovered(site, behavior, index) ?? describePages(site, behavior);
    const fix = `remove it, or ${guardCommand(site, behavior)}; or, if it is meant to be open, list its paths in publicPaths`;
    return what === undefined ? [] : [createFinding('behavior-shadowed', what, fix)];
  });

function describeCovered(site: Site, { name, pattern }: SiteBehavior, index: number) {
  const covered = site.behaviors.filter(
    (other, position) =>
      position > index &&
      other.isGuarded &&
      pattern !== undefined &&
      coversPattern(pattern, other.pattern),
  );
  return covered.length === 0
    ? undefined
    : `the behavior ${name} of ${site.id} does not run the function, and takes every request of ${covered.map((each) => each.name).join(', ')}, which comes later`;
}

function describePages(site: Site, behavior: SiteBehavior): string | undefined {
  const { spaFallback } = site.config;
  const root = site.distribution.DefaultRootObject;
  const paths = [
    '/',
    ...(root ? [root.replace(/^\/?/, '/')] : []),
    ...(spaFallback ? [spaFallback] : []),
  ];
  const open = [...new Set(paths)].filter(
    (path) => !isPublicPath(site, path) && findBehavior(site, path) === behavior,
  );
  return open.length === 0 || !servesGuardedFiles(site, behavior)
    ? undefined
    : `the behavior ${behavior.name} of ${site.id} does not run the function, and serves ${open.join(' and ')} from the origin of the app`;
}

/** Whether a path names the same file here as in a guarded behavior. */
function servesGuardedFiles({ behaviors, distribution }: Site, { behavior }: SiteBehavior) {
  const locate = (each: SiteBehavior['behavior']) =>
    originsFor(distribution, each)
      .map(locateOrigin)
      .map(({ host, path }) => host + path);
  const here = locate(behavior);
  return behaviors.some(
    (other) => other.isGuarded && locate(other.behavior).some((each) => here.includes(each)),
  );
}
