import type { Secrets } from '../../config/key-ring.js';
import { awsClock, measureClockSkew } from '../clock-skew.js';
import { waitForLive } from '../live/verdicts.js';
import { reconcile } from '../reconcile.js';
import type { Session } from '../session.js';
import { applyRotationStep } from './apply.js';
import { chooseGoal, type RotationGoal, type RotationRequest, rotationTiming } from './goal.js';
import { planRotation } from './plan.js';
import { secretsOnlyIn } from './rings.js';
import { type RotationState, readRotation } from './state.js';
import { type DueStep, nextDueStep, type Phase, type RotateStep } from './steps.js';
import { findPosition } from './strategy.js';

export interface RotateOptions extends RotationRequest {
  /** Waits and takes every step until the rotation has ended. */
  readonly wait: boolean;
  readonly dryRun: boolean;
  /** Called before everybody is logged out; rejects if the user does not agree. */
  confirm(plan: readonly RotateStep[]): Promise<void>;
}

/** The outcome of a run. */
export interface RotateResult {
  /** The steps that were planned. */
  readonly plan: readonly RotateStep[];
  readonly done: readonly RotateStep[];
  readonly ring: Secrets;
  readonly phase: Phase;
  /** When the phase began, in Unix seconds. */
  readonly since: number;
  readonly next: DueStep | null;
  /**
   * `checked` if LIVE accepts and refuses what it should, `absent` if no function is LIVE, null if
   * LIVE was not tested.
   */
  readonly live: 'checked' | 'absent' | null;
}

/**
 * Takes the next step of a rotation if it is due, and finishes one that was interrupted. AWS itself
 * shows how far the rotation has come.
 *
 * @throws ConflictError if what is in AWS does not show what to do, or if LIVE does not accept the
 *   new secret.
 */
export async function rotate(localSession: Session, options: RotateOptions): Promise<RotateResult> {
  const { aws, progress, deployment } = localSession;
  // The next step is due some time after a date that AWS has set, so AWS's clock counts.
  const clock = awsClock(localSession.clock, measureClockSkew(aws, localSession.clock));
  const session = { ...localSession, clock };
  const { wait, dryRun, confirm, ...request } = options;
  const plan: RotateStep[] = [];
  const done: RotateStep[] = [];
  let live: RotateResult['live'] = null;
  for (let begin = request.begin; ; begin = false) {
    progress.start(`read the state of the secret ${deployment.secretId}`);
    let state = await readRotation(session);
    const goal = chooseGoal(session, state, { ...request, begin });
    const steps = planRotation(state, goal);
    plan.push(...steps);
    if (!dryRun && steps.length > 0) {
      const before = state;
      // A moving progress line would disturb the question.
      progress.end();
      if (goal.leakedVersionId !== undefined) {
        await confirm(steps);
      }
      const result = await carryOut(session, before, goal);
      done.push(...result.done);
      state = result.state;
      live = await verifyLive(session, before, state);
    }
    progress.end();
    const position = findPosition(state, request.begin || request.emergency);
    const next = nextDueStep(position.phase, position.since, rotationTiming(session));
    if (!wait || dryRun || !next) {
      return { plan, done, ...position, next, live };
    }
    await waitUntilDue(session, next);
  }
}

function carryOut(session: Session, first: RotationState, goal: RotationGoal) {
  return reconcile<RotationState, RotateStep>(
    {
      read: (_, { store }) => readRotation(session, store?.arn),
      plan: (state) => planRotation(state, goal),
      apply: (step, state) => applyRotationStep(session, step, state),
      progress: session.progress,
      clock: session.clock,
      // Secrets Manager may show a moved label late, and a label that is missed keeps a secret in
      // use.
      settle: 2,
    },
    first,
  );
}

async function verifyLive(
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
  const refuses = phase === 'rest' ? secretsOnlyIn(listSecrets(before), ring) : [];
  session.progress.start('test the LIVE function');
  return (await waitForLive(session, { accepts, refuses })) ? 'checked' : 'absent';
}

function listSecrets({ versions: { current, previous }, store }: RotationState): Secrets {
  return [...current.secrets, ...(previous?.secrets ?? []), ...(store?.ring?.secrets ?? [])];
}

async function waitUntilDue({ clock, progress }: Session, { step, at }: DueStep): Promise<void> {
  progress.start(`${step} is safe at ${new Date(at * 1000).toISOString()}`);
  for (let now = clock.now(); now < at; now = clock.now()) {
    progress.update(`${at - now} s to go`);
    await clock.sleep(Math.min(MINUTE, at - now));
  }
  progress.end();
}

const MINUTE = 60;
