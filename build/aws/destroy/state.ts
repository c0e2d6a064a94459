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

/** Days in which a deleted secret can be had back: the longest that Secrets Manager knows. */
export const RECOVERY_DAYS = 30;

/** The secret as far as deleting it goes: `shared` where it holds more than the token secret. Undefined: not there, or deleted already. */
export async function readDeletableSecret({
  aws,
  deployment,
}: Session): Promise<'alone' | 'shared' | undefined> {
  const { secretId, secretPath, secretKey } = deployment;
  const found = await undefinedIfMissing(aws.secretsManager.describeSecret({ SecretId: secretId }));
  if (!found || found.DeletedDate) {
    return undefined;
  }
  // Refuses a secret that holds no ring: it is somebody else's.
  const version = await readSecret(aws, deployment);
  if (!version || secretKey === undefined) {
    return 'alone';
  }
  return isAlone(JSON.parse(version.text), [...secretPath, secretKey]) ? 'alone' : 'shared';
}

/** Never by force: until the days are over, it can be had back. */
export async function deleteSecret(session: Session): Promise<void> {
  const { aws, deployment } = session;
  try {
    await aws.secretsManager.deleteSecret({
      SecretId: deployment.secretId,
      RecoveryWindowInDays: RECOVERY_DAYS,
    });
  } catch (error) {
    // The answer to a try whose own answer was lost: it is deleted already.
    const isRepeat = error instanceof AwsError && error.reason === 'InvalidRequestException';
    if (!isRepeat || (await readDeletableSecret(session)) !== undefined) {
      throw error;
    }
  }
}

/** Whether nothing stands beside what the path leads to. */
function isAlone(value: unknown, [name, ...rest]: readonly string[]): boolean {
  if (name === undefined) {
    return true;
  }
  const fields = Object.keys(Object(value));
  return fields.length === 1 && isAlone((value as Record<string, unknown>)[name], rest);
}

/** A distribution that runs the function. */
export interface FunctionUse {
  readonly id: string;
  /** Its first alias, or the name that CloudFront gave to it. */
  readonly domain: string;
  /** The path patterns of the behaviors that do. */
  readonly patterns: readonly string[];
}

/** All that is to go, as it was last read. */
export interface DestroyState {
  readonly development: FunctionState | undefined;
  readonly live: FunctionState | undefined;
  readonly uses: readonly FunctionUse[];
  /**
   * The distributions whose last change is still under way. Which of them ran the function until then cannot be seen any more, and
   * an edge that still runs it would answer 503 once it is deleted: so all are waited for.
   */
  readonly moving: readonly string[];
  readonly store: StoreState | undefined;
  /** How many entries the store holds that this package does not put into one. */
  readonly strangers: number;
  /** Undefined where it is to be kept, too. */
  readonly secret: 'alone' | 'shared' | undefined;
}

/** What a step can touch, in the order in which one depends on another. */
export const DESTROY_PARTS = ['function', 'distributions', 'store', 'secret'] as const;

export type DestroyPart = (typeof DESTROY_PARTS)[number];

export const UNREAD_DESTROY_STATE: DestroyState = {
  development: undefined,
  live: undefined,
  uses: [],
  moving: [],
  store: undefined,
  strangers: 0,
  secret: undefined,
};

/** Reads the parts named, or all; the secret only where it is to go. */
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
    // What is not LIVE cannot be attached.
    if (!live) {
      return { uses: [], moving: [] };
    }
    const all = await listDistributions(aws);
    const uses = all.map((distribution) => ({
      id: distribution.Id!,
      domain: distribution.Aliases?.Items?.[0] ?? distribution.DomainName!,
      patterns: patternsRunning(distribution, live.arn),
    }));
    return {
      uses: uses.filter(({ patterns }) => patterns.length > 0),
      moving: all.filter(({ Status }) => Status !== 'Deployed').map(({ Id }) => Id!),
    };
  },
  async store({ aws, deployment }) {
    const store = await readStore(aws, deployment.name);
    if (store?.status !== 'READY') {
      return { store };
    }
    const entries = await listEntries(aws, store.arn);
    return { store, strangers: entries.filter(({ key }) => !isOurKey(key)).length };
  },
  async secret(session) {
    return { secret: await readDeletableSecret(session) };
  },
};

function isOurKey(key: string): boolean {
  return key === TOKEN_SECRET_KEY || key.startsWith('revoked:');
}
