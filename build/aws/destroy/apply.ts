import { detachFunction } from '../resources/associations.js';
import { awaitDeployed, readDistribution, updateDistribution } from '../resources/distributions.js';
import { deleteFunction } from '../resources/functions.js';
import { deleteStore } from '../resources/key-value-store.js';
import type { Session } from '../session.js';
import { retryWhileInUse } from '../wait.js';
import type { DestroyStep, DestroyStepId } from './plan.js';
import { type DestroyState, deleteSecret } from './state.js';

type Apply = (session: Session, state: DestroyState, step: DestroyStep) => Promise<void>;

/** Does one step of the plan. */
export async function applyDestroyStep(session: Session, step: DestroyStep, state: DestroyState) {
  await APPLY[step.id](session, state, step);
  return {};
}

const APPLY: Readonly<Record<DestroyStepId, Apply>> = {
  async detach({ aws }, { live }, { distribution }) {
    // The list of distributions has summaries; the update needs the whole configuration.
    const found = await readDistribution(aws, distribution!);
    if (!found) {
      return;
    }
    await updateDistribution(aws, { ...found, config: detachFunction(found.config, live!.arn) });
  },
  async 'await-distributions'(session, { inProgress }) {
    await awaitDeployed(session, inProgress, ', usually about 240');
  },
  async 'delete-function'(session, { development }) {
    const { aws, deployment } = session;
    await retryWhileInUse(
      session,
      `the function ${deployment.name}, although no distribution runs it`,
      () => deleteFunction(aws, deployment.name, development!.etag),
    );
  },
  async 'delete-store'(session, { store }) {
    const { aws, deployment } = session;
    await retryWhileInUse(
      session,
      `the KeyValueStore ${deployment.name}, which another function may read`,
      () => deleteStore(aws, deployment.name, store!.etag),
    );
  },
  'delete-secret': deleteSecret,
};
