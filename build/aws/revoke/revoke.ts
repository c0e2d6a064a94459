import { revocationKey } from '../../../signer/index.js';
import type { Deployment } from '../../config/deployment.js';
import { CliError, UsageError } from '../../host/errors.js';
import { measureClockSkew } from '../clock-skew.js';
import { ConflictError } from '../errors.js';
import { reconcile, type Step } from '../reconcile.js';
import { type StoreContent, TOKEN_SECRET_KEY } from '../resources/key-value-store.js';
import { commandLine, type Session } from '../session.js';
import {
  cutOffForTokensIssuedUntil,
  isCutOffExpired,
  raiseCutOff,
  withGlobalCutOff,
  withoutGlobalCutOff,
} from './cut-off.js';
import { type EntryChange, entryReconciler, findLiveStore } from './entry.js';
import { type PruneOptions, type PruneResult, prune } from './prune.js';
import {
  CLOCK_LEEWAY,
  type ClockReading,
  isEffectiveNow,
  type RevokeRequest,
  readClocks,
} from './request.js';

export interface RevokeOptions {
  /** The longest lifetime of a token, in seconds; default the deployment's. */
  readonly maxAge?: number | undefined;
  readonly dryRun: boolean;
}

export interface RevokeResult {
  /** What there was to do when it began. */
  readonly plan: readonly Step[];
  readonly done: readonly Step[];
  /** Tokens issued up to then are refused; undefined where none is, or where all of them have expired. */
  readonly issuedUpTo: number | undefined;
  /** The expiry at or below which they are refused. */
  readonly cutOff: number | undefined;
  /** How many cut-offs that had run out were removed. */
  readonly pruned: number;
  readonly content: StoreContent | undefined;
  /** What did not hinder it, and has to be known. */
  readonly warnings: readonly string[];
}

/** Up to so many entries the store is looked through without being asked to: ten calls. */
const FEW = 500;

/** How far ahead a time may be, in seconds, where two clocks differ. */
const AHEAD = 60;

/**
 * Logs out one user or everybody at the edge; removes what has run out on the way.
 *
 * @throws UsageError for a time to come.
 * @throws CliError where the configuration has no revocation, and where the store is full.
 * @throws ConflictError where what is LIVE would not heed it.
 */
export async function revoke(
  session: Session,
  wish: RevokeRequest,
  { maxAge = session.deployment.maxAge, dryRun }: RevokeOptions,
): Promise<RevokeResult> {
  const { aws, clock, config, deployment, progress } = session;
  const heeding = wish.kind === 'user' || wish.kind === 'everybody';
  if (heeding && !config.revocation) {
    throw notConfigured(deployment);
  }
  // Refuses an id that no token can carry before anything is asked.
  const key = 'userId' in wish ? revocationKey(wish.userId) : TOKEN_SECRET_KEY;
  const ahead = measureClockSkew(aws, clock);
  progress.start(`read what is LIVE of ${deployment.name}`);
  const arn = await findLiveStore(session, { heeding });
  const moment = readClocks(clock.now(), ahead());
  const issuedUpTo = timeOf(wish, moment);
  const cutOff =
    issuedUpTo === undefined ? undefined : cutOffForTokensIssuedUntil(issuedUpTo, maxAge);
  if (cutOff !== undefined && isCutOffExpired(cutOff, moment.earliest, config.clockTolerance)) {
    progress.end();
    return NOTHING;
  }
  const written = await write(session, arn, changeFor(wish, key, cutOff, deployment), dryRun);
  const pruned = await tidy(session, arn, wish, { now: moment.earliest, dryRun });
  progress.end();
  const warnings = [isEffectiveNow(wish) ? moment.warning : undefined, pruned.problem];
  return {
    plan: [...written.plan, ...(pruned.plan ?? [])],
    done: [...written.done, ...(pruned.done ?? [])],
    issuedUpTo,
    cutOff,
    pruned: pruned.removed ?? 0,
    content: pruned.state?.content,
    warnings: warnings.filter((warning) => warning !== undefined),
  };
}

const NOTHING: RevokeResult = {
  plan: [],
  done: [],
  issuedUpTo: undefined,
  cutOff: undefined,
  pruned: 0,
  content: undefined,
  warnings: [],
};

function notConfigured(deployment: Deployment): CliError {
  return new CliError(
    'ERR_REVOCATION',
    `revocation is off in the configuration, so the function looks for no cut-off; set "revocation": true, and before you revoke: ${commandLine('deploy', deployment)}`,
  );
}

function timeOf(wish: RevokeRequest, { latest }: ClockReading): number | undefined {
  if (isEffectiveNow(wish)) {
    return latest + CLOCK_LEEWAY;
  }
  if (wish.kind !== 'everybody') {
    return undefined;
  }
  const time = wish.before as number;
  if (time <= latest + AHEAD) {
    return time;
  }
  throw new UsageError(
    `--all-before: found a time ${time - latest} s from now; allowed: a time that has been, in seconds and not in milliseconds, or now: a later one would shut out whoever logs in until then`,
  );
}

function changeFor(
  { kind }: RevokeRequest,
  key: string,
  cutOff: number | undefined,
  deployment: Deployment,
): EntryChange | undefined {
  switch (kind) {
    case 'user':
      return {
        id: 'cut-off-user',
        title: "write the user's cut-off into the KeyValueStore",
        key,
        to: (value) => raiseCutOff(value, cutOff!),
      };
    case 'lift':
      return {
        id: 'lift-user',
        title: "remove the user's cut-off from the KeyValueStore",
        key,
        to: () => undefined,
      };
    case 'everybody':
      return {
        id: 'cut-off-everybody',
        title: "write everybody's cut-off behind the secret in the KeyValueStore",
        key,
        to(value) {
          if (value !== undefined) {
            return withGlobalCutOff(value, cutOff!, deployment);
          }
          throw new ConflictError(
            `the KeyValueStore has no token_secret, so every token is refused as it is; first: ${commandLine('deploy', deployment)}`,
          );
        },
      };
    case 'lift-everybody':
      return {
        id: 'lift-everybody',
        title: "remove everybody's cut-off from behind the secret in the KeyValueStore",
        key,
        to: (value) => value && withoutGlobalCutOff(value),
      };
    case 'prune':
      return undefined;
  }
}

async function write(
  session: Session,
  arn: string,
  change: EntryChange | undefined,
  dryRun: boolean,
): Promise<{ plan: readonly Step[]; done: readonly Step[] }> {
  if (!change) {
    return { plan: [], done: [] };
  }
  const course = entryReconciler(session, arn, change);
  const first = { value: undefined, ...(await course.read(undefined, { value: undefined })) };
  const plan = course.plan(first);
  return { plan, done: dryRun ? [] : (await reconcile(course, first)).done };
}

/** Where somebody was logged out, trouble with what is only tidying must not look as if that had come to grief. */
async function tidy(
  session: Session,
  arn: string,
  { kind }: RevokeRequest,
  options: Omit<PruneOptions, 'most'>,
): Promise<Partial<PruneResult> & { problem?: string }> {
  if (kind === 'prune') {
    return prune(session, arn, { most: Number.POSITIVE_INFINITY, ...options });
  }
  try {
    return await prune(session, arn, { most: FEW, ...options });
  } catch (error) {
    if (!(error instanceof CliError)) {
      throw error;
    }
    return { problem: `what has run out was not removed: ${error.message}` };
  }
}
