import type { RotateOptions } from '../../../../../build/aws/rotate/rotate.js';
import type { World } from '../world.js';
import { current, NEW, OLD, OTHER, previous, READ, type SiteOptions, shown, WEEK } from './site.js';

/** The states that a rotation goes through, each just when the next step is due. */
export const AT_REST: SiteOptions = {};

export const INTRODUCED: SiteOptions = {
  versions: [
    previous('by-hand', OLD),
    current('pocket-spa-auth-introduced-111111111111', `${OLD},${NEW}`, READ),
  ],
  stored: `${OLD},${NEW}`,
};

export const PROMOTED: SiteOptions = {
  versions: [
    previous('pocket-spa-auth-introduced-111111111111', `${OLD},${NEW}`, 2 * READ + WEEK),
    current('pocket-spa-auth-promoted-222222222222', `${NEW},${OLD}`, READ + WEEK),
  ],
  stored: `${NEW},${OLD}`,
};

/** Rings, their secrets by name: what is neither the old one nor planted has been made. */
export interface End {
  readonly current: string;
  readonly previous: string | undefined;
  readonly pending: string | undefined;
  readonly stored: string;
}

export function endOf(world: World) {
  const named = (ring: string | undefined) =>
    ring
      ?.split(',')
      .map((secret) => NAMES.get(secret) ?? 'made')
      .join();
  const { current, previous, pending, stored } = shown(world);
  return {
    current: named(current),
    previous: named(previous),
    pending: named(pending),
    stored: named(stored),
  };
}

const NAMES: ReadonlyMap<string, string> = new Map([
  [OLD, 'old'],
  [NEW, 'new'],
  [OTHER, 'other'],
]);

const NONE = { previous: undefined, pending: undefined };

/** One run of the command, and what it shall bring. */
export interface Stage {
  readonly what: string;
  readonly site: SiteOptions;
  readonly options: Partial<RotateOptions>;
  readonly writes: readonly string[];
  /** The rings that are shown afterwards. */
  readonly end: End;
  readonly phase: string;
}

export const STAGES: readonly Stage[] = [
  {
    what: 'introduce',
    site: AT_REST,
    options: {},
    writes: ['PutKey', 'PutSecretValue'],
    end: { ...NONE, current: 'old,made', previous: 'old', stored: 'old,made' },
    phase: 'introduced',
  },
  {
    what: 'promote',
    site: INTRODUCED,
    options: {},
    writes: ['PutSecretValue', 'PutKey'],
    end: { ...NONE, current: 'new,old', previous: 'old,new', stored: 'new,old' },
    phase: 'promoted',
  },
  {
    what: 'retire',
    site: PROMOTED,
    options: {},
    writes: ['PutKey', 'PutSecretValue', 'UpdateSecretVersionStage'],
    end: { ...NONE, current: 'new', stored: 'new' },
    phase: 'rest',
  },
  {
    what: 'emergency',
    site: INTRODUCED,
    options: { emergency: true },
    writes: [
      'PutSecretValue',
      'PutKey',
      'UpdateSecretVersionStage',
      'UpdateSecretVersionStage',
      'UpdateSecretVersionStage',
    ],
    end: { ...NONE, current: 'made', stored: 'made' },
    phase: 'rest',
  },
];
