import type { CacheBehavior, DistributionConfig, Origin } from '@aws-sdk/client-cloudfront';
import { checkDoors } from '../../../../../../build/aws/doctor/doors/doors.js';
import {
  NO_SURROUNDINGS,
  type Surroundings,
} from '../../../../../../build/aws/doctor/doors/surroundings.js';
import type { Finding } from '../../../../../../build/aws/doctor/findings.js';
import type { EdgeConfig } from '../../../../../../build/config/edge-config.js';
import { API, healthyInput, okDistribution, siteConfig } from '../checks/healthy.js';

/** The doors of the sample site with changes to its distribution. */
export function findDoors(
  changes: Partial<DistributionConfig>,
  config: EdgeConfig = {},
  surroundings: Partial<Surroundings> = {},
): readonly Finding[] {
  const input = {
    distribution: okDistribution(siteConfig(changes)),
    surroundings: { ...NO_SURROUNDINGS, ...surroundings },
  };
  return checkDoors(healthyInput(input, config));
}

/** The sample's origins, with changes to the bucket. */
export function withBucket(changes: Partial<Origin>): Pick<DistributionConfig, 'Origins'> {
  const items = siteConfig().Origins!.Items!.map((origin) =>
    origin.Id === 'site' ? { ...origin, ...changes } : origin,
  );
  return { Origins: { Quantity: items.length, Items: items } };
}

/** The sample's behavior of the backend with changes, and before it these. */
export function withApi(
  changes: Partial<CacheBehavior>,
  ...items: readonly CacheBehavior[]
): Pick<DistributionConfig, 'CacheBehaviors'> {
  const all = [...items, { ...API, ...changes }];
  return { CacheBehaviors: { Quantity: all.length, Items: all } };
}

/** The sample's behavior of the backend, and before it these. */
export function withBehaviors(
  ...items: readonly CacheBehavior[]
): Pick<DistributionConfig, 'CacheBehaviors'> {
  return withApi({}, ...items);
}
