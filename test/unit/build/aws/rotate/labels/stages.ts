import type { EdgeConfig } from '../../../../../../build/config/edge-config.js';
import {
  current,
  NEW,
  OLD,
  type Planted,
  previous,
  READ,
  type SiteOptions,
  WEEK,
} from '../site.js';
import type { Stage } from '../stages.js';

export const LABELS: EdgeConfig = { deploy: { rotation: 'labels' } };

/** A version that waits. */
export function pending(id: string, text: string, age = READ): Planted {
  return { id, text, labels: ['AWSPENDING'], age };
}

/** The states that a rotation by labels goes through, each just when the next step is due. */
export const AT_REST: SiteOptions = { config: LABELS };

export const INTRODUCED: SiteOptions = {
  config: LABELS,
  versions: [current('by-hand', OLD), pending('pocket-spa-auth-introduced-111111111111', NEW)],
  stored: `${OLD},${NEW}`,
};

export const PROMOTED: SiteOptions = {
  config: LABELS,
  versions: [
    previous('by-hand', OLD),
    current('pocket-spa-auth-promoted-222222222222', NEW, READ + WEEK),
  ],
  stored: `${NEW},${OLD}`,
};

const NONE = { previous: undefined, pending: undefined };

export const STAGES: readonly Stage[] = [
  {
    what: 'introduce',
    site: AT_REST,
    options: {},
    writes: ['PutKey', 'PutSecretValue'],
    end: { ...NONE, current: 'old', pending: 'made', stored: 'old,made' },
    phase: 'introduced',
  },
  {
    what: 'promote',
    site: INTRODUCED,
    options: {},
    writes: ['PutSecretValue', 'PutKey', 'UpdateSecretVersionStage'],
    end: { ...NONE, current: 'new', previous: 'old', stored: 'new,old' },
    phase: 'promoted',
  },
  {
    what: 'retire',
    site: PROMOTED,
    options: {},
    writes: ['PutKey', 'PutSecretValue'],
    end: { ...NONE, current: 'new', previous: 'new', stored: 'new' },
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
