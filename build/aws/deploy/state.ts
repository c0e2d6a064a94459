import type { EdgeFunction } from '../../compile/build.js';
import type { FormerDeployment } from '../../config/deployment.js';
import { formatRing } from '../../config/key-ring.js';
import type { AwsClients } from '../clients.js';
import { isAwsFault } from '../errors.js';
import { attachFunction, patternsRunning } from '../resources/associations.js';
import {
  type DistributionState,
  listDistributions,
  readDistribution,
  readDistributionStatus,
} from '../resources/distributions.js';
import { type FunctionState, matchesSpec, readFunction } from '../resources/functions.js';
import {
  listEntries,
  readEntry,
  readStore,
  readStoreContent,
  type StoreState,
  TOKEN_SECRET_KEY,
} from '../resources/key-value-store.js';
import { readSecret, type SecretVersion } from '../resources/secrets-manager.js';
import { readTags, type Tags } from '../resources/tags.js';
import type { Build, Session } from '../session.js';
import { ABSENT, type ReadResult, tryRead } from '../survey/read-result.js';
import { type FormerState, readFormer } from './former.js';
import { functionSpec } from './goal.js';
import { NO_TAGS, readDeployedTags, type TagState } from './tag-state.js';

/** Everything that a deployment depends on, as it was last read. */
export interface DeployState {
  readonly secret: SecretVersion | undefined;
  readonly store: StoreState | undefined;
  /** The value of the store's `token_secret`. */
  readonly ring: string | undefined;
  /** How many entries of another tool a store without `token_secret` has. */
  readonly foreignEntries: number;
  /**
   * The function that the configuration builds; undefined if an embedded build has no secret yet.
   */
  readonly built: EdgeFunction | undefined;
  readonly development: FunctionState | undefined;
  readonly live: FunctionState | undefined;
  /** The ETag of DEVELOPMENT that has passed TestFunction in this run. */
  readonly testedEtag: string | undefined;
  /** The compute utilization in TestFunction, in percent. */
  readonly utilization: number | undefined;
  /** What the answers of TestFunction contained that the function does not set; names only. */
  readonly additions: readonly string[];
  readonly distribution: DistributionState | undefined;
  /**
   * The ids of the distributions that run LIVE; read only if the deployment is going to change
   * something.
   */
  readonly associatedDistributions: readonly string[];
  /** Whether every edge location has the distribution's last change. */
  readonly deployed: boolean;
  /** Undefined if there is no distribution. */
  readonly distributionArn: string | undefined;
  /**
   * The tags of the distribution, which may name its owner; not read if the configuration names
   * it. An error only if the read was denied.
   */
  readonly distributionTags: ReadResult<Tags | undefined>;
  /** The tags of the secret, the store and the function. */
  readonly tags: TagState;
  /** The names before a rename; undefined if this run is none. */
  readonly formerNames: FormerDeployment | undefined;
  /** What is left under those names. */
  readonly former: FormerState | undefined;
  /** Whether every edge location has what this run has copied into the store. */
  readonly isSettled: boolean;
}

/** The parts of the state that are read separately. Each depends only on those before it. */
export const DEPLOY_PARTS = [
  'secret',
  'store',
  'ring',
  'built',
  'function',
  'former',
  'distribution',
  'owner',
  'tags',
] as const;

export type DeployPart = (typeof DEPLOY_PARTS)[number];

/** The state before the first read. */
export const INITIAL_DEPLOY_STATE: DeployState = {
  secret: undefined,
  store: undefined,
  ring: undefined,
  foreignEntries: 0,
  built: undefined,
  development: undefined,
  live: undefined,
  testedEtag: undefined,
  utilization: undefined,
  additions: [],
  distribution: undefined,
  associatedDistributions: [],
  deployed: false,
  distributionArn: undefined,
  distributionTags: ABSENT,
  tags: NO_TAGS,
  formerNames: undefined,
  former: undefined,
  isSettled: false,
};

/** Reads the parts named, or all. */
export async function readDeployState(
  session: Session,
  build: Build,
  before: DeployState,
  parts: readonly DeployPart[] = DEPLOY_PARTS,
): Promise<DeployState> {
  let state = before;
  for (const part of DEPLOY_PARTS) {
    if (parts.includes(part)) {
      state = { ...state, ...(await READ[part](session, state, build)) };
    }
  }
  return state;
}

type Read = (session: Session, state: DeployState, build: Build) => Promise<Partial<DeployState>>;

const READ: Readonly<Record<DeployPart, Read>> = {
  async secret({ aws, deployment }) {
    return { secret: await readSecret(aws, deployment) };
  },
  async store({ aws, deployment, config }) {
    return { store: config.secret === 'kvs' ? await readStore(aws, deployment.name) : undefined };
  },
  async ring({ aws }, { store }) {
    // The data plane does not find a store before it is READY.
    if (store?.status !== 'READY') {
      return { ring: undefined, foreignEntries: 0 };
    }
    const ring = await readEntry(aws, store.arn, TOKEN_SECRET_KEY);
    return {
      ring,
      foreignEntries: ring === undefined ? await countForeignEntries(aws, store.arn) : 0,
    };
  },
  async built({ config }, { secret, built }, build) {
    if (config.secret === 'kvs') {
      return { built: built ?? (await build(undefined)) };
    }
    return { built: secret && (await build(formatRing(secret.secrets))) };
  },
  async function({ aws, deployment }) {
    return {
      development: await readFunction(aws, deployment.name, 'DEVELOPMENT'),
      live: await readFunction(aws, deployment.name, 'LIVE'),
    };
  },
  async former(session, { formerNames: names, store }) {
    const ready = store?.status === 'READY' ? store : undefined;
    return { former: names && (await readFormer(session, names, ready)) };
  },
  async distribution({ aws, deployment }, state) {
    const { distribution: id, behaviors } = deployment;
    const distribution = id === undefined ? undefined : await readDistribution(aws, id);
    const { live } = state;
    const isSettled =
      !live ||
      (matchesSpec(live, functionSpec(state, deployment.name)) &&
        (!distribution ||
          attachFunction(distribution.config, behaviors, live.arn).added.length === 0));
    const status = distribution && (await readDistributionStatus(aws, distribution.id));
    return {
      distribution,
      deployed: status?.deployed ?? false,
      distributionArn: status?.arn,
      associatedDistributions: isSettled ? [] : await findAssociatedDistributions(aws, live.arn),
    };
  },
  async tags(session, state) {
    return { tags: await readDeployedTags(session, state) };
  },
  async owner({ aws, deployment: { managedBy } }, { distributionArn: arn }) {
    const isOpen = managedBy === undefined && arn !== undefined;
    return { distributionTags: isOpen ? await readDistributionTags(aws, arn) : ABSENT };
  },
};

/**
 * Reads the distribution's tags. A denied read does not stop a deployment; any other failure does:
 * a distribution of another tool must not be changed because AWS was busy.
 */
async function readDistributionTags(
  aws: AwsClients,
  arn: string,
): Promise<ReadResult<Tags | undefined>> {
  const result = await tryRead(() => readTags(aws, arn));
  if (!result.ok && !isAwsFault(result.error, 'denied')) {
    throw result.error;
  }
  return result;
}

/** Does not count cut-offs: they stay in the store if somebody deletes `token_secret`. */
async function countForeignEntries(aws: AwsClients, arn: string): Promise<number> {
  const { items } = await readStoreContent(aws, arn);
  if (items === 0) {
    return 0;
  }
  const entries = await listEntries(aws, arn);
  return entries.filter(({ key }) => !key.startsWith('revoked:')).length;
}

async function findAssociatedDistributions(aws: AwsClients, arn: string): Promise<string[]> {
  const all = await listDistributions(aws);
  // A staging distribution is a copy of its primary distribution, associations included.
  return all.flatMap((each) =>
    !each.Staging && patternsRunning(each, arn).length > 0 ? [each.Id!] : [],
  );
}
