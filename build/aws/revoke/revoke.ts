import { revocationKey } from '../../../signer/index.js';
import { CliError, UsageError } from '../../errors.js';
import { converge, type Step } from '../converge.js';
import { type StoreContent, TOKEN_SECRET } from '../entries.js';
import { ConflictError } from '../errors.js';
import type { Session } from '../session.js';
import { cutOffAt, isOver, raised, withEverybodys } from './cut-off.js';
import { storeOfLive } from './live.js';
import { type Pruned, prune } from './prune.js';
import { type Change, writing } from './write.js';

/** Who is to be logged out, or what else is to be done about it. */
export type Wish =
  | { readonly kind: 'user' | 'lift'; readonly userId: string }
  /** Unix seconds. */
  | { readonly kind: 'everybody'; readonly before: number | 'now' }
  | { readonly kind: 'prune' };

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
  /** Why the store was not looked through. */
  readonly pruneProblem: string | undefined;
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
  const { clock, config, progress } = session;
  const heeding = wish.kind === 'user' || wish.kind === 'everybody';
  if (heeding && !config.revocation) throw notConfigured();
  const issuedUpTo = heeding ? timeOf(wish, clock.now()) : undefined;
  const cutOff = issuedUpTo === undefined ? undefined : cutOffAt(issuedUpTo, maxAge);
  if (cutOff !== undefined && isOver(cutOff, clock.now(), config.clockTolerance)) return NOTHING;

  const change = changeFor(wish, cutOff);
  progress.start(`read what is LIVE of ${session.deployment.name}`);
  const arn = await storeOfLive(session, { heeding });
  const written = await write(session, arn, change, dryRun);
  const pruned = await tidy(session, arn, wish, dryRun);
  progress.end();
  return {
    plan: [...written.plan, ...(pruned.plan ?? [])],
    done: [...written.done, ...(pruned.done ?? [])],
    issuedUpTo,
    cutOff,
    pruned: pruned.removed ?? 0,
    content: pruned.state?.content,
    pruneProblem: pruned.problem,
  };
}

const NOTHING: Revoked = {
  plan: [],
  done: [],
  issuedUpTo: undefined,
  cutOff: undefined,
  pruned: 0,
  content: undefined,
  pruneProblem: undefined,
};

function notConfigured(): CliError {
  return new CliError(
    'ERR_REVOCATION',
    'revocation is off in the configuration, so the function looks for no cut-off; set "revocation": true, run deploy, and revoke then',
  );
}

function timeOf(wish: Wish, now: number): number {
  const time = wish.kind === 'everybody' && wish.before !== 'now' ? wish.before : now;
  if (time <= now + AHEAD) return time;
  throw new UsageError(
    `--all-before: found a time ${time - now} s from now; allowed: a time that has been, in seconds and not in milliseconds, or now: a later one would shut out whoever logs in until then`,
  );
}

function changeFor(wish: Wish, cutOff: number | undefined): Change | undefined {
  switch (wish.kind) {
    case 'user':
      return {
        id: 'cut-off-user',
        title: "write the user's cut-off into the KeyValueStore",
        key: revocationKey(wish.userId),
        to: (value) => raised(value, cutOff!),
      };
    case 'lift':
      return {
        id: 'lift-user',
        title: "remove the user's cut-off from the KeyValueStore",
        key: revocationKey(wish.userId),
        to: () => undefined,
      };
    case 'everybody':
      return {
        id: 'cut-off-everybody',
        title: "write everybody's cut-off behind the secret in the KeyValueStore",
        key: TOKEN_SECRET,
        to(value) {
          if (value !== undefined) return withEverybodys(value, cutOff!);
          throw new ConflictError(
            'the KeyValueStore has no token_secret, so every token is refused as it is; run deploy first',
          );
        },
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
  dryRun: boolean,
): Promise<Partial<Pruned> & { problem?: string }> {
  if (kind === 'prune') return prune(session, arn, { most: Number.POSITIVE_INFINITY, dryRun });
  try {
    return await prune(session, arn, { most: FEW, dryRun });
  } catch (error) {
    if (error instanceof CliError) return { problem: error.message };
    throw error;
  }
}
