import type {
  CacheBehavior,
  DefaultCacheBehavior,
  DistributionConfig,
  DistributionSummary,
} from '@aws-sdk/client-cloudfront';
import type { Aws } from './clients.js';
import { ifThere } from './errors.js';

/** A distribution, as it was read. */
export interface DistributionState {
  readonly id: string;
  /** What the next change has to name. */
  readonly etag: string;
  /** All of it: a change sends everything back. */
  readonly config: DistributionConfig;
}

export type Behavior = CacheBehavior | DefaultCacheBehavior;

/** What a distribution's configuration and its summary have in common. */
export type Behaviors = Pick<DistributionConfig, 'CacheBehaviors' | 'DefaultCacheBehavior'>;

/** The name of the default behavior in the configuration and on the command line. */
export const DEFAULT_BEHAVIOR = 'default';

export async function readDistribution(
  { cloudfront }: Aws,
  id: string,
): Promise<DistributionState | undefined> {
  const found = await ifThere(cloudfront.getDistributionConfig({ Id: id }));
  return found && { id, etag: found.ETag!, config: found.DistributionConfig! };
}

/** Every distribution of the account. */
export async function listDistributions({ cloudfront }: Aws): Promise<DistributionSummary[]> {
  const all: DistributionSummary[] = [];
  let marker: string | undefined;
  do {
    const { DistributionList: page } = await cloudfront.listDistributions(
      marker === undefined ? {} : { Marker: marker },
    );
    all.push(...(page?.Items ?? []));
    marker = page?.NextMarker;
  } while (marker);
  return all;
}

export async function updateDistribution(
  { cloudfront }: Aws,
  { id, etag, config }: DistributionState,
): Promise<void> {
  await cloudfront.updateDistribution({ Id: id, IfMatch: etag, DistributionConfig: config });
}

/** Whether every edge has the distribution's last change: `Deployed`, and `InProgress` until then. */
export async function isDeployed({ cloudfront }: Aws, id: string): Promise<boolean> {
  const { Distribution } = await cloudfront.getDistribution({ Id: id });
  return Distribution?.Status === 'Deployed';
}

/** Every behavior with its path pattern, `default` last: CloudFront takes the first that matches. */
export function behaviorsOf(config: Behaviors): readonly (readonly [string, Behavior])[] {
  return [
    ...(config.CacheBehaviors?.Items ?? []).map(
      (behavior) => [behavior.PathPattern!, behavior] as const,
    ),
    [DEFAULT_BEHAVIOR, config.DefaultCacheBehavior!] as const,
  ];
}
