import { converge } from '../converge.js';
import type { Session } from '../session.js';
import { applyDestroy } from './apply.js';
import { type DestroyStep, planDestroy } from './plan.js';
import { type DestroyState, readState, UNKNOWN } from './state.js';

export interface DestroyOptions {
  /** Deletes the secret in Secrets Manager too. */
  readonly secret: boolean;
  readonly dryRun: boolean;
  /** Asked once, before anything is changed; throws where the answer is no. */
  confirm(plan: readonly DestroyStep[]): Promise<void>;
}

export interface Destroyed {
  /** What there was to do when it began. */
  readonly plan: readonly DestroyStep[];
  readonly done: readonly DestroyStep[];
}

/**
 * Takes away what `deploy` made, and no more. Running it again does nothing; after a failure it goes on from what it finds.
 *
 * @throws ConflictError where something of the name is not ours.
 */
export async function destroy(
  session: Session,
  { secret: withSecret, dryRun, confirm }: DestroyOptions,
): Promise<Destroyed> {
  const { clock, deployment, progress } = session;
  progress.start(`read what there is of ${deployment.name}`);
  const first = await readState(session, UNKNOWN, { withSecret });
  progress.end();
  const plan = planDestroy(first, session);
  if (dryRun || plan.length === 0) return { plan, done: [] };
  await confirm(plan);
  const { done } = await converge<DestroyState, DestroyStep>(
    {
      read: (parts, before) => readState(session, before, { parts, withSecret }),
      plan: (state) => planDestroy(state, session),
      apply: (step, state) => applyDestroy(session, step, state),
      progress,
      clock,
    },
    first,
  );
  return { plan, done };
}
