import type { EdgeFunction } from '../../compile/build.js';
import type { Deployment } from '../../config/deployment.js';
import type { ManagingTool } from '../../config/edge-config.js';
import { fingerprint, isSameRing } from '../../config/key-ring.js';
import { type Behavior, listBehaviors } from '../resources/distributions.js';
import { builtVersion, type FunctionState, isOwnFunction } from '../resources/functions.js';
import type { FunctionMetrics } from '../resources/metrics.js';
import type { Mark } from '../rotate/mark.js';
import { nextDueStep } from '../rotate/steps.js';
import type { Build, Session } from '../session.js';
import { viewerRequestArn } from '../survey/behaviors.js';
import { readLiveMetrics } from '../survey/live-metrics.js';
import { ABSENT, type ReadResult, valueOrUndefined } from '../survey/read-result.js';
import {
  findRotationPosition,
  type Survey,
  type SurveyedDistribution,
  surveyStage,
} from '../survey/survey.js';

/** Stands for a part that could not be read; `unseen` says why. */
export type Unknown = 'unknown';

/** The function at one stage. */
export interface FunctionStatus {
  /** Whether it is what the configuration builds; null if the build failed. */
  readonly equal: boolean | null;
  /** The version of this package that built it; null if another tool did. */
  readonly version: string | null;
  readonly bytes: number;
  readonly runtime: string;
  readonly status: string;
}

export interface StoreStatus {
  readonly status: string;
  /** Whether LIVE is associated with it; null if LIVE could not be read. */
  readonly associated: boolean | null;
  readonly entries: number | null;
  readonly bytes: number | null;
}

export interface SecretStatus {
  /** The number of secrets in the key ring. */
  readonly secrets: number;
  readonly fingerprint: string;
  /** Whether the store holds the same key ring; null if it holds none or could not be read. */
  readonly equal: boolean | null;
  /** The last step of `rotate`; null if something else made the version. */
  readonly mark: Mark | null;
  /** The next step of a rotation, and the Unix second from which it logs nobody out. */
  readonly next: { readonly step: string; readonly at: number } | null;
}

export interface DistributionStatus {
  readonly id: string;
  readonly status: string;
  readonly enabled: boolean;
  /** The tool that attaches the function, by the configuration; null if `deploy` does. */
  readonly managedBy: ManagingTool | null;
  /** The path patterns of the behaviors that run LIVE at viewer-request. */
  readonly guarded: readonly string[];
  /** The path patterns of the other behaviors. */
  readonly open: readonly string[];
}

/** What CloudFront measured in the last 24 hours. */
export interface MetricsStatus {
  readonly errors: number;
  readonly throttles: number;
  /** The highest hourly average of the compute utilization, in percent; null if unknown. */
  readonly compute: number | null;
}

/** Compares a stage in AWS with its configuration; null stands for what does not exist. */
export interface Status {
  readonly name: string;
  readonly function: {
    readonly development: FunctionStatus | Unknown | null;
    readonly live: FunctionStatus | Unknown | null;
  };
  /** Null also for an embedded build. */
  readonly store: StoreStatus | Unknown | null;
  readonly secret: SecretStatus | Unknown | null;
  /** Null also if the configuration names none. */
  readonly distribution: DistributionStatus | Unknown | null;
  /** Null also if CloudWatch's package is not installed. */
  readonly metrics: MetricsStatus | Unknown | null;
  /** The messages of the reads that failed. */
  readonly unseen: readonly string[];
}

/** Reads everything, and summarizes it. Changes nothing. */
export async function readStatus(session: Session, build: Build): Promise<Status> {
  const survey = await surveyStage(session, build);
  return summarizeStatus(survey, session, await readLiveMetrics(session, survey));
}

/** Pure: summarizes a survey. */
export function summarizeStatus(
  survey: Survey,
  session: Pick<Session, 'config' | 'deployment'>,
  metrics: ReadResult<FunctionMetrics | undefined> = ABSENT,
): Status {
  const built = valueOrUndefined(survey.built);
  const live = valueOrUndefined(survey.live);
  const describe = (state: FunctionState) => functionStatus(state, built);
  return {
    name: session.deployment.name,
    function: {
      development: summarize(survey.development, describe),
      live: summarize(survey.live, describe),
    },
    store: summarize(survey.store, ({ arn, status }) => ({
      status,
      associated: survey.live.ok ? live?.store === arn : null,
      entries: valueOrUndefined(survey.content)?.items ?? null,
      bytes: valueOrUndefined(survey.content)?.bytes ?? null,
    })),
    secret: summarize(survey.current, () => secretStatus(survey, session)),
    distribution: summarize(survey.distribution, (found) =>
      distributionStatus(found, live?.arn, session.deployment),
    ),
    metrics: summarize(metrics, ({ compute = null, ...counts }) => ({ ...counts, compute })),
    unseen: listErrors([...Object.values(survey), metrics]),
  };
}

function summarize<T, S>(
  result: ReadResult<T | undefined>,
  describe: (value: T) => S,
): S | Unknown | null {
  if (!result.ok) {
    return 'unknown';
  }
  return result.value === undefined ? null : describe(result.value);
}

function functionStatus(state: FunctionState, built: EdgeFunction | undefined): FunctionStatus {
  const { code, runtime, status } = state;
  return {
    equal: built ? code === built.code && runtime === built.manifest.runtime : null,
    version: isOwnFunction(state) ? builtVersion(state) : null,
    bytes: Buffer.byteLength(code),
    runtime,
    status,
  };
}

function secretStatus(
  survey: Survey,
  { config, deployment }: Pick<Session, 'config' | 'deployment'>,
): SecretStatus {
  const { phase, ring, since } = findRotationPosition(survey, deployment)!;
  const stored = valueOrUndefined(survey.stored)?.secrets;
  const { clockTolerance } = config;
  return {
    secrets: ring.length,
    fingerprint: fingerprint(ring),
    equal: stored ? isSameRing(stored, ring) : null,
    // With rotation "labels" the step `introduced` makes a version that is AWSPENDING, not the
    // current one.
    mark: phase === 'introduced' ? phase : (valueOrUndefined(survey.mark) ?? null),
    next: nextDueStep(phase, since, { ...deployment, clockTolerance }),
  };
}

function distributionStatus(
  { id, status, config }: SurveyedDistribution,
  arn: string | undefined,
  { managedBy }: Pick<Deployment, 'managedBy'>,
): DistributionStatus {
  const isGuarded = (behavior: Behavior) => arn !== undefined && viewerRequestArn(behavior) === arn;
  const listPatterns = (guarded: boolean) =>
    listBehaviors(config)
      .filter(([, behavior]) => isGuarded(behavior) === guarded)
      .map(([pattern]) => pattern);
  return {
    id,
    status,
    enabled: config.Enabled !== false,
    managedBy: managedBy ?? null,
    guarded: listPatterns(true),
    open: listPatterns(false),
  };
}

function listErrors(results: readonly ReadResult<unknown>[]): readonly string[] {
  return [...new Set(results.flatMap((each) => (each.ok ? [] : [each.error.message])))];
}
