import type { EdgeFunction } from '../../compile/build.js';
import type { Aws } from '../clients.js';
import { patternsWith } from '../resources/associations.js';
import {
  type DistributionState,
  isDeployed,
  listDistributions,
  readDistribution,
} from '../resources/distributions.js';
import { listEntries, readContent, readEntry, TOKEN_SECRET } from '../resources/entries.js';
import { type FunctionState, isAsWanted, readFunction } from '../resources/functions.js';
import { ringText } from '../resources/ring.js';
import { readSecret, type SecretVersion } from '../resources/secret.js';
import { readStore, type StoreState } from '../resources/stores.js';
import type { Session } from '../session.js';
import { attached } from './attached.js';
import { functionWanted } from './wanted.js';

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
export const PARTS = ['secret', 'store', 'ring', 'built', 'function', 'distribution'] as const;
export type Part = (typeof PARTS)[number];

/** Builds the function; `ring` is what an embedded build holds. */
export type Build = (ring: string | undefined) => Promise<EdgeFunction>;

export const UNKNOWN: DeployState = {
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
    if (store?.status !== 'READY') return { ring: undefined, strangers: 0 };
    const ring = await readEntry(aws, store.arn, TOKEN_SECRET);
    return { ring, strangers: ring === undefined ? await strangersIn(aws, store.arn) : 0 };
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
  async distribution({ aws, deployment }, state) {
    const { distribution: id, behaviors } = deployment;
    const distribution = id === undefined ? undefined : await readDistribution(aws, id);
    const { live } = state;
    const isSettled =
      !live ||
      (isAsWanted(live, functionWanted(state, deployment.name)) &&
        (!distribution || attached(distribution.config, behaviors, live.arn).added.length === 0));
    return {
      distribution,
      deployed: distribution !== undefined && (await isDeployed(aws, distribution.id)),
      uses: isSettled ? [] : await usesOf(aws, live.arn),
    };
  },
};

/** Cut-offs are ours, and stay behind where somebody has taken the secret out. */
async function strangersIn(aws: Aws, arn: string): Promise<number> {
  const { items } = await readContent(aws, arn);
  if (items === 0) return 0;
  const entries = await listEntries(aws, arn);
  return entries.filter(({ key }) => !key.startsWith('revoked:')).length;
}

async function usesOf(aws: Aws, arn: string): Promise<string[]> {
  const all = await listDistributions(aws);
  // A staging distribution belongs to the one that it was copied from, associations included.
  return all.flatMap((one) => (!one.Staging && patternsWith(one, arn).length > 0 ? [one.Id!] : []));
}
