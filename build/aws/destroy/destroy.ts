import { reconcile } from '../reconcile.js';
import type { Session } from '../session.js';
import { applyDestroyStep } from './apply.js';
import { type DestroyStep, planDestroy } from './plan.js';
import { type DestroyState, INITIAL_DESTROY_STATE, readDestroyState } from './state.js';

export interface DestroyOptions {
  /** Whether the secret in Secrets Manager is deleted too. */
  readonly secret: boolean;
  readonly dryRun: boolean;
  /** Called once, before anything is changed; rejects if the answer is no. */
  confirm(plan: readonly DestroyStep[]): Promise<void>;
}

export interface DestroyResult {
  /** The steps that were planned at the beginning. */
  readonly plan: readonly DestroyStep[];
  /** The steps that were done. */
  readonly done: readonly DestroyStep[];
}

/**
 * Removes what `deploy` created, and nothing else. A second run does nothing; a run after a failure
 * continues from the state that it finds.
 *
 * @throws ConflictError if something with the name belongs to another tool or stage.
 */
export async function destroy(
  session: Session,
  { secret: withSecret, dryRun, confirm }: DestroyOptions,
): Promise<DestroyResult> {
  const { clock, deployment, progress } = session;
  progress.start(`read the state of ${deployment.name}`);
  const first = await readDestroyState(session, INITIAL_DESTROY_STATE, { withSecret });
  progress.end();
  const plan = planDestroy(first, session);
  if (dryRun || plan.length === 0) {
    return { plan, done: [] };
  }
  await confirm(plan);
  const { done } = await reconcile<DestroyState, DestroyStep>(
    {
      read: (parts, before) => readDestroyState(session, before, { parts, withSecret }),
      plan: (state) => planDestroy(state, session),
      apply: (step, state) => applyDestroyStep(session, step, state),
      progress,
      clock,
    },
    first,
  );
  return { plan, done };
}
