import { type Reconciler, reconcile, type Step } from '../reconcile.js';
import {
  deleteEntries,
  type Entry,
  listEntries,
  readContent,
  replaceEntry,
  type StoreContent,
  TOKEN_SECRET_KEY,
} from '../resources/key-value-store.js';
import type { Session } from '../session.js';
import { isEntryExpired, withoutExpiredCutOff } from './cut-off.js';

/** The store, looked through. */
export interface PruneState {
  /** Read before the entries: whatever is written after that makes its ETag stale. */
  readonly content: StoreContent;
  /** Undefined where there are more than somebody asked to have looked through. */
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
  /** A store with more entries is left alone: looking through it takes a call for each 50. */
  readonly most: number;
  /** Unix seconds; what has run out by then goes. */
  readonly now: number;
  readonly dryRun: boolean;
}

/** Which cut-offs protect nobody any more. */
interface Judge {
  readonly now: number;
  readonly clockTolerance: number;
}

const USER = /^revoked:[0-9a-f]{64}$/;

/** Removes the cut-offs that protect nobody any more, because every token that they refuse has expired. */
export async function prune(
  session: Session,
  arn: string,
  { most, now, dryRun }: PruneOptions,
): Promise<PruneResult> {
  const { aws, clock, config, progress } = session;
  const judge = { now, clockTolerance: config.clockTolerance };
  let removed = 0;
  const course: Reconciler<PruneState, PruneStep> & { read(): Promise<PruneState> } = {
    progress,
    clock,
    async read() {
      const content = await readContent(aws, arn);
      return { content, entries: content.items > most ? undefined : await listEntries(aws, arn) };
    },
    plan: (state) => planPrune(state, judge),
    async apply({ id }, state) {
      if (id === 'prune-everybody') {
        const { value: from } = ringIn(state)!;
        await replaceEntry(aws, arn, TOKEN_SECRET_KEY, { from, to: trimmed(from, judge) });
        removed++;
        return {};
      }
      const keys = new Set(runOutIn(state, judge));
      const content = await deleteEntries(aws, arn, state.content, [...keys], (deleted) => {
        removed += deleted;
        progress.update(`${removed} of ${keys.size}`);
      });
      return { content, entries: state.entries!.filter(({ key }) => !keys.has(key)) };
    },
  };
  const first = await course.read();
  const plan = course.plan(first);
  if (dryRun) {
    return { plan, done: [], removed, state: first };
  }
  const { done, state } = await reconcile(course, first);
  return { plan, done, removed, state };
}

function planPrune(state: PruneState, judge: Judge): PruneStep[] {
  const steps: PruneStep[] = [];
  const { length } = runOutIn(state, judge);
  if (length > 0) {
    const title = `remove ${length} ${length === 1 ? 'cut-off' : 'cut-offs'} of users whose tokens have all expired`;
    // The answers of the calls tell what is left.
    steps.push({ id: 'prune-users', title, touches: [] });
  }
  const ring = ringIn(state);
  if (ring && trimmed(ring.value, judge) !== ring.value) {
    const title = "remove everybody's cut-off: the tokens that it refuses have all expired";
    steps.push({ id: 'prune-everybody', title, touches: ['store'] });
  }
  return steps;
}

/** The keys of the users' cut-offs that may go. */
function runOutIn({ entries = [] }: PruneState, { now, clockTolerance }: Judge): string[] {
  return entries
    .filter(({ key, value }) => USER.test(key) && isEntryExpired(value, now, clockTolerance))
    .map(({ key }) => key);
}

function ringIn({ entries = [] }: PruneState): Entry | undefined {
  return entries.find(({ key }) => key === TOKEN_SECRET_KEY);
}

function trimmed(ring: string, { now, clockTolerance }: Judge): string {
  return withoutExpiredCutOff(ring, now, clockTolerance);
}
