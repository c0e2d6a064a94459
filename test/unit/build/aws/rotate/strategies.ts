import type { RotateOptions } from '../../../../../build/aws/rotate/rotate.js';
import type { EdgeConfig } from '../../../../../build/config/edge-config.js';
import { type Backend, startBackend, startSingleBackend } from './backends.js';
import {
  current,
  INTRODUCED_ID,
  NEW,
  OLD,
  PROMOTED_ID,
  pending,
  previous,
  READ,
  type Site,
  type SiteOptions,
  TTL,
  WEEK,
} from './site.js';

/** The rings after a run, with names in place of the secrets. */
export interface NamedRings {
  readonly current: string;
  readonly previous: string | undefined;
  readonly pending: string | undefined;
  readonly stored: string;
}

/** One run of the command, and its expected effect. */
export interface Stage {
  readonly what: string;
  readonly site: SiteOptions;
  readonly options: Partial<RotateOptions>;
  readonly writes: readonly string[];
  readonly end: NamedRings;
  readonly phase: string;
}

/** A value of `deploy.rotation`, and the states that a rotation goes through with it. */
export interface TestedStrategy {
  readonly strategy: 'ring' | 'labels';
  readonly config: EdgeConfig;
  /** The new secret is introduced, and can just be promoted. */
  readonly introduced: SiteOptions;
  /** The new secret is promoted, and the old one can just be retired. */
  readonly promoted: SiteOptions;
  /** Each step of a rotation as soon as it is due, and an emergency. */
  readonly stages: readonly Stage[];
  /** Backends of each kind that the strategy allows. */
  startBackends(site: Site): readonly Backend[];
}

const NO_LABELS = { previous: undefined, pending: undefined };

const EMERGENCY = {
  what: 'emergency',
  options: { emergency: true },
  writes: [
    'PutSecretValue',
    'PutKey',
    'UpdateSecretVersionStage',
    'UpdateSecretVersionStage',
    'UpdateSecretVersionStage',
  ],
  end: { ...NO_LABELS, current: 'made', stored: 'made' },
  phase: 'rest',
};

const RING_INTRODUCED: SiteOptions = {
  config: {},
  versions: [previous('by-hand', OLD), current(INTRODUCED_ID, `${OLD},${NEW}`, READ)],
  stored: `${OLD},${NEW}`,
};

const RING_PROMOTED: SiteOptions = {
  config: {},
  versions: [
    previous(INTRODUCED_ID, `${OLD},${NEW}`, 2 * READ + WEEK),
    current(PROMOTED_ID, `${NEW},${OLD}`, READ + WEEK),
  ],
  stored: `${NEW},${OLD}`,
};

export const RING: TestedStrategy = {
  strategy: 'ring',
  config: {},
  introduced: RING_INTRODUCED,
  promoted: RING_PROMOTED,
  startBackends: (site) => [startBackend(site)],
  stages: [
    {
      what: 'introduce',
      site: {},
      options: {},
      writes: ['PutKey', 'PutSecretValue'],
      end: { ...NO_LABELS, current: 'old,made', previous: 'old', stored: 'old,made' },
      phase: 'introduced',
    },
    {
      what: 'promote',
      site: RING_INTRODUCED,
      options: {},
      writes: ['PutSecretValue', 'PutKey'],
      end: { ...NO_LABELS, current: 'new,old', previous: 'old,new', stored: 'new,old' },
      phase: 'promoted',
    },
    {
      what: 'retire',
      site: RING_PROMOTED,
      options: {},
      writes: ['PutKey', 'PutSecretValue', 'UpdateSecretVersionStage'],
      end: { ...NO_LABELS, current: 'new', stored: 'new' },
      phase: 'rest',
    },
    { ...EMERGENCY, site: RING_INTRODUCED },
  ],
};

const LABELS_CONFIG: EdgeConfig = { deploy: { rotation: 'labels' } };

const LABELS_INTRODUCED: SiteOptions = {
  config: LABELS_CONFIG,
  versions: [current('by-hand', OLD), pending(INTRODUCED_ID, NEW)],
  stored: `${OLD},${NEW}`,
};

const LABELS_PROMOTED: SiteOptions = {
  config: LABELS_CONFIG,
  versions: [previous('by-hand', OLD), current(PROMOTED_ID, NEW, READ + WEEK)],
  stored: `${NEW},${OLD}`,
};

export const LABELS: TestedStrategy = {
  strategy: 'labels',
  config: LABELS_CONFIG,
  introduced: LABELS_INTRODUCED,
  promoted: LABELS_PROMOTED,
  startBackends: (site) => [startBackend(site), startSingleBackend(site, TTL)],
  stages: [
    {
      what: 'introduce',
      site: { config: LABELS_CONFIG },
      options: {},
      writes: ['PutKey', 'PutSecretValue'],
      end: { ...NO_LABELS, current: 'old', pending: 'made', stored: 'old,made' },
      phase: 'introduced',
    },
    {
      what: 'promote',
      site: LABELS_INTRODUCED,
      options: {},
      writes: ['PutSecretValue', 'PutKey', 'UpdateSecretVersionStage'],
      end: { ...NO_LABELS, current: 'new', previous: 'old', stored: 'new,old' },
      phase: 'promoted',
    },
    {
      what: 'retire',
      site: LABELS_PROMOTED,
      options: {},
      writes: ['PutKey', 'PutSecretValue'],
      end: { ...NO_LABELS, current: 'new', previous: 'new', stored: 'new' },
      phase: 'rest',
    },
    { ...EMERGENCY, site: LABELS_INTRODUCED },
  ],
};

export const STRATEGIES: readonly TestedStrategy[] = [RING, LABELS];

/** A row of a table for both strategies, or for the one that it concerns. */
export type StrategyRow<Case> = { readonly what: string } & Partial<
  Record<TestedStrategy['strategy'], Case>
>;

/** The rows that concern a strategy, for `it.each`. */
export function rowsFor<Case>(
  { strategy }: TestedStrategy,
  rows: readonly StrategyRow<Case>[],
): (readonly [what: string, row: Case])[] {
  return rows.flatMap((row) => {
    const { what, [strategy]: found } = row;
    return found === undefined ? [] : [[what, found] as const];
  });
}
