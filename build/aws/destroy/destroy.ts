import { reconcile } from '../reconcile.js';
import type { Session } from '../session.js';
import { applyDestroyStep } from './apply.js';
import { type DestroyStep, planDestroy } from './plan.js';
import { type DestroyState, readDestroyState, UNREAD_DESTROY_STATE } from './state.js';

export interface DestroyOptions {
  /** Deletes the secret in Secrets Manager too. */
  readonly secret: boolean;
  readonly dryRun: boolean;
  /** Asked once, before anything is changed; throws where the answer is no. */
  confirm(plan: readonly DestroyStep[]): Promise<void>;
}

export interface DestroyResult {
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
): Promise<DestroyResult> {
  const { clock, deployment, progress } = session;
  progress.start(`read what there is of ${deployment.name}`);
  const first = await readDestroyState(session, UNREAD_DESTROY_STATE, { withSecret });
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
