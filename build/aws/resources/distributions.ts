import type {
  CacheBehavior,
  DefaultCacheBehavior,
  DistributionConfig,
  DistributionSummary,
} from '@aws-sdk/client-cloudfront';
import { CliError } from '../../host/errors.js';
import { type AwsClients, responseText } from '../clients.js';
import { undefinedIfMissing } from '../errors.js';
import { findUnreadSettings } from './unread-settings.js';

/** A distribution, as it was read. */
export interface DistributionState {
  readonly id: string;
  /** What the next change has to name. */
  readonly etag: string;
  /** All of it: a change sends everything back. */
  readonly config: DistributionConfig;
  /** Names of settings that the installed SDK does not know, and would take away. */
  readonly unread: readonly string[];
}

export type Behavior = CacheBehavior | DefaultCacheBehavior;

/** What a distribution's configuration and its summary have in common. */
export type HasBehaviors = Pick<DistributionConfig, 'CacheBehaviors' | 'DefaultCacheBehavior'>;

/** The name of the default behavior in the configuration and on the command line. */
export const DEFAULT_BEHAVIOR = 'default';

export async function readDistribution(
  { cloudfront }: AwsClients,
  id: string,
): Promise<DistributionState | undefined> {
  const found = await undefinedIfMissing(cloudfront.getDistributionConfig({ Id: id }));
  if (!found) {
    return undefined;
  }
  const config = found.DistributionConfig!;
  return { id, etag: found.ETag!, config, unread: findUnreadSettings(responseText(found), config) };
}

/** Every distribution of the account. */
export async function listDistributions({
  cloudfront,
}: AwsClients): Promise<DistributionSummary[]> {
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
  { cloudfront }: AwsClients,
  distribution: DistributionState,
): Promise<void> {
  const loss = describeLostSettings(distribution);
  if (loss !== undefined) {
    throw new CliError('ERR_SDK', loss);
  }
  const { id, etag, config } = distribution;
  await cloudfront.updateDistribution({ Id: id, IfMatch: etag, DistributionConfig: config });
}

/** What a change would take away, in a sentence; undefined where it is nothing. */
export function describeLostSettings({ id, unread }: DistributionState): string | undefined {
  if (unread.length === 0) {
    return undefined;
  }
  return `the installed @aws-sdk/client-cloudfront does not know ${unread.join(', ')} of ${id}, and a change by it would take that away; run: npm install --save-dev @aws-sdk/client-cloudfront@latest`;
}

/** Whether every edge has the distribution's last change: `Deployed`, and `InProgress` until then. */
export async function isDeployed({ cloudfront }: AwsClients, id: string): Promise<boolean> {
  const { Distribution } = await cloudfront.getDistribution({ Id: id });
  return Distribution?.Status === 'Deployed';
}

/** Every behavior with its path pattern, `default` last: CloudFront takes the first that matches. */
export function listBehaviors(config: HasBehaviors): readonly (readonly [string, Behavior])[] {
  return [
    ...(config.CacheBehaviors?.Items ?? []).map(
      (behavior) => [behavior.PathPattern!, behavior] as const,
    ),
    [DEFAULT_BEHAVIOR, config.DefaultCacheBehavior!] as const,
  ];
}
