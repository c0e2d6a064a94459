import type { Clock } from '../host/clock.js';
import type { Progress } from '../host/progress.js';
import { ConflictError, isAwsFault } from './errors.js';

/** One change that a plan asks for. */
export interface Step<Part extends string = string> {
  /** Names it in `--json`, such as `create-store`. */
  readonly id: string;
  /** What it does, as a person reads it: "create the KeyValueStore shop-dev". */
  readonly title: string;
  /** What has to be read again once it is done. */
  readonly touches: readonly Part[];
}

/** How a state is read, planned for and changed. */
export interface Reconciler<State, S extends Step> {
  /** Reads what a step touched, or all of it; `state` is what was known before. */
  read(parts: S['touches'] | undefined, state: State): Promise<Partial<State>>;
  /** Pure: what is still to be done, in order; nothing where all is as it shall be. Throws where it must not go on. */
  plan(state: State): readonly S[];
  /** Does the step; gives what it learned that reading does not tell. */
  apply(step: S, state: State): Promise<Partial<State>>;
  readonly progress: Progress;
  readonly clock: Clock;
  /** Seconds after which all is read once more before it counts as done: for what a reading may show late. */
  readonly settle?: number;
}

/** More steps than any plan has, with room for other writers: a plan that never ends is a fault of ours. */
const LIMIT = 500;

/** How often another writer may come in between, or a reading may not show yet what was written. */
const TRIES = 5;

/**
 * Takes the first step of the plan, reads again what it touched, and plans anew, until there is nothing left to do. So a crash or a
 * lost answer between any two steps leaves nothing that the next run would not see, and neither does another writer.
 */
export async function reconcile<State, S extends Step>(
  course: Reconciler<State, S>,
  first: State,
): Promise<{ readonly state: State; readonly done: readonly S[] }> {
  let state = first;
  let setbacks = 0;
  let isSettled = false;
  const done: S[] = [];
  // What was written may not show at once, and another writer may not have ended: each time a little longer.
  const pause = () => course.clock.sleep(2 ** setbacks);
  for (;;) {
    const now = await planSteps(course, state);
    const [step] = now.steps;
    state = now.state;
    if (!step) {
      if (isSettled || done.length === 0 || course.settle === undefined) {
        break;
      }
      isSettled = true;
      await course.clock.sleep(course.settle);
      state = { ...state, ...(await course.read(undefined, state)) };
      continue;
    }
    if (done.length === LIMIT) {
      throw new Error(`the step ${step.id} is planned again and again`);
    }
    const isRepeated = step.id === done.at(-1)?.id && step.title === done.at(-1)?.title;
    if (isRepeated && ++setbacks <= TRIES) {
      await pause();
      state = { ...state, ...(await course.read(step.touches, state)) };
      const [next] = (await planSteps(course, state)).steps;
      if (next?.id !== step.id || next.title !== step.title) {
        continue;
      }
    }
    course.progress.start(step.title);
    try {
      const learned = await course.apply(step, state);
      state = { ...state, ...learned };
      state = { ...state, ...(await course.read(step.touches, state)) };
      done.push(step);
      isSettled = false;
      if (!isRepeated) {
        setbacks = 0;
      }
    } catch (error) {
      course.progress.fail();
      if (!isRace(error) || ++setbacks >= TRIES) {
        throw error;
      }
      await pause();
      state = { ...state, ...(await course.read(undefined, state)) };
    }
  }
  course.progress.end();
  return { state, done };
}

/**
 * What is still to be done. Where something is in the way it looks at everything once more before it says so: parts that were read one
 * after the other, while somebody else was at work, may contradict each other.
 */
export async function planSteps<State, S extends Step>(
  course: Pick<Reconciler<State, S>, 'read' | 'plan'>,
  state: State,
): Promise<{ readonly state: State; readonly steps: readonly S[] }> {
  try {
    return { state, steps: course.plan(state) };
  } catch (error) {
    if (!(error instanceof ConflictError)) {
      throw error;
    }
    const again = { ...state, ...(await course.read(undefined, state)) };
    return { state: again, steps: course.plan(again) };
  }
}

/** Somebody else was quicker: reading again shows what is left to do. */
function isRace(error: unknown): boolean {
  return error instanceof ConflictError || isAwsFault(error, 'conflict', 'missing');
}
