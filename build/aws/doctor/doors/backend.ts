import { originsFor } from '../../survey/behaviors.js';
import { isS3Origin } from '../../survey/origins.js';
import { findBehavior, type Site, type SiteBehavior } from './site.js';

/** A behavior that a login or an API is behind, with what tells that. */
export interface BackendBehavior extends SiteBehavior {
  readonly role: string;
}

/** The behavior of the login path, and every open one that takes POST and has no bucket. */
export function listBackendBehaviors(site: Site): readonly BackendBehavior[] {
  const login = site.loginPath === undefined ? undefined : findBehavior(site, site.loginPath);
  return site.behaviors.flatMap((each) => {
    const takesPost = each.behavior.AllowedMethods?.Items?.includes('POST') === true;
    if (each !== login && (each.isGuarded || !takesPost || hasBucket(site, each))) {
      return [];
    }
    return {
      ...each,
      role: each === login ? `serves the login path ${site.loginPath}` : 'takes POST',
    };
  });
}

/** Whether an origin of the behavior is a bucket. */
export function hasBucket({ distribution }: Site, { behavior }: SiteBehavior): boolean {
  return originsFor(distribution, behavior).some(isS3Origin);
}
