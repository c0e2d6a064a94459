import type { DistributionConfig } from '@aws-sdk/client-cloudfront';
import { checkDoors } from '../../../../../../build/aws/doctor/doors/doors.js';
import type { Finding } from '../../../../../../build/aws/doctor/findings.js';
import type { EdgeConfig } from '../../../../../../build/config/edge-config.js';
import type { cacheBehavior } from '../../../../../fakes/aws/cloudfront/sample-distribution.js';
import { API, healthyInput, okDistribution, siteConfig } from '../checks/healthy.js';

/** The doors of the sample site with changes to its distribution. */
export function findDoors(
  changes: Partial<DistributionConfig>,
  config: EdgeConfig = {},
): readonly Finding[] {
  return checkDoors(healthyInput({ distribution: okDistribution(siteConfig(changes)) }, config));
}

/** The sample's behavior of the backend, and before it these. */
export function withBehaviors(
  ...items: readonly ReturnType<typeof cacheBehavior>[]
): Pick<DistributionConfig, 'CacheBehaviors'> {
  return { CacheBehaviors: { Quantity: items.length + 1, Items: [...items, API] } };
}
