import { type CacheRules, cacheRules, customPolicyId } from '../../survey/caching.js';
import { valueOrUndefined } from '../../survey/read-result.js';
import { createFinding, type DoorCheck, type Finding } from '../findings.js';
import { hasBucket, listBackendBehaviors } from './backend.js';
import type { Site, SiteBehavior } from './site.js';
import type { Surroundings } from './surroundings.js';

/** Behaviors that keep an answer to one user, and may give it to another. */
export const checkCaches: DoorCheck = (site, surroundings) => [
  ...checkBackends(site, surroundings),
  ...checkIdentity(site, surroundings),
];

function checkBackends(site: Site, surroundings: Surroundings): readonly Finding[] {
  const cookie = site.config.cookieName;
  return listBackendBehaviors(site).flatMap((each) => {
    // A bucket sets no cookies: there the login is a page of the app.
    const rules = hasBucket(site, each) ? undefined : findRules(each, surroundings);
    const isShared =
      rules && (rules.minTtl > 0 || (rules.maxTtl > 0 && !rules.keysOnCookie(cookie)));
    if (!isShared) {
      return [];
    }
    const what = `the behavior ${each.name} of ${site.id}, which ${each.role}, ${describe(rules, `the cookie ${cookie}`)}`;
    const fix = 'give it the cache policy CachingDisabled';
    return [createFinding('login-cached', what, fix)];
  });
}

/** The identity header says who the user is, so an answer may be for that user alone. */
function checkIdentity(site: Site, surroundings: Surroundings): readonly Finding[] {
  const { identityHeader: header, cookieName: cookie } = site.config;
  if (header === false) {
    return [];
  }
  return site.behaviors.flatMap((each) => {
    const rules = each.isGuarded && !hasBucket(site, each) && findRules(each, surroundings);
    // A token belongs to one user, so its cookie keeps users apart as well as the header does.
    if (!rules || rules.maxTtl === 0 || rules.keysOnHeader(header) || rules.keysOnCookie(cookie)) {
      return [];
    }
    const what = `the behavior ${each.name} of ${site.id} ${describe(rules, `the header ${header}`)}`;
    const fix = `give it the cache policy CachingDisabled, or one whose key has ${header}`;
    return [createFinding('identity-cached', what, fix)];
  });
}

function describe({ minTtl, maxTtl }: CacheRules, key: string): string {
  return minTtl > 0
    ? `has a minimum TTL of ${minTtl} s, which caches even what must not be stored`
    : `may cache for ${maxTtl} s, and ${key} is not in its cache key`;
}

function findRules({ behavior }: SiteBehavior, { cachePolicies }: Surroundings) {
  const id = customPolicyId(behavior);
  const policy = id === undefined ? undefined : cachePolicies.get(id);
  return cacheRules(behavior, policy && valueOrUndefined(policy));
}
