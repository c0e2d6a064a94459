import { patternsWith } from '../resources/associations.js';
import { listDistributions } from '../resources/distributions.js';
import { listEntries, TOKEN_SECRET } from '../resources/entries.js';
import { type FunctionState, readFunction } from '../resources/functions.js';
import { readStore, type StoreState } from '../resources/stores.js';
import type { Session } from '../session.js';
import { readDeletable } from './secret.js';

/** A distribution that runs the function. */
export interface Use {
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
  readonly uses: readonly Use[];
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
export const PARTS = ['function', 'distributions', 'store', 'secret'] as const;
export type Part = (typeof PARTS)[number];

export const UNKNOWN: DestroyState = {
  development: undefined,
  live: undefined,
  uses: [],
  moving: [],
  store: undefined,
  strangers: 0,
  secret: undefined,
};

/** Reads the parts named, or all; the secret only where it is to go. */
export async function readState(
  session: Session,
  before: DestroyState,
  { parts = PARTS, withSecret }: { parts?: readonly Part[] | undefined; withSecret: boolean },
): Promise<DestroyState> {
  let state = before;
  for (const part of PARTS) {
    if (part === 'secret' && !withSecret) continue;
    if (parts.includes(part)) state = { ...state, ...(await READ[part](session, state)) };
  }
  return state;
}

type Read = (session: Session, state: DestroyState) => Promise<Partial<DestroyState>>;

const READ: Readonly<Record<Part, Read>> = {
  async function({ aws, deployment }) {
    return {
      development: await readFunction(aws, deployment.name, 'DEVELOPMENT'),
      live: await readFunction(aws, deployment.name, 'LIVE'),
    };
  },
  async distributions({ aws }, { live }) {
    // What is not LIVE cannot be attached.
    if (!live) return { uses: [], moving: [] };
    const all = await listDistributions(aws);
    const uses = all.map((distribution) => ({
      id: distribution.Id!,
      domain: distribution.Aliases?.Items?.[0] ?? distribution.DomainName!,
      patterns: patternsWith(distribution, live.arn),
    }));
    return {
      uses: uses.filter(({ patterns }) => patterns.length > 0),
      moving: all.filter(({ Status }) => Status !== 'Deployed').map(({ Id }) => Id!),
    };
  },
  async store({ aws, deployment }) {
    const store = await readStore(aws, deployment.name);
    if (store?.status !== 'READY') return { store };
    const entries = await listEntries(aws, store.arn);
    return { store, strangers: entries.filter(({ key }) => !isOurKey(key)).length };
  },
  async secret(session) {
    return { secret: await readDeletable(session) };
  },
};

function isOurKey(key: string): boolean {
  return key === TOKEN_SECRET || key.startsWith('revoked:');
}
