import type { FormerDeployment } from '../../config/deployment.js';
import { globalCutOff, parseStoredRing } from '../../config/key-ring.js';
import type { AwsClients } from '../clients.js';
import { runsFunction } from '../resources/associations.js';
import { listBehaviors, listDistributions } from '../resources/distributions.js';
import { type FunctionState, readFunction } from '../resources/functions.js';
import {
  type Entry,
  listEntries,
  readStore,
  type StoreState,
  TOKEN_SECRET_KEY,
} from '../resources/key-value-store.js';
import {
  DeletedSecretError,
  readSecret,
  type SecretVersion,
} from '../resources/secrets-manager.js';
import type { Session } from '../session.js';

/** What the stage has under the name that it had before a rename. */
export interface FormerState extends FormerDeployment {
  readonly development: FunctionState | undefined;
  readonly live: FunctionState | undefined;
  readonly store: StoreState | undefined;
  /** The value of its `token_secret`. */
  readonly ring: string | undefined;
  /** How many entries of another tool its store holds. */
  readonly foreignEntries: number;
  /** How many cut-offs its store holds. */
  readonly cutOffs: number;
  /**
   * The entries of its store that the new store still lacks: its key ring and cut-offs. None
   * for an embedded secret, which has no store.
   */
  readonly missing: readonly Entry[];
  /** Undefined also if the secret keeps its name. */
  readonly secret: SecretVersion | undefined;
  /** The distributions that run its function. */
  readonly distributions: readonly { readonly id: string; readonly isStaging: boolean }[];
  /**
   * The ids of all distributions that are `InProgress`: CloudFront does not show which of them ran
   * the function until now.
   */
  readonly inProgress: readonly string[];
}

/** Reads it; `store` is the new store, if it is READY. */
export async function readFormer(
  session: Session,
  former: FormerDeployment,
  store: StoreState | undefined,
): Promise<FormerState> {
  const { aws, config, deployment } = session;
  const { name, secretId } = former;
  const development = await readFunction(aws, name, 'DEVELOPMENT');
  const live = await readFunction(aws, name, 'LIVE');
  const { entries, missing, ...stores } = await readFormerStore(aws, name, store);
  const ring = entries.find(({ key }) => key === TOKEN_SECRET_KEY)?.value;
  // CloudFront attaches only a function that is LIVE.
  const all = live ? await listDistributions(aws) : [];
  return {
    ...former,
    development,
    live,
    ...stores,
    ring,
    foreignEntries: entries.filter(({ key }) => !isOwnKey(key)).length,
    cutOffs:
      entries.filter(({ key }) => key.startsWith('revoked:')).length +
      (ring?.includes(';') ? 1 : 0),
    missing: config.secret === 'kvs' ? missing : [],
    secret:
      secretId === deployment.secretId ? undefined : await readFormerSecret(session, secretId),
    distributions: all
      .filter((each) =>
        listBehaviors(each).some(([, behavior]) => runsFunction(behavior, live!.arn)),
      )
      .map(({ Id, Staging }) => ({ id: Id!, isStaging: Staging === true })),
    inProgress: all.filter(({ Status }) => Status !== 'Deployed').map(({ Id }) => Id!),
  };
}

/**
 * Reads the former store, its entries, and which of them the new store lacks. The former entries
 * come last, so that a cut-off that is written there before a deletion is seen.
 */
export async function readFormerStore(
  aws: AwsClients,
  name: string,
  newStore: StoreState | undefined,
) {
  const own = newStore ? await listEntries(aws, newStore.arn) : [];
  const store = await readStore(aws, name);
  const entries = store?.status === 'READY' ? await listEntries(aws, store.arn) : [];
  return { store, entries, missing: listMissingEntries(entries, own) };
}

async function readFormerSecret(
  { aws, deployment }: Session,
  secretId: string,
): Promise<SecretVersion | undefined> {
  try {
    return await readSecret(aws, { ...deployment, secretId });
  } catch (error) {
    // Nobody reads it any more, as after a rename.
    if (error instanceof DeletedSecretError) {
      return undefined;
    }
    throw error;
  }
}

function isOwnKey(key: string): boolean {
  return key === TOKEN_SECRET_KEY || key.startsWith('revoked:');
}

/**
 * The entries to write so that whoever the former store refuses, the new one refuses too. The key
 * ring comes last: a store without it lets nobody in.
 */
export function listMissingEntries(former: readonly Entry[], own: readonly Entry[]): Entry[] {
  const present = new Map(own.map(({ key, value }) => [key, value]));
  const cutOffs = former.filter(({ key, value }) => {
    return key.startsWith('revoked:') && isLater(value, present.get(key));
  });
  const ring = former.find(({ key }) => key === TOKEN_SECRET_KEY)?.value;
  const merged = ring === undefined ? undefined : mergeRing(ring, present.get(TOKEN_SECRET_KEY));
  return merged === undefined ? cutOffs : [...cutOffs, { key: TOKEN_SECRET_KEY, value: merged }];
}

/** A value that is no cut-off refuses everything (SPEC 3.1), so it counts as the latest. */
function isLater(cutOff: string, present: string | undefined): boolean {
  return present === undefined || toTime(cutOff) > toTime(present);
}

function toTime(cutOff: string): number {
  return /^\s*\d{1,16}\s*$/.test(cutOff) ? Number(cutOff) : Number.POSITIVE_INFINITY;
}

/** The ring with the later of the two cut-offs for everybody; undefined if nothing is missing. */
function mergeRing(former: string, present: string | undefined): string | undefined {
  if (present === undefined) {
    return former;
  }
  const theirs = parseStoredRing(former, `${TOKEN_SECRET_KEY} of the former KeyValueStore`);
  const ours = parseStoredRing(present, TOKEN_SECRET_KEY);
  return (globalCutOff(theirs) ?? 0) > (globalCutOff(ours) ?? 0)
    ? `${ours.secrets.join(',')}${theirs.suffix}`
    : undefined;
}
