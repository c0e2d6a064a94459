import type {
  CacheBehavior,
  DefaultCacheBehavior,
  DistributionConfig,
  DistributionSummary,
} from '@aws-sdk/client-cloudfront';
import { CliError } from '../../host/errors.js';
import type { AwsClients } from '../clients.js';
import { undefinedIfMissing } from '../errors.js';
import { responseText } from '../responses.js';
import type { Session } from '../session.js';
import { waitFor } from '../wait.js';
import { findUnknownSettings } from './unknown-settings.js';

/** A distribution, as it was last read. */
export interface DistributionState {
  readonly id: string;
  /** The ETag that the next update has to send. */
  readonly etag: string;
  /** The whole configuration: an update replaces all of it. */
  readonly config: DistributionConfig;
  /** Names of settings that the installed SDK does not know; an update would remove them. */
  readonly unknownSettings: readonly string[];
}

/** A cache behavior, the default one included. */
export type Behavior = CacheBehavior | DefaultCacheBehavior;

/** What a distribution's configuration and its summary have in common. */
export type DistributionBehaviors = Pick<
  DistributionConfig,
  'CacheBehaviors' | 'DefaultCacheBehavior'
>;

/** The name of the default behavior in the configuration and on the command line. */
export const DEFAULT_BEHAVIOR = 'default';

/** Reads a distribution; undefined if the account has none with this id. */
export async function readDistribution(
  { cloudfront }: AwsClients,
  id: string,
): Promise<DistributionState | undefined> {
  const found = await undefinedIfMissing(cloudfront.getDistributionConfig({ Id: id }));
  if (!found) {
    return undefined;
  }
  const config = found.DistributionConfig!;
  return {
    id,
    etag: found.ETag!,
    config,
    unknownSettings: findUnknownSettings(responseText(found), config),
  };
}

/** All distributions of the account. */
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

/**
 * Replaces the configuration.
 *
 * @throws CliError `ERR_SDK` if the installed SDK would remove settings that it does not know.
 */
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

/** Says which settings an update would remove; undefined if none. */
export function describeLostSettings({
  id,
  unknownSettings,
}: DistributionState): string | undefined {
  if (unknownSettings.length === 0) {
    return undefined;
  }
  return `the installed @aws-sdk/client-cloudfront does not know the settings ${unknownSettings.join(', ')} of ${id}, and an update would remove them; run: npm install --save-dev @aws-sdk/client-cloudfront@latest`;
}

/** What the configuration of a distribution does not tell. */
export interface DistributionStatus {
  readonly arn: string;
  /**
   * Whether every edge location has the distribution's last change: its status is then `Deployed`,
   * and `InProgress` before.
   */
  readonly deployed: boolean;
}

export async function readDistributionStatus(
  { cloudfront }: AwsClients,
  id: string,
): Promise<DistributionStatus> {
  const { Distribution } = await cloudfront.getDistribution({ Id: id });
  return { arn: Distribution!.ARN!, deployed: Distribution!.Status === 'Deployed' };
}

/** Whether every edge location has the distribution's last change. */
export async function isDeployed(aws: AwsClients, id: string): Promise<boolean> {
  return (await readDistributionStatus(aws, id)).deployed;
}

/**
 * Waits until every edge location has the last change of these distributions; `hint` ends the
 * progress text.
 *
 * @throws CliError `ERR_PATIENCE` after half an hour.
 */
export async function awaitDeployed(
  { aws, clock, progress }: Pick<Session, 'aws' | 'clock' | 'progress'>,
  ids: readonly string[],
  hint = '',
): Promise<void> {
  const left = new Set(ids);
  await waitFor(
    async () => {
      for (const id of left) {
        // A distribution that was deleted meanwhile runs nothing.
        if ((await undefinedIfMissing(isDeployed(aws, id))) !== false) {
          left.delete(id);
        }
      }
      return left.size === 0 ? true : undefined;
    },
    {
      clock,
      what: `the distributions ${ids.join(', ')} to be deployed`,
      interval: 15,
      timeout: 1800,
      onWait: (seconds) =>
        progress.update(`${[...left].join(', ')} InProgress, ${seconds} s${hint}`),
    },
  );
}

/**
 * All behaviors with their path patterns in CloudFront's order: the first that matches a path
 * serves it, and `default` is last.
 */
export function listBehaviors(
  config: DistributionBehaviors,
): readonly (readonly [string, Behavior])[] {
  return [
    ...(config.CacheBehaviors?.Items ?? []).map(
      (behavior) => [behavior.PathPattern!, behavior] as const,
    ),
    [DEFAULT_BEHAVIOR, config.DefaultCacheBehavior!] as const,
  ];
}
