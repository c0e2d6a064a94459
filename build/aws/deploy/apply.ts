import { generateSecret } from '../../../signer/index.js';
import { COMMENTS } from '../../config/deployment.js';
import { formatRing, globalCutOff, parseStoredRing, type Secrets } from '../../config/key-ring.js';
import { testOnCloudFront } from '../live/test-vectors.js';
import { attachFunction } from '../resources/associations.js';
import { updateDistribution } from '../resources/distributions.js';
import { createFunction, publishFunction, updateFunction } from '../resources/functions.js';
import {
  createStore,
  readStore,
  replaceEntry,
  TOKEN_SECRET_KEY,
} from '../resources/key-value-store.js';
import { createSecret } from '../resources/secrets-manager.js';
import type { Session } from '../session.js';
import { waitFor } from '../wait.js';
import type { DeployStep, DeployStepId } from './plan.js';
import { type DeployState, functionSpec, readDeployState } from './state.js';

type Apply = (session: Session, state: DeployState) => Promise<Partial<DeployState> | undefined>;

/** Does one step of the plan. */
export async function applyDeployStep(
  session: Session,
  step: DeployStep,
  state: DeployState,
): Promise<Partial<DeployState>> {
  return (await APPLY[step.id](session, state)) ?? {};
}

const APPLY: Readonly<Record<DeployStepId, Apply>> = {
  async 'create-secret'({ aws, deployment }, { ring }) {
    const secrets = secretsFrom(ring);
    // By labels a version holds one secret; `rotate` takes a second one in the store for an introduction.
    const kept = deployment.rotation === 'labels' ? secrets.slice(0, 1) : secrets;
    await createSecret(aws, deployment, kept);
    return undefined;
  },
  async 'create-store'({ aws, deployment }) {
    await createStore(aws, deployment.name, COMMENTS.store);
    return undefined;
  },
  async 'await-store'({ aws, deployment, clock, progress }) {
    await waitFor(
      async () => {
        const store = await readStore(aws, deployment.name);
        return store?.status === 'READY' ? store : undefined;
      },
      {
        clock,
        what: `the KeyValueStore ${deployment.name}`,
        every: 5,
        patience: 600,
        onWait: (seconds) => progress.update(`${seconds} s, usually about 35`),
      },
    );
    return undefined;
  },
  async 'put-secret'({ aws }, { store, secret }) {
    const to = formatRing(secret!.secrets);
    await replaceEntry(aws, store!.arn, TOKEN_SECRET_KEY, { from: undefined, to });
    return undefined;
  },
  async 'create-function'({ aws, deployment }, state) {
    await createFunction(aws, functionSpec(state, deployment.name)!);
    return undefined;
  },
  async 'update-function'({ aws, deployment }, state) {
    const wanted = functionSpec(state, deployment.name)!;
    await updateFunction(aws, wanted, state.development!.etag);
    return undefined;
  },
  async 'restore-development'({ aws, deployment }, state) {
    const wanted = functionSpec(state, deployment.name)!;
    await updateFunction(aws, wanted, state.development!.etag);
    return undefined;
  },
  async 'test-function'(session, state) {
    const { etag, code } = state.development!;
    const ring = parseStoredRing(state.ring ?? formatRing(state.secret!.secrets), 'token_secret');
    const utilization = await testOnCloudFront(session, {
      stage: 'DEVELOPMENT',
      etag,
      code,
      secrets: ring.secrets,
      isCutOff: session.config.revocation && (globalCutOff(ring) ?? 0) >= session.clock.now(),
    });
    return { rehearsed: etag, utilization };
  },
  async 'publish-function'({ aws, deployment }, { rehearsed }) {
    await publishFunction(aws, deployment.name, rehearsed!);
    return undefined;
  },
  async 'await-function'(session, state) {
    const { clock, deployment, progress } = session;
    await waitFor(
      async () => {
        const { live } = await readDeployState(session, unneeded, state, ['function']);
        return live?.status === 'IN_PROGRESS' ? undefined : true;
      },
      {
        clock,
        what: `the function ${deployment.name} to reach every edge`,
        every: 10,
        patience: 1800,
        onWait: (seconds) => progress.update(`${seconds} s`),
      },
    );
    return undefined;
  },
  async attach({ aws, deployment }, { distribution, live }) {
    const { config } = attachFunction(distribution!.config, deployment.behaviors, live!.arn);
    await updateDistribution(aws, { ...distribution!, config });
    return undefined;
  },
  async 'await-distribution'(session, state) {
    const { clock, progress } = session;
    await waitFor(
      async () => {
        const { deployed } = await readDeployState(session, unneeded, state, ['distribution']);
        return deployed || undefined;
      },
      {
        clock,
        what: `the distribution ${state.distribution!.id} to be deployed`,
        every: 15,
        patience: 1800,
        onWait: (seconds) => progress.update(`InProgress, ${seconds} s, usually some minutes`),
      },
    );
    return undefined;
  },
};

/** A store that outlived its secret in Secrets Manager still holds the one that the tokens are signed with. */
function secretsFrom(ring: string | undefined): Secrets {
  return ring === undefined ? [generateSecret()] : parseStoredRing(ring, 'token_secret').secrets;
}

function unneeded(): never {
  throw new Error('nothing is built while something is waited for');
}
