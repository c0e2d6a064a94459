import { revocationKey } from '../../../signer/index.js';
import type { Deployment } from '../../config/deployment.js';
import { CliError, UsageError } from '../../errors.js';
import { compareClocks } from '../aws-time.js';
import { command } from '../command.js';
import { converge, type Step } from '../converge.js';
import { ConflictError } from '../errors.js';
import { type StoreContent, TOKEN_SECRET } from '../resources/entries.js';
import type { Session } from '../session.js';
import { cutOffAt, isOver, raised, withEverybodys, withoutEverybodys } from './cut-off.js';
import { storeOfLive } from './live.js';
import { LEEWAY, type Moment, momentOf } from './moment.js';
import { type Pruned, type PruneOptions, prune } from './prune.js';
import { isFromNow, type Wish } from './wish.js';
import { type Change, writing } from './write.js';

export interface RevokeOptions {
  /** The longest lifetime of a token, in seconds; default the deployment's. */
  readonly maxAge?: number | undefined;
  readonly dryRun: boolean;
}

export interface Revoked {
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
  wish: Wish,
  { maxAge = session.deployment.maxAge, dryRun }: RevokeOptions,
): Promise<Revoked> {
  const { aws, clock, config, deployment, progress } = session;
  const heeding = wish.kind === 'user' || wish.kind === 'everybody';
  if (heeding && !config.revocation) throw notConfigured(deployment);
  // Refuses an id that no token can carry before anything is asked.
  const key = 'userId' in wish ? revocationKey(wish.userId) : TOKEN_SECRET;
  const ahead = compareClocks(aws, clock);
  progress.start(`read what is LIVE of ${deployment.name}`);
  const arn = await storeOfLive(session, { heeding });
  const moment = momentOf(clock.now(), ahead());
  const issuedUpTo = timeOf(wish, moment);
  const cutOff = issuedUpTo === undefined ? undefined : cutOffAt(issuedUpTo, maxAge);
  if (cutOff !== undefined && isOver(cutOff, moment.earliest, config.clockTolerance)) {
    progress.end();
    return NOTHING;
  }
  const written = await write(session, arn, changeFor(wish, key, cutOff, deployment), dryRun);
  const pruned = await tidy(session, arn, wish, { now: moment.earliest, dryRun });
  progress.end();
  const warnings = [isFromNow(wish) ? moment.warning : undefined, pruned.problem];
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

const NOTHING: Revoked = {
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
    `revocation is off in the configuration, so the function looks for no cut-off; set "revocation": true, and before you revoke: ${command('deploy', deployment)}`,
  );
}

function timeOf(wish: Wish, { latest }: Moment): number | undefined {
  if (isFromNow(wish)) return latest + LEEWAY;
  if (wish.kind !== 'everybody') return undefined;
  const time = wish.before as number;
  if (time <= latest + AHEAD) return time;
  throw new UsageError(
    `--all-before: found a time ${time - latest} s from now; allowed: a time that has been, in seconds and not in milliseconds, or now: a later one would shut out whoever logs in until then`,
  );
}

function changeFor(
  { kind }: Wish,
  key: string,
  cutOff: number | undefined,
  deployment: Deployment,
): Change | undefined {
  switch (kind) {
    case 'user':
      return {
        id: 'cut-off-user',
        title: "write the user's cut-off into the KeyValueStore",
        key,
        to: (value) => raised(value, cutOff!),
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
          if (value !== undefined) return withEverybodys(value, cutOff!, deployment);
          throw new ConflictError(
            `the KeyValueStore has no token_secret, so every token is refused as it is; first: ${command('deploy', deployment)}`,
          );
        },
      };
    case 'lift-everybody':
      return {
        id: 'lift-everybody',
        title: "remove everybody's cut-off from behind the secret in the KeyValueStore",
        key,
        to: (value) => value && withoutEverybodys(value),
      };
    case 'prune':
      return undefined;
  }
}

async function write(
  session: Session,
  arn: string,
  change: Change | undefined,
  dryRun: boolean,
): Promise<{ plan: readonly Step[]; done: readonly Step[] }> {
  if (!change) return { plan: [], done: [] };
  const course = writing(session, arn, change);
  const first = { value: undefined, ...(await course.read(undefined, { value: undefined })) };
  const plan = course.plan(first);
  return { plan, done: dryRun ? [] : (await converge(course, first)).done };
}

/** Where somebody was logged out, trouble with what is only tidying must not look as if that had come to grief. */
async function tidy(
  session: Session,
  arn: string,
  { kind }: Wish,
  options: Omit<PruneOptions, 'most'>,
): Promise<Partial<Pruned> & { problem?: string }> {
  if (kind === 'prune') return prune(session, arn, { most: Number.POSITIVE_INFINITY, ...options });
  try {
    return await prune(session, arn, { most: FEW, ...options });
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return { problem: `what has run out was not removed: ${error.message}` };
  }
}
