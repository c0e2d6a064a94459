import { ConflictError } from '../errors.js';
import { commandLine, type Session } from '../session.js';
import type { RotationState } from './state.js';
import { nextDueStep, type RotationStep, type RotationTerms } from './steps.js';
import { findPosition, findReplacement } from './strategy.js';

/** What somebody who rotates can ask for. */
export interface RotationRequest {
  /** Begins a rotation where one ended lately, or where the ring tells nothing. */
  readonly begin: boolean;
  /** Finishes what is under way and begins nothing. */
  readonly continue: boolean;
  /** Replaces the secret at once, whomever it logs out. */
  readonly emergency: boolean;
}

/** For how long after a rotation another one has to be asked for: a command that is run once too often would begin it. */
const LATELY = 86_400;

/** What a wish comes to in a state. */
export function chooseGoal(
  session: Session,
  state: RotationState,
  wish: RotationRequest,
): RotationGoal {
  const { versions } = state;
  const { begin, emergency } = wish;
  const now = session.clock.now();
  const terms = rotationTerms(session);
  const aim: RotationGoal = { begin, now, terms };
  const { current, mark } = versions;
  const isLately = now < current.createdAt + LATELY;
  if (emergency) {
    const isReplaced = mark === 'emergency' && isLately && !begin;
    return isReplaced || findReplacement(versions) ? aim : { ...aim, leaked: current.id };
  }
  const { phase, since } = findPosition(state, begin);
  if (phase === 'rest') {
    const hasEnded = mark !== undefined && isLately;
    return begin || !(wish.continue || hasEnded) ? { ...aim, step: 'introduce' } : aim;
  }
  if (begin) {
    throw new ConflictError(
      `a rotation is under way since ${new Date(since * 1000).toISOString()}, so none is begun; go on with it: ${commandLine('rotate --continue', session.deployment)}`,
    );
  }
  const due = nextDueStep(phase, since, terms);
  return due && due.at <= now ? { ...aim, step: due.step } : aim;
}

export function rotationTerms({ config, deployment }: Session): RotationTerms {
  const { maxAge, backendTtl } = deployment;
  return { maxAge, backendTtl, clockTolerance: config.clockTolerance };
}

/** What is planned for. */
export interface RotationGoal {
  /** The step to take; without one, only what was begun is finished. */
  readonly step?: RotationStep | undefined;
  /** The id of the version to replace at once. */
  readonly leaked?: string | undefined;
  readonly begin: boolean;
  /** In Unix seconds. */
  readonly now: number;
  readonly terms: RotationTerms;
}
