import type { Secrets } from '../../config/key-ring.js';
import { awsClock, measureClockSkew } from '../clock-skew.js';
import { waitForLive } from '../live/verdicts.js';
import { reconcile } from '../reconcile.js';
import type { Session } from '../session.js';
import { applyRotationStep } from './apply.js';
import { chooseGoal, type RotationGoal, type RotationRequest, rotationTerms } from './goal.js';
import { planRotation } from './plan.js';
import { secretsOnlyIn } from './rings.js';
import { type RotationState, readRotation } from './state.js';
import { type DueStep, nextDueStep, type Phase, type RotateStep } from './steps.js';
import { findPosition } from './strategy.js';

export interface RotateOptions extends RotationRequest {
  /** Stays until the rotation has ended. */
  readonly wait: boolean;
  readonly dryRun: boolean;
  /** Asked before everybody is logged out; whoever does not agree throws. */
  confirm(plan: readonly RotateStep[]): Promise<void>;
}

/** What a run came to. */
export interface RotateResult {
  /** What there was to do when it began, as far as it could be foreseen. */
  readonly plan: readonly RotateStep[];
  readonly done: readonly RotateStep[];
  readonly ring: Secrets;
  readonly phase: Phase;
  /** When the phase began, in Unix seconds. */
  readonly since: number;
  readonly next: DueStep | null;
  /** Whether the function that is LIVE was seen to do as it should; null where nothing was looked at. */
  readonly live: 'checked' | 'absent' | null;
}

/**
 * Takes the next step of a rotation if it is due, and finishes one that was interrupted. Where the rotation stands is found in AWS.
 *
 * @throws ConflictError where what is found does not tell what to do, or LIVE does not do what it should.
 */
export async function rotate(given: Session, options: RotateOptions): Promise<RotateResult> {
  const { aws, progress, deployment } = given;
  // What is due is counted from dates of AWS.
  const session = { ...given, clock: awsClock(given.clock, measureClockSkew(aws, given.clock)) };
  const { wait, dryRun, confirm, ...wish } = options;
  const plan: RotateStep[] = [];
  const done: RotateStep[] = [];
  let live: RotateResult['live'] = null;
  for (let begin = wish.begin; ; begin = false) {
    progress.start(`read how the secret ${deployment.secretId} stands`);
    let state = await readRotation(session);
    const aim = chooseGoal(session, state, { ...wish, begin });
    const steps = planRotation(state, aim);
    plan.push(...steps);
    if (!dryRun && steps.length > 0) {
      const before = state;
      // Nothing moves while somebody is asked.
      progress.end();
      if (aim.leaked !== undefined) {
        await confirm(steps);
      }
      const result = await pursue(session, before, aim);
      done.push(...result.done);
      state = result.state;
      live = await verify(session, before, state);
    }
    progress.end();
    const position = findPosition(state, wish.begin || wish.emergency);
    const next = nextDueStep(position.phase, position.since, rotationTerms(session));
    if (!wait || dryRun || !next) {
      return { plan, done, ...position, next, live };
    }
    await until(session, next);
  }
}

async function pursue(session: Session, first: RotationState, aim: RotationGoal) {
  return reconcile<RotationState, RotateStep>(
    {
      read: (_, { store }) => readRotation(session, store?.arn),
      plan: (state) => planRotation(state, aim),
      apply: (step, state) => applyRotationStep(session, step, state),
      progress: session.progress,
      clock: session.clock,
      // A label that has just been moved may show late, and one that is overlooked keeps a secret in use.
      settle: 2,
    },
    first,
  );
}

async function verify(
  session: Session,
  before: RotationState,
  after: RotationState,
): Promise<RotateResult['live']> {
  // The function has the new ring only once it is deployed.
  if (session.config.secret === 'embedded') {
    return null;
  }
  const { phase, ring } = findPosition(after, true);
  const accepts = phase === 'rest' ? ring.slice(0, 1) : ring.slice(0, 2);
  const refuses = phase === 'rest' ? secretsOnlyIn(knownIn(before), ring) : [];
  session.progress.start('try the function that is LIVE');
  return (await waitForLive(session, { accepts, refuses })) ? 'checked' : 'absent';
}

function knownIn({ versions: { current, previous }, store }: RotationState): Secrets {
  return [...current.secrets, ...(previous?.secrets ?? []), ...(store?.ring?.secrets ?? [])];
}

/** Lets time pass until a step is due. */
async function until({ clock, progress }: Session, { step, at }: DueStep): Promise<void> {
  progress.start(`${step} is safe at ${new Date(at * 1000).toISOString()}`);
  for (let now = clock.now(); now < at; now = clock.now()) {
    progress.update(`${at - now} s to go`);
    await clock.sleep(Math.min(MINUTE, at - now));
  }
  progress.end();
}

const MINUTE = 60;
