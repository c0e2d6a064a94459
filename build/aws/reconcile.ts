import type { Clock } from '../host/clock.js';
import type { Progress } from '../host/progress.js';
import { ConflictError, isAwsFault } from './errors.js';

/** One change that a plan asks for. */
export interface Step<Part extends string = string> {
  /** Names it in `--json`, such as `create-store`. */
  readonly id: string;
  /** What it does, as a person reads it: "create the KeyValueStore shop-dev". */
  readonly title: string;
  /** The parts of the state that it changes, which are read again afterwards. */
  readonly touches: readonly Part[];
}

/** How a state is read, planned for and changed. */
export interface Reconciler<State, S extends Step> {
  /** Reads the parts named, or all; `state` is the last known state. */
  read(parts: S['touches'] | undefined, state: State): Promise<Partial<State>>;
  /**
   * Pure: the steps still to be done, in order; none if the goal is reached. Throws ConflictError
   * if it must not go on.
   */
  plan(state: State): readonly S[];
  /** Does the step; gives the parts of the state that a read cannot show. */
  apply(step: S, state: State): Promise<Partial<State>>;
  readonly progress: Progress;
  readonly clock: Clock;
  /**
   * Seconds to wait at the end before everything is read once more, for changes that a read shows
   * late; none if undefined.
   */
  readonly settle?: number;
}

/**
 * No plan has so many steps, retries included: a run that reaches this is a mistake in this
 * package.
 */
const MAX_STEPS = 500;

/**
 * How often a step is retried because of another writer, or because a read does not show the change
 * yet.
 */
const MAX_RETRIES = 5;

/**
 * Does the first step of the plan, reads again what it touched, plans anew, and repeats that until
 * the plan is empty. So the next run continues after a crash or a lost answer at any point, and a
 * change by another writer is seen at the next step.
 */
export async function reconcile<State, S extends Step>(
  reconciler: Reconciler<State, S>,
  first: State,
): Promise<{ readonly state: State; readonly done: readonly S[] }> {
  const { clock, progress, settle } = reconciler;
  let state = first;
  let retries = 0;
  let isSettled = false;
  const done: S[] = [];
  const pause = () => clock.sleep(2 ** retries);
  for (;;) {
    const planned = await planSteps(reconciler, state);
    const [step] = planned.steps;
    state = planned.state;
    if (!step) {
      if (isSettled || done.length === 0 || settle === undefined) {
        break;
      }
      isSettled = true;
      await clock.sleep(settle);
      state = { ...state, ...(await reconciler.read(undefined, state)) };
      continue;
    }
    if (done.length === MAX_STEPS) {
      throw new Error(`the step ${step.id} is planned again and again`);
    }
    const isRepeated = step.id === done.at(-1)?.id && step.title === done.at(-1)?.title;
    // The read may not show the change yet: read later, and repeat the step only if it is still
    // planned.
    if (isRepeated && ++retries <= MAX_RETRIES) {
      await pause();
      state = { ...state, ...(await reconciler.read(step.touches, state)) };
      const [next] = (await planSteps(reconciler, state)).steps;
      if (next?.id !== step.id || next.title !== step.title) {
        continue;
      }
    }
    progress.start(step.title);
    try {
      const learned = await reconciler.apply(step, state);
      state = { ...state, ...learned };
      state = { ...state, ...(await reconciler.read(step.touches, state)) };
      done.push(step);
      isSettled = false;
      if (!isRepeated) {
        retries = 0;
      }
    } catch (error) {
      progress.fail();
      if (!isRace(error) || ++retries >= MAX_RETRIES) {
        throw error;
      }
      await pause();
      state = { ...state, ...(await reconciler.read(undefined, state)) };
    }
  }
  progress.end();
  return { state, done };
}

/**
 * Plans. If the plan fails with a conflict, it reads everything once more and plans again: the
 * parts are read one after the other, so a change by somebody else in between can make them
 * contradict each other.
 */
export async function planSteps<State, S extends Step>(
  reconciler: Pick<Reconciler<State, S>, 'read' | 'plan'>,
  state: State,
): Promise<{ readonly state: State; readonly steps: readonly S[] }> {
  try {
    return { state, steps: reconciler.plan(state) };
  } catch (error) {
    if (!(error instanceof ConflictError)) {
      throw error;
    }
    const again = { ...state, ...(await reconciler.read(undefined, state)) };
    return { state: again, steps: reconciler.plan(again) };
  }
}

/** Whether another writer may have caused the error: a new read then shows what is left to do. */
function isRace(error: unknown): boolean {
  return error instanceof ConflictError || isAwsFault(error, 'conflict', 'missing');
}
