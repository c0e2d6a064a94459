import { describe, expect, it } from 'vitest';
import { writes } from '../edge-site.js';
import {
  current,
  DAY,
  findVersionId,
  INTRODUCED_ID,
  NAME,
  NEW,
  namedSnapshot,
  OLD,
  OTHER,
  PROMOTED_ID,
  pending,
  previous,
  READ,
  RETIRED_ID,
  type SiteOptions,
  snapshot,
  startSite,
  WEEK,
} from './site.js';
import {
  LABELS,
  type NamedRings,
  RING,
  rowsFor,
  STRATEGIES,
  type StrategyRow,
} from './strategies.js';

const NO_LABELS = { previous: undefined, pending: undefined };

const UPPER_CASE: SiteOptions = {
  versions: [current('a', ` ${OLD.toUpperCase()} `)],
  stored: `${OLD.toUpperCase()}\n`,
};

/** States that a crash, another tool or a user left behind, and what one run makes of them. */
const FOUND: readonly StrategyRow<{
  site: SiteOptions;
  done: readonly string[];
  phase: string;
  end: NamedRings;
}>[] = [
  {
    what: 'a store with a new secret that Secrets Manager lacks',
    ring: {
      site: { stored: `${OLD},${NEW}` },
      done: ['introduce-secret'],
      phase: 'introduced',
      end: { ...NO_LABELS, current: 'old,new', previous: 'old', stored: 'old,new' },
    },
    labels: {
      site: { stored: `${OLD},${NEW}` },
      done: ['introduce-secret'],
      phase: 'introduced',
      end: { ...NO_LABELS, current: 'old', pending: 'new', stored: 'old,new' },
    },
  },
  {
    what: 'a store with an old secret that Secrets Manager had before',
    ring: {
      site: { versions: [previous('a', OLD), current('b', NEW)], stored: `${NEW},${OLD}` },
      done: ['adopt-secret'],
      phase: 'promoted',
      end: { ...NO_LABELS, current: 'new,old', previous: 'new', stored: 'new,old' },
    },
  },
  {
    what: 'a ring made by hand whose second secret is new',
    ring: {
      site: {
        versions: [previous('a', OLD), current('b', `${OLD},${NEW}`)],
        stored: `${OLD},${NEW}`,
      },
      done: ['try-live', 'promote-secret', 'align-store'],
      phase: 'promoted',
      end: { ...NO_LABELS, current: 'new,old', previous: 'old,new', stored: 'new,old' },
    },
  },
  {
    what: 'a ring made by hand whose second secret is old',
    ring: {
      site: {
        versions: [previous('a', `${OLD},${NEW}`), current('b', `${NEW},${OLD}`, READ + WEEK)],
        stored: `${OLD},${NEW}`,
      },
      done: ['try-live', 'retire-store', 'retire-secret', 'drop-previous'],
      phase: 'rest',
      end: { ...NO_LABELS, current: 'new', stored: 'new' },
    },
  },
  {
    what: 'a store that lost the new secret',
    ring: {
      site: { ...RING.introduced, stored: OLD },
      done: ['align-store', 'try-live', 'promote-secret', 'align-store'],
      phase: 'promoted',
      end: { ...NO_LABELS, current: 'new,old', previous: 'old,new', stored: 'new,old' },
    },
    labels: {
      site: { ...LABELS.introduced, stored: OLD },
      done: ['align-store', 'try-live', 'promote-secret', 'align-store', 'drop-pending'],
      phase: 'promoted',
      end: { ...NO_LABELS, current: 'new', previous: 'old', stored: 'new,old' },
    },
  },
  {
    what: 'a store that lost the old secret too early',
    ring: {
      site: {
        versions: [
          previous(INTRODUCED_ID, `${OLD},${NEW}`),
          current(PROMOTED_ID, `${NEW},${OLD}`, DAY),
        ],
        stored: NEW,
      },
      done: ['align-store'],
      phase: 'promoted',
      end: { ...NO_LABELS, current: 'new,old', previous: 'old,new', stored: 'new,old' },
    },
    labels: {
      site: { versions: [previous('a', OLD), current(PROMOTED_ID, NEW, DAY)], stored: NEW },
      done: ['align-store'],
      phase: 'promoted',
      end: { ...NO_LABELS, current: 'new', previous: 'old', stored: 'new,old' },
    },
  },
  {
    what: 'a ring with secrets of other issuers',
    ring: {
      site: {
        versions: [current(RETIRED_ID, `${OLD},${OTHER}`, 2 * DAY)],
        stored: `${OLD},${OTHER}`,
      },
      done: ['introduce-store', 'introduce-secret'],
      phase: 'introduced',
      end: {
        ...NO_LABELS,
        current: 'old,made,other',
        previous: 'old,other',
        stored: 'old,made,other',
      },
    },
  },
  {
    what: 'a ring with secrets of other issuers, when the old secret is due to be retired',
    ring: {
      site: {
        versions: [
          previous(INTRODUCED_ID, `${OLD},${NEW},${OTHER}`),
          current(PROMOTED_ID, `${NEW},${OLD},${OTHER}`, READ + WEEK),
        ],
        stored: `${NEW},${OLD},${OTHER}`,
      },
      done: ['try-live', 'retire-store', 'retire-secret', 'drop-previous'],
      phase: 'rest',
      end: { ...NO_LABELS, current: 'new,other', stored: 'new,other' },
    },
  },
  {
    what: 'a label AWSPENDING that was left',
    labels: {
      site: {
        versions: [
          previous('a', OLD),
          pending(INTRODUCED_ID, NEW, DAY),
          current(PROMOTED_ID, NEW, 60),
        ],
        stored: `${OLD},${NEW}`,
      },
      done: ['align-store', 'drop-pending'],
      phase: 'promoted',
      end: { ...NO_LABELS, current: 'new', previous: 'old', stored: 'new,old' },
    },
  },
  {
    what: 'a retirement that has reached the store only',
    labels: {
      site: { ...LABELS.promoted, stored: NEW },
      done: ['try-live', 'retire-secret'],
      phase: 'rest',
      end: { ...NO_LABELS, current: 'new', previous: 'new', stored: 'new' },
    },
  },
  {
    what: 'a rotation with the other strategy that has ended',
    labels: {
      site: { versions: [current(RETIRED_ID, OLD, 2 * DAY)] },
      done: ['introduce-store', 'introduce-secret'],
      phase: 'introduced',
      end: { ...NO_LABELS, current: 'old', pending: 'made', stored: 'old,made' },
    },
  },
  {
    what: 'a rotation by another tool that has left AWSPENDING on the current version',
    labels: {
      site: { versions: [{ ...current('a', OLD), labels: ['AWSCURRENT', 'AWSPENDING'] }] },
      done: ['introduce-store', 'introduce-secret'],
      phase: 'introduced',
      end: { ...NO_LABELS, current: 'old', pending: 'made', stored: 'old,made' },
    },
  },
  {
    what: 'secrets in upper case with white space',
    ring: {
      site: UPPER_CASE,
      done: ['introduce-store', 'introduce-secret'],
      phase: 'introduced',
      end: { ...NO_LABELS, current: 'old,made', previous: 'made', stored: 'old,made' },
    },
    labels: {
      site: UPPER_CASE,
      done: ['introduce-store', 'introduce-secret'],
      phase: 'introduced',
      end: { ...NO_LABELS, current: 'made', pending: 'made', stored: 'old,made' },
    },
  },
];

describe.each(STRATEGIES)('a run with the strategy $strategy', (tested) => {
  it.each(rowsFor(tested, FOUND))('continues from %s', async (_, row) => {
    const site = await startSite({ config: tested.config, ...row.site });
    const result = await site.run();
    expect(result.done.map(({ id }) => id)).toEqual(row.done);
    expect(result.phase).toBe(row.phase);
    expect(namedSnapshot(site)).toEqual(row.end);
  });

  it.each(tested.stages)('keeps the cut-off for everybody: $what', async (stage) => {
    const cutOff = ';1900000000';
    const config = { ...tested.config, revocation: true };
    const stored = `${stage.site.stored ?? OLD}${cutOff}`;
    const site = await startSite({ ...stage.site, config, stored });
    expect(await site.run(stage.options)).toMatchObject({ live: 'checked' });
    const after = snapshot(site);
    expect(after.stored!.endsWith(cutOff)).toBe(true);
    if (tested === RING || stage.options.emergency) {
      expect(after.stored).toBe(`${after.current}${cutOff}`);
    }
  });

  it('begins no other rotation within a day of the last, unless it is told to', async () => {
    const site = await startSite(tested.promoted);
    await site.run();
    const calls = site.fake.calls.length;
    expect(await site.run()).toMatchObject({ plan: [], next: null });
    await site.clock.sleep(DAY - 60);
    expect(await site.run()).toMatchObject({ plan: [] });
    expect(await site.run({ continue: true })).toMatchObject({ plan: [] });
    expect(writes(site, calls)).toEqual([]);
    expect(await site.run({ begin: true })).toMatchObject({ phase: 'introduced' });
  });

  it('begins another rotation after a day, but not with --continue', async () => {
    const site = await startSite(tested.promoted);
    await site.run();
    await site.clock.sleep(DAY);
    expect(await site.run({ continue: true })).toMatchObject({ plan: [] });
    expect(await site.run()).toMatchObject({ phase: 'introduced' });
  });
});

describe('a step that a user has undone', () => {
  it('is dated anew when it is done again: promote with the strategy ring', async () => {
    const site = await startSite(RING.introduced);
    await site.run();
    const promoted = findVersionId(site);
    const { versions } = site.fake.secrets.all.get(NAME)!;
    versions.get(promoted!)!.labels.clear();
    versions.get(INTRODUCED_ID)!.labels.clear();
    versions.get(INTRODUCED_ID)!.labels.add('AWSCURRENT');
    await site.clock.sleep(DAY);
    const since = site.clock.now();
    expect(await site.run()).toMatchObject({ phase: 'promoted', since });
    expect(findVersionId(site)).toMatch(new RegExp(`^${promoted}-[0-9a-f]{8}$`));
  });

  it('is dated anew when it is done again: introduce with the strategy labels', async () => {
    const site = await startSite(LABELS.introduced);
    site.fake.secrets.all.get(NAME)!.versions.get(INTRODUCED_ID)!.labels.clear();
    const since = site.clock.now();
    expect(await site.run()).toMatchObject({ phase: 'introduced', since });
  });
});
