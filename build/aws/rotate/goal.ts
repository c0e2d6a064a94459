import { ConflictError } from '../errors.js';
import { commandLine, type Session } from '../session.js';
import { findReplacement, type RotationState } from './state.js';
import { nextDueStep, type RotationStepName, type RotationTiming } from './steps.js';
import { findPosition } from './strategy.js';

/** What the options of `rotate` ask for. */
export interface RotationRequest {
  /**
   * Begins a rotation even if one has ended within a day, or if the purpose of the other secrets in
   * the ring is unknown.
   */
  readonly begin: boolean;
  /** Finishes what is in progress and begins nothing. */
  readonly continue: boolean;
  /** Replaces the secret at once, which logs everybody out. */
  readonly emergency: boolean;
}

/** What one run is to achieve. */
export interface RotationGoal {
  /** The step to take; without one, only an interrupted step is finished. */
  readonly step?: RotationStepName | undefined;
  /** The id of the version to replace at once. */
  readonly leakedVersionId?: string | undefined;
  readonly begin: boolean;
  /** In Unix seconds. */
  readonly now: number;
  readonly timing: RotationTiming;
}

/**
 * Seconds after a rotation in which a new one begins only with `--begin`: a command that is run
 * once too often would begin it otherwise.
 */
const PAUSE_AFTER_ROTATION = 86_400;

/**
 * Decides what a run is to achieve, from the request and from what is in AWS.
 *
 * @throws ConflictError if a rotation is to begin while one is in progress.
 */
export function chooseGoal(
  session: Session,
  state: RotationState,
  request: RotationRequest,
): RotationGoal {
  const { versions } = state;
  const { begin, emergency } = request;
  const now = session.clock.now();
  const timing = rotationTiming(session);
  const goal: RotationGoal = { begin, now, timing };
  const { current, mark } = versions;
  const isRecent = now < current.createdAt + PAUSE_AFTER_ROTATION;
  if (emergency) {
    const isReplaced = mark === 'emergency' && isRecent && !begin;
    return isReplaced || findReplacement(versions)
      ? goal
      : { ...goal, leakedVersionId: current.id };
  }
  const { phase, since } = findPosition(state, begin);
  if (phase === 'rest') {
    const hasJustEnded = mark !== undefined && isRecent;
    return begin || !(request.continue || hasJustEnded) ? { ...goal, step: 'introduce' } : goal;
  }
  if (begin) {
    throw new ConflictError(
      `a rotation has been in progress since ${new Date(since * 1000).toISOString()}, so no other can begin; to finish it: ${commandLine('rotate --continue', session.deployment)}`,
    );
  }
  const due = nextDueStep(phase, since, timing);
  return due && due.at <= now ? { ...goal, step: due.step } : goal;
}

export function rotationTiming({ config, deployment }: Session): RotationTiming {
  const { maxAge, backendTtl } = deployment;
  return { maxAge, backendTtl, clockTolerance: config.clockTolerance };
}
