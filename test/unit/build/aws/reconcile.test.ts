import { describe, expect, it } from 'vitest';
import { ConflictError } from '../../../../build/aws/errors.js';
import {
  planSteps,
  type Reconciler,
  reconcile,
  type Step,
} from '../../../../build/aws/reconcile.js';

interface State {
  readonly isThere: boolean;
}

/** Something that is made once, and that shows so many seconds later. */
function slowCourse(delay: number) {
  let now = 0;
  let made: number | undefined;
  const tries: number[] = [];
  const course: Reconciler<State, Step> = {
    read: async () => ({ isThere: made !== undefined && now >= made + delay }),
    plan: ({ isThere }) => (isThere ? [] : [{ id: 'make', title: 'make it', touches: [] }]),
    async apply() {
      tries.push(now);
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
  return { course, tries };
}

describe('converge', () => {
  it.each([0, 1, 3, 10])('waits for what shows %i s after it was written', async (delay) => {
    const { course } = slowCourse(delay);
    const { state, done } = await reconcile(course, { isThere: false });
    expect(state).toEqual({ isThere: true });
    expect(done.map(({ id }) => id)).toEqual(['make']);
  });

  it('gives up on a conflict that stays, and tries at growing distances', async () => {
    const { course, tries } = slowCourse(Number.POSITIVE_INFINITY);
    await expect(reconcile(course, { isThere: false })).rejects.toBeInstanceOf(ConflictError);
    const pauses = tries.slice(2).map((time, i) => time - tries[i + 1]!);
    expect(tries.length).toBeLessThan(8);
    expect(pauses).toEqual([...pauses].sort((a, b) => a - b));
  });

  it('does not take steps of one kind for one step', async () => {
    let left = 12;
    const slept: number[] = [];
    const clock = { now: () => 0, sleep: async (seconds: number) => void slept.push(seconds) };
    const course: Reconciler<{ left: number }, Step> = {
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
    const { done } = await reconcile(course, { left });
    expect({ done: done.length, slept }).toEqual({ done: 12, slept: [] });
  });

  it('reads all once more before it counts as done, where that is asked for', async () => {
    const { course } = slowCourse(0);
    const reads: number[] = [];
    const read: typeof course.read = (parts, state) => {
      reads.push(course.clock.now());
      return course.read(parts, state);
    };
    await reconcile({ ...course, read, settle: 2 }, { isThere: false });
    expect(reads).toEqual([0, 2]);
  });
});

describe('planned', () => {
  it('looks once more before it says that something is in the way', async () => {
    const { course } = slowCourse(0);
    let looks = 0;
    const plan = () => {
      if (looks++ === 0) {
        throw new ConflictError('in the way');
      }
      return [];
    };
    expect(await planSteps({ ...course, plan }, { isThere: true })).toEqual({
      state: { isThere: false },
      steps: [],
    });
    const always = () => {
      throw new ConflictError('in the way');
    };
    await expect(planSteps({ ...course, plan: always }, { isThere: true })).rejects.toThrow('way');
  });
});
