import type { EdgeFunction } from '../../compile/build.js';
import { COMMENTS, type Deployment } from '../../config/deployment.js';
import type { ResolvedConfig } from '../../config/edge-config.js';
import { formatRing } from '../../config/key-ring.js';
import type { AwsClients } from '../clients.js';
import { attachFunction, patternsRunning } from '../resources/associations.js';
import {
  type DistributionState,
  isDeployed,
  listDistributions,
  readDistribution,
} from '../resources/distributions.js';
import {
  type FunctionSpec,
  type FunctionState,
  matchesSpec,
  readFunction,
} from '../resources/functions.js';
import {
  listEntries,
  readContent,
  readEntry,
  readStore,
  type StoreState,
  TOKEN_SECRET_KEY,
} from '../resources/key-value-store.js';
import { readSecret, type SecretVersion } from '../resources/secrets-manager.js';
import type { Build, Session } from '../session.js';

/** All that a deployment depends on, as it was last read. */
export interface DeployState {
  readonly secret: SecretVersion | undefined;
  readonly store: StoreState | undefined;
  /** The value of the store's `token_secret`. */
  readonly ring: string | undefined;
  /** How many entries of somebody else a store without `token_secret` has. */
  readonly strangers: number;
  /** What shall be LIVE; undefined while an embedded build waits for its secret. */
  readonly built: EdgeFunction | undefined;
  readonly development: FunctionState | undefined;
  readonly live: FunctionState | undefined;
  /** The ETag of the DEVELOPMENT that has passed TestFunction in this run. */
  readonly rehearsed: string | undefined;
  /** The greatest compute utilization it showed there, in percent. */
  readonly utilization: number | undefined;
  readonly distribution: DistributionState | undefined;
  /** The distributions that run LIVE, by id; looked up only where something is to be changed. */
  readonly uses: readonly string[];
  /** Whether every edge has the distribution's last change. */
  readonly deployed: boolean;
}

/** What a step can touch, in the order in which one depends on another. */
export const DEPLOY_PARTS = [
  'secret',
  'store',
  'ring',
  'built',
  'function',
  'distribution',
] as const;

export type DeployPart = (typeof DEPLOY_PARTS)[number];

export const UNREAD_DEPLOY_STATE: DeployState = {
  secret: undefined,
  store: undefined,
  ring: undefined,
  strangers: 0,
  built: undefined,
  development: undefined,
  live: undefined,
  rehearsed: undefined,
  utilization: undefined,
  distribution: undefined,
  uses: [],
  deployed: false,
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
    // Until it is READY the data plane knows nothing of it.
    if (store?.status !== 'READY') {
      return { ring: undefined, strangers: 0 };
    }
    const ring = await readEntry(aws, store.arn, TOKEN_SECRET_KEY);
    return { ring, strangers: ring === undefined ? await strangersIn(aws, store.arn) : 0 };
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
  async distribution({ aws, deployment }, state) {
    const { distribution: id, behaviors } = deployment;
    const distribution = id === undefined ? undefined : await readDistribution(aws, id);
    const { live } = state;
    const isSettled =
      !live ||
      (matchesSpec(live, functionSpec(state, deployment.name)) &&
        (!distribution ||
          attachFunction(distribution.config, behaviors, live.arn).added.length === 0));
    return {
      distribution,
      deployed: distribution !== undefined && (await isDeployed(aws, distribution.id)),
      uses: isSettled ? [] : await usesOf(aws, live.arn),
    };
  },
};

/** Cut-offs are ours, and stay behind where somebody has taken the secret out. */
async function strangersIn(aws: AwsClients, arn: string): Promise<number> {
  const { items } = await readContent(aws, arn);
  if (items === 0) {
    return 0;
  }
  const entries = await listEntries(aws, arn);
  return entries.filter(({ key }) => !key.startsWith('revoked:')).length;
}

async function usesOf(aws: AwsClients, arn: string): Promise<string[]> {
  const all = await listDistributions(aws);
  // A staging distribution belongs to the one that it was copied from, associations included.
  return all.flatMap((one) =>
    !one.Staging && patternsRunning(one, arn).length > 0 ? [one.Id!] : [],
  );
}

/** What shall be, and what may be done for it. */
export interface DeployGoal {
  readonly config: ResolvedConfig;
  readonly deployment: Deployment;
  /** Whether somebody wrote a configuration; without one the defaults apply. */
  readonly isConfigured: boolean;
  /** The distribution that the configuration names, where the command line names another. */
  readonly configured: string | undefined;
  /** The secret and its store only: another tool deploys the function. */
  readonly secretOnly: boolean;
  /** Secrets Manager may be given the secret that the store holds. */
  readonly secretFromStore: boolean;
  /** The function may run on distributions that the configuration does not name. */
  readonly shared: boolean;
}

/** Undefined where that depends on what is still to be made. */
export function functionSpec(
  { built, store }: Pick<DeployState, 'built' | 'store'>,
  name: string,
): FunctionSpec | undefined {
  if (!built || (built.manifest.secret === 'kvs' && !store)) {
    return undefined;
  }
  return {
    name,
    code: built.code,
    runtime: built.manifest.runtime,
    comment: COMMENTS.function,
    store: store?.arn,
  };
}
