import { COMMENTS } from '../../config/deployment.js';
import { AwsError, undefinedIfMissing } from '../errors.js';
import { patternsRunning } from '../resources/associations.js';
import { listDistributions } from '../resources/distributions.js';
import { type FunctionState, readFunction } from '../resources/functions.js';
import {
  listEntries,
  readStore,
  type StoreState,
  TOKEN_SECRET_KEY,
} from '../resources/key-value-store.js';
import { readSecret } from '../resources/secrets-manager.js';
import type { Session } from '../session.js';
import { tryRead, valueOrUndefined } from '../survey/read-result.js';

/** A distribution that runs the function. */
export interface AssociatedDistribution {
  readonly id: string;
  /** The first alias, or CloudFront's own name for the distribution. */
  readonly domain: string;
  /** The path patterns of the behaviors that run the function. */
  readonly patterns: readonly string[];
}

/** Everything that is to be removed, as it was last read. */
export interface DestroyState {
  readonly development: FunctionState | undefined;
  readonly live: FunctionState | undefined;
  readonly associatedDistributions: readonly AssociatedDistribution[];
  /**
   * The ids of all distributions that are `InProgress`. CloudFront no longer shows which of them
   * ran the function before. An edge location that still runs it would answer 503 after its
   * deletion, so `destroy` waits for all of them.
   */
  readonly inProgress: readonly string[];
  readonly store: StoreState | undefined;
  /** How many entries of another tool the store holds. */
  readonly foreignEntries: number;
  /** Whether its entries could not be read; then it is a store that no function reads yet. */
  readonly hasUnreadEntries: boolean;
  /** Undefined also if the secret is not to be deleted. */
  readonly secret: DeletableSecret | undefined;
}

/** The parts of the state that are read separately. Each depends only on those before it. */
export const DESTROY_PARTS = ['function', 'distributions', 'store', 'secret'] as const;

export type DestroyPart = (typeof DESTROY_PARTS)[number];

/** The state before the first read. */
export const INITIAL_DESTROY_STATE: DestroyState = {
  development: undefined,
  live: undefined,
  associatedDistributions: [],
  inProgress: [],
  store: undefined,
  foreignEntries: 0,
  hasUnreadEntries: false,
  secret: undefined,
};

/** Reads the parts named, or all; the secret only if it is to be deleted. */
export async function readDestroyState(
  session: Session,
  before: DestroyState,
  {
    parts = DESTROY_PARTS,
    withSecret,
  }: { parts?: readonly DestroyPart[] | undefined; withSecret: boolean },
): Promise<DestroyState> {
  let state = before;
  for (const part of DESTROY_PARTS) {
    if (part === 'secret' && !withSecret) {
      continue;
    }
    if (parts.includes(part)) {
      state = { ...state, ...(await READ[part](session, state)) };
    }
  }
  return state;
}

type Read = (session: Session, state: DestroyState) => Promise<Partial<DestroyState>>;

const READ: Readonly<Record<DestroyPart, Read>> = {
  async function({ aws, deployment }) {
    return {
      development: await readFunction(aws, deployment.name, 'DEVELOPMENT'),
      live: await readFunction(aws, deployment.name, 'LIVE'),
    };
  },
  async distributions({ aws }, { live }) {
    // CloudFront attaches only a function that is LIVE.
    if (!live) {
      return { associatedDistributions: [], inProgress: [] };
    }
    const all = await listDistributions(aws);
    const distributions = all.map((distribution) => ({
      id: distribution.Id!,
      domain: distribution.Aliases?.Items?.[0] ?? distribution.DomainName!,
      patterns: patternsRunning(distribution, live.arn),
    }));
    return {
      associatedDistributions: distributions.filter(({ patterns }) => patterns.length > 0),
      inProgress: all.filter(({ Status }) => Status !== 'Deployed').map(({ Id }) => Id!),
    };
  },
  async store({ aws, deployment }, { development }) {
    const store = await readStore(aws, deployment.name);
    if (store?.status !== 'READY') {
      return { store };
    }
    const entries = await tryRead(() => listEntries(aws, store.arn));
    // A deployment that did not reach the data plane leaves a store of its own without a function.
    const isHalfMade = !development && isOwnStore(store);
    if (!entries.ok && !isHalfMade) {
      throw entries.error;
    }
    const foreign = valueOrUndefined(entries)?.filter(({ key }) => !isOwnKey(key)) ?? [];
    return { store, foreignEntries: foreign.length, hasUnreadEntries: !entries.ok };
  },
  async secret(session) {
    return { secret: await readDeletableSecret(session) };
  },
};

/** Whether this package made the store: the comment says so. */
function isOwnStore({ comment }: StoreState): boolean {
  return comment === COMMENTS.store;
}

function isOwnKey(key: string): boolean {
  return key === TOKEN_SECRET_KEY || key.startsWith('revoked:');
}

/** For how many days a deleted secret can be restored: the most that Secrets Manager allows. */
export const RECOVERY_DAYS = 30;

/** `alone` is a secret that holds only the token secret, `shared` one that has other fields too. */
type DeletableSecret = 'alone' | 'shared';

/** Reads what the secret holds; undefined if it does not exist or is marked for deletion. */
async function readDeletableSecret({
  aws,
  deployment,
}: Session): Promise<DeletableSecret | undefined> {
  const { secretId, secretPath, secretKey } = deployment;
  const found = await undefinedIfMissing(aws.secretsManager.describeSecret({ SecretId: secretId }));
  if (!found || found.DeletedDate) {
    return undefined;
  }
  // Throws if the secret holds no key ring: it belongs to something else.
  const version = await readSecret(aws, deployment);
  if (!version || secretKey === undefined) {
    return 'alone';
  }
  return isAlone(JSON.parse(version.text), [...secretPath, secretKey]) ? 'alone' : 'shared';
}

/** Deletes the secret so that it can still be restored for `RECOVERY_DAYS`. */
export async function deleteSecret(session: Session): Promise<void> {
  const { aws, deployment } = session;
  try {
    await aws.secretsManager.deleteSecret({
      SecretId: deployment.secretId,
      RecoveryWindowInDays: RECOVERY_DAYS,
    });
  } catch (error) {
    // The secret is marked for deletion already if the answer to an earlier try was lost.
    const isRepeat = error instanceof AwsError && error.reason === 'InvalidRequestException';
    if (!isRepeat || (await readDeletableSecret(session)) !== undefined) {
      throw error;
    }
  }
}

/** Whether the object holds nothing but the field at the path. */
function isAlone(value: unknown, [name, ...rest]: readonly string[]): boolean {
  if (name === undefined) {
    return true;
  }
  const fields = Object.keys(Object(value));
  return fields.length === 1 && isAlone((value as Record<string, unknown>)[name], rest);
}
