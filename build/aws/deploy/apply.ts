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
import { functionSpec } from './goal.js';
import {
  awaitEntries,
  awaitFormer,
  copyEntries,
  deleteFormerFunction,
  deleteFormerStore,
  swapFunction,
} from './rename-apply.js';
import { type DeployState, readDeployState } from './state.js';
import type { DeployStep, DeployStepId } from './steps.js';
import { tagFunction, tagSecret, tagStore } from './tagging.js';

type Apply = (
  session: Session,
  state: DeployState,
  step: DeployStep,
) => Promise<Partial<DeployState> | undefined>;

/** Does one step of the plan. */
export async function applyDeployStep(
  session: Session,
  step: DeployStep,
  state: DeployState,
): Promise<Partial<DeployState>> {
  return (await APPLY[step.id](session, state, step)) ?? {};
}

const APPLY: Readonly<Record<DeployStepId, Apply>> = {
  async 'create-secret'({ aws, deployment }, { ring, former }) {
    const secrets = former?.secret?.secrets ?? storedOrNewSecrets(ring ?? former?.ring);
    // With rotation "labels" a version holds one secret. `rotate` takes a second secret in the
    // store as one being introduced.
    const held = deployment.rotation === 'labels' ? secrets.slice(0, 1) : secrets;
    await createSecret(aws, deployment, held, deployment);
    return undefined;
  },
  async 'create-store'({ aws, deployment }) {
    await createStore(aws, deployment.name, COMMENTS.store, deployment.tags);
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
        interval: 5,
        timeout: 600,
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
    await createFunction(aws, functionSpec(state, deployment.name)!, deployment.tags);
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
    const result = await testOnCloudFront(session, {
      stage: 'DEVELOPMENT',
      etag,
      code,
      secrets: ring.secrets,
      isCutOff: session.config.revocation && (globalCutOff(ring) ?? 0) >= session.clock.now(),
    });
    return { testedEtag: etag, ...result };
  },
  async 'publish-function'({ aws, deployment }, { testedEtag }) {
    await publishFunction(aws, deployment.name, testedEtag!);
    return undefined;
  },
  async 'await-function'(session, state) {
    const { clock, deployment, progress } = session;
    await waitFor(
      async () => {
        const { live } = await readDeployState(session, mustNotBuild, state, ['function']);
        return live?.status === 'IN_PROGRESS' ? undefined : true;
      },
      {
        clock,
        what: `the function ${deployment.name} to reach every edge location`,
        interval: 10,
        timeout: 1800,
        onWait: (seconds) => progress.update(`${seconds} s`),
      },
    );
    return undefined;
  },
  async attach({ aws, deployment }, { distribution, live, former }) {
    const { config } = attachFunction(
      distribution!.config,
      deployment.behaviors,
      live!.arn,
      former?.live?.arn,
    );
    await updateDistribution(aws, { ...distribution!, config });
    return undefined;
  },
  async 'await-distribution'(session, state) {
    const { clock, progress } = session;
    await waitFor(
      async () => {
        const { deployed } = await readDeployState(session, mustNotBuild, state, ['distribution']);
        return deployed || undefined;
      },
      {
        clock,
        what: `the distribution ${state.distribution!.id} to be deployed`,
        interval: 15,
        timeout: 1800,
        onWait: (seconds) => progress.update(`InProgress, ${seconds} s, usually some minutes`),
      },
    );
    return undefined;
  },
  'tag-secret': tagSecret,
  'tag-store': tagStore,
  'tag-function': tagFunction,
  'copy-entries': copyEntries,
  'await-entries': awaitEntries,
  swap: swapFunction,
  'await-former': awaitFormer,
  'delete-former-function': deleteFormerFunction,
  'delete-former-store': deleteFormerStore,
};

/**
 * The secrets of the store, if only Secrets Manager has lost them: tokens in use are signed with
 * them. Otherwise a new secret.
 */
function storedOrNewSecrets(ring: string | undefined): Secrets {
  return ring === undefined ? [generateSecret()] : parseStoredRing(ring, 'token_secret').secrets;
}

function mustNotBuild(): never {
  throw new Error('a wait reads the function or the distribution only, and needs no build');
}
