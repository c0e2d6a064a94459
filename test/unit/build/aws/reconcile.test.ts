import { describe, expect, it } from 'vitest';
import { ConflictError } from '../../../../build/aws/errors.js';
import {
  planSteps,
  type Reconciler,
  reconcile,
  type Step,
} from '../../../../build/aws/reconcile.js';

interface State {
  readonly exists: boolean;
}

/** Creates a thing that a read shows only after the delay, in seconds. */
function createSlowReconciler(delay: number) {
  let now = 0;
  let made: number | undefined;
  const appliedAt: number[] = [];
  const reconciler: Reconciler<State, Step> = {
    read: async () => ({ exists: made !== undefined && now >= made + delay }),
    plan: ({ exists }) => (exists ? [] : [{ id: 'make', title: 'make it', touches: [] }]),
    async apply() {
      appliedAt.push(now);
      if (made !== undefined) {
        throw new ConflictError('it exists');
      }
      made = now;
      return {};
    },
    progress: { start() {}, update() {}, end() {}, fail() {} },
    clock: {
      now: () => now,
      async sleep(seconds) {
        now += seconds;
      },
    },
  };
  return { reconciler, appliedAt };
}

describe('reconcile', () => {
  it.each([0, 1, 3, 10])('waits for a change that a read shows %i s later', async (delay) => {
    const { reconciler } = createSlowReconciler(delay);
    const { state, done } = await reconcile(reconciler, { exists: false });
    expect(state).toEqual({ exists: true });
    expect(done.map(({ id }) => id)).toEqual(['make']);
  });

  it('gives up on a lasting conflict, after retries at growing intervals', async () => {
    const { reconciler, appliedAt } = createSlowReconciler(Number.POSITIVE_INFINITY);
    await expect(reconcile(reconciler, { exists: false })).rejects.toBeInstanceOf(ConflictError);
    const pauses = appliedAt.slice(2).map((time, i) => time - appliedAt[i + 1]!);
    expect(appliedAt.length).toBeLessThan(8);
    expect(pauses).toEqual([...pauses].sort((a, b) => a - b));
  });

  it('does not pause between steps that differ in their title only', async () => {
    let left = 12;
    const slept: number[] = [];
    const clock = { now: () => 0, sleep: async (seconds: number) => void slept.push(seconds) };
    const reconciler: Reconciler<{ left: number }, Step> = {
      read: async () => ({ left }),
      plan: (state) =>
        state.left > 0 ? [{ id: 'take', title: `take number ${state.left}`, touches: [] }] : [],
      async apply() {
        left--;
        return {};
      },
      progress: { start() {}, update() {}, end() {}, fail() {} },
      clock,
    };
    const { done } = await reconcile(reconciler, { left });
    expect({ done: done.length, slept }).toEqual({ done: 12, slept: [] });
  });

  it('reads everything once more at the end if `settle` is given', async () => {
    const { reconciler } = createSlowReconciler(0);
    const reads: number[] = [];
    const read: typeof reconciler.read = (parts, state) => {
      reads.push(reconciler.clock.now());
      return reconciler.read(parts, state);
    };
    await reconcile({ ...reconciler, read, settle: 2 }, { exists: false });
    expect(reads).toEqual([0, 2]);
  });
});

describe('planSteps', () => {
  it('reads everything once more before it reports a conflict', async () => {
    const { reconciler } = createSlowReconciler(0);
    let plans = 0;
    const plan = () => {
      if (plans++ === 0) {
        throw new ConflictError('in the way');
      }
      return [];
    };
    expect(await planSteps({ ...reconciler, plan }, { exists: true })).toEqual({
      state: { exists: false },
      steps: [],
    });
    const always = () => {
      throw new ConflictError('in the way');
    };
    await expect(planSteps({ ...reconciler, plan: always }, { exists: true })).rejects.toThrow(
      'way',
    );
  });
});
