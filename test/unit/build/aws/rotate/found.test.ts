import { describe, expect, it } from 'vitest';
import {
  current,
  DAY,
  idOf,
  NEW,
  OLD,
  OTHER,
  previous,
  READ,
  type SiteOptions,
  shown,
  startSite,
  WEEK,
  writes,
} from './site.js';
import { endOf, INTRODUCED, PROMOTED } from './stages.js';

const INTRODUCED_ID = 'pocket-spa-auth-introduced-111111111111';

const NONE = { previous: undefined, pending: undefined };

/** States that another hand, another tool or a crash left behind, and what one run makes of them. */
const FOUND: readonly {
  what: string;
  site: SiteOptions;
  done: readonly string[];
  phase: string;
  end: ReturnType<typeof endOf>;
}[] = [
  {
    what: 'a store with the secret to come, which Secrets Manager lacks',
    site: { stored: `${OLD},${NEW}` },
    done: ['introduce-secret'],
    phase: 'introduced',
    end: { ...NONE, current: 'old,new', previous: 'old', stored: 'old,new' },
  },
  {
    what: 'a store with the secret to go, which Secrets Manager had before',
    site: { versions: [previous('a', OLD), current('b', NEW)], stored: `${NEW},${OLD}` },
    done: ['adopt-secret'],
    phase: 'promoted',
    end: { ...NONE, current: 'new,old', previous: 'new', stored: 'new,old' },
  },
  {
    what: 'a ring by hand, its second secret to come',
    site: {
      versions: [previous('a', OLD), current('b', `${OLD},${NEW}`)],
      stored: `${OLD},${NEW}`,
    },
    done: ['try-live', 'promote-secret', 'align-store'],
    phase: 'promoted',
    end: { ...NONE, current: 'new,old', previous: 'old,new', stored: 'new,old' },
  },
  {
    what: 'a ring by hand, its second secret to go',
    site: {
      versions: [previous('a', `${OLD},${NEW}`), current('b', `${NEW},${OLD}`, READ + WEEK)],
      stored: `${OLD},${NEW}`,
    },
    done: ['try-live', 'retire-store', 'retire-secret', 'drop-previous'],
    phase: 'rest',
    end: { ...NONE, current: 'new', stored: 'new' },
  },
  {
    what: 'a store that lost the secret to come',
    site: { ...INTRODUCED, stored: OLD },
    done: ['align-store', 'try-live', 'promote-secret', 'align-store'],
    phase: 'promoted',
    end: { ...NONE, current: 'new,old', previous: 'old,new', stored: 'new,old' },
  },
  {
    what: 'a store that lost the old secret before its time',
    site: {
      versions: [
        previous(INTRODUCED_ID, `${OLD},${NEW}`),
        current('pocket-spa-auth-promoted-222222222222', `${NEW},${OLD}`, DAY),
      ],
      stored: NEW,
    },
    done: ['align-store'],
    phase: 'promoted',
    end: { ...NONE, current: 'new,old', previous: 'old,new', stored: 'new,old' },
  },
  {
    what: 'secrets of others behind the first',
    site: {
      versions: [current('pocket-spa-auth-retired-333333333333', `${OLD},${OTHER}`, 2 * DAY)],
      stored: `${OLD},${OTHER}`,
    },
    done: ['introduce-store', 'introduce-secret'],
    phase: 'introduced',
    end: {
      ...NONE,
      current: 'old,made,other',
      previous: 'old,other',
      stored: 'old,made,other',
    },
  },
  {
    what: 'secrets of others, when the old one goes',
    site: {
      versions: [
        previous(INTRODUCED_ID, `${OLD},${NEW},${OTHER}`),
        current('pocket-spa-auth-promoted-222222222222', `${NEW},${OLD},${OTHER}`, READ + WEEK),
      ],
      stored: `${NEW},${OLD},${OTHER}`,
    },
    done: ['try-live', 'retire-store', 'retire-secret', 'drop-previous'],
    phase: 'rest',
    end: { ...NONE, current: 'new,other', stored: 'new,other' },
  },
  {
    what: 'upper case and white space',
    site: { versions: [current('a', ` ${OLD.toUpperCase()} `)], stored: `${OLD.toUpperCase()}\n` },
    done: ['introduce-store', 'introduce-secret'],
    phase: 'introduced',
    end: { ...NONE, current: 'old,made', previous: 'made', stored: 'old,made' },
  },
];

describe('a run goes on from', () => {
  it.each(FOUND)('$what', async ({ site: options, done, phase, end }) => {
    const site = await startSite(options);
    const result = await site.run();
    expect(result.done.map(({ id }) => id)).toEqual(done);
    expect(result.phase).toBe(phase);
    expect(endOf(site)).toEqual(end);
  });

  it('a rotation over which other fields of a JSON secret were changed', async () => {
    const config = { deploy: { secretKey: 'TOKEN' } };
    const json = (ring: string, port: number) => JSON.stringify({ PORT: port, TOKEN: ring });
    const site = await startSite({ config, versions: [current('a', json(OLD, 1))] });
    await site.run();
    const ring = (JSON.parse(shown(site).current!) as { TOKEN: string }).TOKEN;
    await site.clock.sleep(DAY);
    // Twice, so that no label leads to the version that the step made.
    site.fake.secrets.put('pocket-spa-auth', json(ring, 2));
    site.fake.secrets.put('pocket-spa-auth', json(ring, 3));
    expect(await site.run()).toMatchObject({ done: [], phase: 'introduced' });
    await site.clock.sleep(READ);
    expect(await site.run()).toMatchObject({ phase: 'promoted' });
    const promoted = ring.split(',').reverse().join();
    expect(JSON.parse(shown(site).current!)).toEqual({ PORT: 3, TOKEN: promoted });
  });

  it('a step that somebody has taken back, with a date of its own', async () => {
    const site = await startSite(INTRODUCED);
    await site.run();
    const promoted = idOf(site);
    const { versions } = site.fake.secrets.all.get('pocket-spa-auth')!;
    versions.get(promoted!)!.labels.clear();
    versions.get(INTRODUCED_ID)!.labels.clear();
    versions.get(INTRODUCED_ID)!.labels.add('AWSCURRENT');
    await site.clock.sleep(DAY);
    const since = site.clock.now();
    const again = await site.run();
    expect(again).toMatchObject({ phase: 'promoted', since });
    expect(idOf(site)).toMatch(new RegExp(`^${promoted}-[0-9a-f]{8}$`));
  });
});

describe('the cut-off for everybody', () => {
  it.each([
    ['introduce', {}],
    ['promote', INTRODUCED],
    ['retire', PROMOTED],
  ] as [string, SiteOptions][])(
    'is kept by %s, and does not hide what LIVE accepts',
    async (_, stage) => {
      const cutOff = ';1900000000';
      const config = { revocation: true };
      const site = await startSite({ ...stage, config, stored: `${stage.stored ?? OLD}${cutOff}` });
      expect(await site.run()).toMatchObject({ live: 'checked' });
      expect(shown(site).stored).toBe(`${shown(site).current}${cutOff}`);
    },
  );

  it('is kept by an emergency', async () => {
    const site = await startSite({ stored: `${OLD};1900000000` });
    await site.run({ emergency: true });
    expect(shown(site).stored).toBe(`${shown(site).current};1900000000`);
  });
});

describe('a rotation that has ended', () => {
  it('is not followed by another within a day, unless one is asked for', async () => {
    const site = await startSite(PROMOTED);
    await site.run();
    const calls = site.fake.calls.length;
    expect(await site.run()).toMatchObject({ plan: [], next: null });
    await site.clock.sleep(DAY - 60);
    expect(await site.run()).toMatchObject({ plan: [] });
    expect(await site.run({ continue: true })).toMatchObject({ plan: [] });
    expect(writes(site, calls)).toEqual([]);
    expect(await site.run({ begin: true })).toMatchObject({ phase: 'introduced' });
  });

  it('is followed by another after a day, but not on a timer', async () => {
    const site = await startSite(PROMOTED);
    await site.run();
    await site.clock.sleep(DAY);
    expect(await site.run({ continue: true })).toMatchObject({ plan: [] });
    expect(await site.run()).toMatchObject({ phase: 'introduced' });
  });
});
