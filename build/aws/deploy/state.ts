import type { EdgeFunction } from '../../compile/build.js';
import { type DistributionState, isDeployed, readDistribution } from '../distributions.js';
import { readEntry, TOKEN_SECRET } from '../entries.js';
import { type FunctionState, readFunction } from '../functions.js';
import { ringText } from '../ring.js';
import { readSecret, type SecretVersion } from '../secret.js';
import type { Session } from '../session.js';
import { readStore, type StoreState } from '../stores.js';

/** All that a deployment depends on, as it was last read. */
export interface DeployState {
  readonly secret: SecretVersion | undefined;
  readonly store: StoreState | undefined;
  /** The value of the store's `token_secret`. */
  readonly ring: string | undefined;
  /** What shall be LIVE; undefined while an embedded build waits for its secret. */
  readonly built: EdgeFunction | undefined;
  readonly development: FunctionState | undefined;
  readonly live: FunctionState | undefined;
  /** The ETag of the DEVELOPMENT that has passed TestFunction in this run. */
  readonly rehearsed: string | undefined;
  /** The greatest compute utilization it showed there, in percent. */
  readonly utilization: number | undefined;
  readonly distribution: DistributionState | undefined;
  /** Whether every edge has the distribution's last change. */
  readonly deployed: boolean;
}

/** What a step can touch, in the order in which one depends on another. */
export const PARTS = ['secret', 'store', 'ring', 'built', 'function', 'distribution'] as const;
export type Part = (typeof PARTS)[number];

/** Builds the function; `ring` is what an embedded build holds. */
export type Build = (ring: string | undefined) => Promise<EdgeFunction>;

export const UNKNOWN: DeployState = {
  secret: undefined,
  store: undefined,
  ring: undefined,
  built: undefined,
  development: undefined,
  live: undefined,
  rehearsed: undefined,
  utilization: undefined,
  distribution: undefined,
  deployed: false,
};

/** Reads the parts named, or all. */
export async function readState(
  session: Session,
  build: Build,
  before: DeployState,
  parts: readonly Part[] = PARTS,
): Promise<DeployState> {
  let state = before;
  for (const part of PARTS) {
    if (parts.includes(part)) state = { ...state, ...(await READ[part](session, state, build)) };
  }
  return state;
}

type Read = (session: Session, state: DeployState, build: Build) => Promise<Partial<DeployState>>;

const READ: Readonly<Record<Part, Read>> = {
  async secret({ aws, deployment }) {
    return { secret: await readSecret(aws, deployment) };
  },
  async store({ aws, deployment, config }) {
    return { store: config.secret === 'kvs' ? await readStore(aws, deployment.name) : undefined };
  },
  async ring({ aws }, { store }) {
    // Until it is READY the data plane knows nothing of it.
    const isReady = store?.status === 'READY';
    return { ring: isReady ? await readEntry(aws, store.arn, TOKEN_SECRET) : undefined };
  },
  async built({ config }, { secret, built }, build) {
    if (config.secret === 'kvs') return { built: built ?? (await build(undefined)) };
    return { built: secret && (await build(ringText(secret.secrets))) };
  },
  async function({ aws, deployment }) {
    return {
      development: await readFunction(aws, deployment.name, 'DEVELOPMENT'),
      live: await readFunction(aws, deployment.name, 'LIVE'),
    };
  },
  async distribution({ aws, deployment }) {
    const { distribution: id } = deployment;
    if (id === undefined) return {};
    const distribution = await readDistribution(aws, id);
    return { distribution, deployed: distribution !== undefined && (await isDeployed(aws, id)) };
  },
};
