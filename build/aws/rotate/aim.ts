import { command } from '../command.js';
import { ConflictError } from '../errors.js';
import type { Session } from '../session.js';
import type { Aim } from './plan.js';
import { positionOf, replacementIn } from './position.js';
import { dueAfter, type Terms } from './schedule.js';
import type { RotationState } from './state.js';

/** What somebody who rotates can ask for. */
export interface Wish {
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
export function aimOf(session: Session, state: RotationState, wish: Wish): Aim {
  const { versions } = state;
  const { begin, emergency } = wish;
  const now = session.clock.now();
  const terms = termsOf(session);
  const aim: Aim = { begin, now, terms };
  const { current, mark } = versions;
  const isLately = now < current.createdAt + LATELY;
  if (emergency) {
    const isReplaced = mark === 'emergency' && isLately && !begin;
    return isReplaced || replacementIn(versions) ? aim : { ...aim, leaked: current.id };
  }
  const { phase, since } = positionOf(state, begin);
  if (phase === 'rest') {
    const hasEnded = mark !== undefined && isLately;
    return begin || !(wish.continue || hasEnded) ? { ...aim, step: 'introduce' } : aim;
  }
  if (begin) {
    throw new ConflictError(
      `a rotation is under way since ${new Date(since * 1000).toISOString()}, so none is begun; go on with it: ${command('rotate --continue', session.deployment)}`,
    );
  }
  const due = dueAfter(phase, since, terms);
  return due && due.at <= now ? { ...aim, step: due.step } : aim;
}

export function termsOf({ config, deployment }: Session): Terms {
  const { maxAge, backendTtl } = deployment;
  return { maxAge, backendTtl, clockTolerance: config.clockTolerance };
}
