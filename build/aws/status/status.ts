import type { EdgeFunction } from '../../compile/build.js';
import { fingerprint, isSameRing } from '../../config/key-ring.js';
import { type Behavior, listBehaviors } from '../resources/distributions.js';
import { builtVersion, type FunctionState, isOwnFunction } from '../resources/functions.js';
import type { Mark } from '../rotate/state.js';
import { nextDueStep } from '../rotate/steps.js';
import type { Session } from '../session.js';
import { viewerRequestArn } from '../survey/behaviors.js';
import { type Observation, observed } from '../survey/observation.js';
import { rotationPosition, type Survey, type SurveyedDistribution } from '../survey/survey.js';

/** What stands for a part that nobody could look at; `unseen` says why. */
export type Unknown = 'unknown';

export interface CopyStatus {
  /** Whether it is what the configuration builds; null where nothing could be built. */
  readonly equal: boolean | null;
  /** Of this package; null where another made it. */
  readonly version: string | null;
  readonly bytes: number;
  readonly runtime: string;
  readonly status: string;
}

export interface StoreStatus {
  readonly status: string;
  /** Whether LIVE reads it; null where nobody could look. */
  readonly associated: boolean | null;
  readonly entries: number | null;
  readonly bytes: number | null;
}

export interface SecretStatus {
  readonly secrets: number;
  readonly fingerprint: string;
  /** Whether the store holds the same ring; null where there is none, or nobody could look. */
  readonly equal: boolean | null;
  /** What `rotate` did last; null where another hand made the version. */
  readonly mark: Mark | null;
  /** The next step of a rotation, and the Unix second from which it logs nobody out. */
  readonly next: { readonly step: string; readonly at: number } | null;
}

export interface DistributionStatus {
  readonly id: string;
  readonly status: string;
  readonly enabled: boolean;
  /** The path patterns of the behaviors that run LIVE at viewer-request. */
  readonly guarded: readonly string[];
  readonly open: readonly string[];
}

/** What is live against what is built; null stands for what is not there. */
export interface Status {
  readonly name: string;
  readonly function: {
    readonly development: CopyStatus | Unknown | null;
    readonly live: CopyStatus | Unknown | null;
  };
  /** Null for an embedded build too. */
  readonly store: StoreStatus | Unknown | null;
  readonly secret: SecretStatus | Unknown | null;
  /** Null too where the configuration names none. */
  readonly distribution: DistributionStatus | Unknown | null;
  /** Why something could not be seen. */
  readonly unseen: readonly string[];
}

/** Pure: sums a survey up. */
export function summarizeStatus(
  survey: Survey,
  session: Pick<Session, 'config' | 'deployment'>,
): Status {
  const built = observed(survey.built);
  const live = observed(survey.live);
  const copy = (state: FunctionState) => copyStatus(state, built);
  return {
    name: session.deployment.name,
    function: {
      development: summary(survey.development, copy),
      live: summary(survey.live, copy),
    },
    store: summary(survey.store, ({ arn, status }) => ({
      status,
      associated: survey.live.seen ? live?.store === arn : null,
      entries: observed(survey.content)?.items ?? null,
      bytes: observed(survey.content)?.bytes ?? null,
    })),
    secret: summary(survey.current, () => secretStatus(survey, session)),
    distribution: summary(survey.distribution, (found) => distributionStatus(found, live?.arn)),
    unseen: unseenIn(survey),
  };
}

function summary<T, S>(look: Observation<T | undefined>, sum: (value: T) => S): S | Unknown | null {
  if (!look.seen) {
    return 'unknown';
  }
  return look.value === undefined ? null : sum(look.value);
}

function copyStatus(state: FunctionState, built: EdgeFunction | undefined): CopyStatus {
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
  const { phase, ring, since } = rotationPosition(survey, deployment)!;
  const stored = observed(survey.stored)?.secrets;
  const { clockTolerance } = config;
  return {
    secrets: ring.length,
    fingerprint: fingerprint(ring),
    equal: stored ? isSameRing(stored, ring) : null,
    // By labels the version that it made last is not the current one.
    mark: phase === 'introduced' ? phase : (observed(survey.mark) ?? null),
    next: nextDueStep(phase, since, { ...deployment, clockTolerance }),
  };
}

function distributionStatus(
  { id, status, config }: SurveyedDistribution,
  arn: string | undefined,
): DistributionStatus {
  const isGuarded = (behavior: Behavior) => arn !== undefined && viewerRequestArn(behavior) === arn;
  const patterns = (wanted: boolean) =>
    listBehaviors(config)
      .filter(([, behavior]) => isGuarded(behavior) === wanted)
      .map(([pattern]) => pattern);
  return {
    id,
    status,
    enabled: config.Enabled !== false,
    guarded: patterns(true),
    open: patterns(false),
  };
}

function unseenIn(survey: Survey): readonly string[] {
  const looks: readonly Observation<unknown>[] = Object.values(survey);
  return [...new Set(looks.flatMap((each) => (each.seen ? [] : [each.refusal.message])))];
}
