import { type Reconciler, reconcile, type Step } from '../reconcile.js';
import {
  deleteEntries,
  type Entry,
  listEntries,
  readStoreContent,
  replaceEntry,
  type StoreContent,
  TOKEN_SECRET_KEY,
} from '../resources/key-value-store.js';
import type { Session } from '../session.js';
import { isEntryExpired, withoutExpiredCutOff } from './cut-off.js';

/** What was read of the store. */
export interface PruneState {
  /** Read before the entries, so that any later write makes its ETag stale. */
  readonly content: StoreContent;
  /** Undefined if there are more than `maxEntries`. */
  readonly entries: readonly Entry[] | undefined;
}

export type PruneStep = Step<'store'> & { readonly id: 'prune-users' | 'prune-everybody' };

export interface PruneResult {
  readonly plan: readonly PruneStep[];
  readonly done: readonly PruneStep[];
  /** How many cut-offs were removed. */
  readonly removed: number;
  readonly state: PruneState;
}

export interface PruneOptions {
  /** A store with more entries is not pruned: reading them takes a call for each 50. */
  readonly maxEntries: number;
  /** In Unix seconds; cut-offs that have expired by then are removed. */
  readonly now: number;
  readonly dryRun: boolean;
}

/** When a cut-off counts as expired. */
interface ExpiryTime {
  readonly now: number;
  readonly clockTolerance: number;
}

const USER_KEY = /^revoked:[0-9a-f]{64}$/;

/** Removes the expired cut-offs: every token that they refuse has expired by itself. */
export async function prune(
  session: Session,
  arn: string,
  { maxEntries, now, dryRun }: PruneOptions,
): Promise<PruneResult> {
  const { aws, clock, config, progress } = session;
  const time: ExpiryTime = { now, clockTolerance: config.clockTolerance };
  let removed = 0;
  const reconciler: Reconciler<PruneState, PruneStep> & { read(): Promise<PruneState> } = {
    progress,
    clock,
    async read() {
      const content = await readStoreContent(aws, arn);
      const isTooLarge = content.items > maxEntries;
      return { content, entries: isTooLarge ? undefined : await listEntries(aws, arn) };
    },
    plan: (state) => planPrune(state, time),
    async apply({ id }, state) {
      if (id === 'prune-everybody') {
        const { value: from } = findTokenSecret(state)!;
        await replaceEntry(aws, arn, TOKEN_SECRET_KEY, { from, to: pruneValue(from, time) });
        removed++;
        return {};
      }
      const keys = new Set(findExpiredKeys(state, time));
      const content = await deleteEntries(aws, arn, state.content, [...keys], (deleted) => {
        removed += deleted;
        progress.update(`${removed} of ${keys.size}`);
      });
      return { content, entries: state.entries!.filter(({ key }) => !keys.has(key)) };
    },
  };
  const first = await reconciler.read();
  const plan = reconciler.plan(first);
  if (dryRun) {
    return { plan, done: [], removed, state: first };
  }
  const { done, state } = await reconcile(reconciler, first);
  return { plan, done, removed, state };
}

function planPrune(state: PruneState, time: ExpiryTime): PruneStep[] {
  const steps: PruneStep[] = [];
  const { length } = findExpiredKeys(state, time);
  if (length > 0) {
    const title = `remove ${length} ${length === 1 ? 'cut-off' : 'cut-offs'} of users whose tokens have all expired`;
    // Nothing is read again: the answers to the deletions tell the new content.
    steps.push({ id: 'prune-users', title, touches: [] });
  }
  const entry = findTokenSecret(state);
  if (entry && pruneValue(entry.value, time) !== entry.value) {
    const title = 'remove the cut-off for everybody: the tokens that it refuses have all expired';
    steps.push({ id: 'prune-everybody', title, touches: ['store'] });
  }
  return steps;
}

/** The keys of users' cut-offs that have expired. */
function findExpiredKeys(
  { entries = [] }: PruneState,
  { now, clockTolerance }: ExpiryTime,
): string[] {
  return entries
    .filter(({ key, value }) => USER_KEY.test(key) && isEntryExpired(value, now, clockTolerance))
    .map(({ key }) => key);
}

function findTokenSecret({ entries = [] }: PruneState): Entry | undefined {
  return entries.find(({ key }) => key === TOKEN_SECRET_KEY);
}

function pruneValue(tokenSecret: string, { now, clockTolerance }: ExpiryTime): string {
  return withoutExpiredCutOff(tokenSecret, now, clockTolerance);
}
