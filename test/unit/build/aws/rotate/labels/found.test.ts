import { describe, expect, it } from 'vitest';
import type { EdgeConfig } from '../../../../../../build/config/edge-config.js';
import {
  current,
  DAY,
  NAME,
  NEW,
  OLD,
  previous,
  READ,
  type Site,
  type SiteOptions,
  shown,
  startSite,
  WEEK,
} from '../site.js';
import { endOf } from '../stages.js';
import { INTRODUCED, LABELS, PROMOTED, pending } from './stages.js';

const INTRODUCED_ID = 'pocket-spa-auth-introduced-111111111111';

const PROMOTED_ID = 'pocket-spa-auth-promoted-222222222222';

const NONE = { previous: undefined, pending: undefined };

const ENDED = { ...NONE, current: 'new', previous: 'new', stored: 'new' };

/** States that a crash or another hand left behind, and what one run makes of them. */
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
    end: { ...NONE, current: 'old', pending: 'new', stored: 'old,new' },
  },
  {
    what: 'a store that lost the secret to come',
    site: { ...INTRODUCED, stored: OLD },
    done: ['align-store', 'try-live', 'promote-secret', 'align-store', 'drop-pending'],
    phase: 'promoted',
    end: { ...NONE, current: 'new', previous: 'old', stored: 'new,old' },
  },
  {
    what: 'a store that lost the old secret before its time',
    site: {
      versions: [previous('a', OLD), current(PROMOTED_ID, NEW, DAY)],
      stored: NEW,
    },
    done: ['align-store'],
    phase: 'promoted',
    end: { ...NONE, current: 'new', previous: 'old', stored: 'new,old' },
  },
  {
    what: 'a label AWSPENDING that was left',
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
    end: { ...NONE, current: 'new', previous: 'old', stored: 'new,old' },
  },
  {
    what: 'a retirement that has reached the store alone',
    site: { ...PROMOTED, stored: NEW },
    done: ['try-live', 'retire-secret'],
    phase: 'rest',
    end: ENDED,
  },
  {
    what: 'the end of a rotation with a ring',
    site: {
      versions: [current('pocket-spa-auth-retired-333333333333', OLD, 2 * DAY)],
    },
    done: ['introduce-store', 'introduce-secret'],
    phase: 'introduced',
    end: { ...NONE, current: 'old', pending: 'made', stored: 'old,made' },
  },
  {
    what: 'the end of another tool, which has left its label where it was',
    site: {
      versions: [{ ...current('a', OLD), labels: ['AWSCURRENT', 'AWSPENDING'] }],
    },
    done: ['introduce-store', 'introduce-secret'],
    phase: 'introduced',
    end: { ...NONE, current: 'old', pending: 'made', stored: 'old,made' },
  },
  {
    what: 'upper case and white space',
    site: { versions: [current('a', ` ${OLD.toUpperCase()} `)], stored: `${OLD.toUpperCase()}\n` },
    done: ['introduce-store', 'introduce-secret'],
    phase: 'introduced',
    end: { ...NONE, current: 'made', pending: 'made', stored: 'old,made' },
  },
];

describe('a run by labels goes on from', () => {
  it.each(FOUND)('$what', async ({ site: options, done, phase, end }) => {
    const site = await startSite({ config: LABELS, ...options });
    const result = await site.run();
    expect(result.done.map(({ id }) => id)).toEqual(done);
    expect(result.phase).toBe(phase);
    expect(endOf(site)).toEqual(end);
  });

  it('a step that somebody has taken back, with a date of its own', async () => {
    const site = await startSite(INTRODUCED);
    site.fake.secrets.all.get(NAME)!.versions.get(INTRODUCED_ID)!.labels.clear();
    const begun = site.clock.now();
    const { since, phase } = await site.run();
    expect({ since, phase }).toEqual({ since: begun, phase: 'introduced' });
  });

  it('the cut-off for everybody, which stays', async () => {
    const cutOff = ';1900000000';
    const config = { ...LABELS, revocation: true };
    for (const stage of [INTRODUCED, PROMOTED]) {
      const site = await startSite({ ...stage, config, stored: `${stage.stored}${cutOff}` });
      expect(await site.run()).toMatchObject({ live: 'checked' });
      expect(shown(site).stored!.endsWith(cutOff)).toBe(true);
    }
  });
});

describe('other fields of a JSON secret', () => {
  const config: EdgeConfig = { deploy: { rotation: 'labels', secretKey: 'TOKEN' } };
  const json = (token: string, port: number) => JSON.stringify({ PORT: port, TOKEN: token });
  const field = (text: string | undefined) => (JSON.parse(text!) as { TOKEN: string }).TOKEN;
  let port = 1;

  const begin = () => startSite({ config, versions: [current('a', json(OLD, port))] });
  /** Twice, so that no label leads to what was current. */
  const change = ({ fake }: Site) => {
    const token = field(fake.secrets.read(NAME));
    for (let i = 0; i < 2; i++) {
      fake.secrets.put(NAME, json(token, ++port));
    }
  };

  it('are kept, whenever they are changed', async () => {
    const site = await begin();
    await site.run();
    const fresh = field(shown(site).pending);
    change(site);
    await site.clock.sleep(READ);
    expect(await site.run()).toMatchObject({ phase: 'promoted' });
    expect(shown(site).current).toBe(json(fresh, port));
    expect(field(shown(site).previous)).toBe(OLD);

    change(site);
    await site.clock.sleep(DAY);
    // AWSPREVIOUS has moved on, so the store alone still tells of the old secret.
    expect(field(shown(site).previous)).toBe(fresh);
    expect(await site.run()).toMatchObject({ plan: [], phase: 'promoted' });
    expect(shown(site).stored).toBe(`${fresh},${OLD}`);

    await site.clock.sleep(READ + WEEK);
    const retired = await site.run();
    expect(retired.done.map(({ id }) => id)).toEqual(['try-live', 'retire-store', 'retire-secret']);
    expect(shown(site)).toMatchObject({ current: json(fresh, port), stored: fresh });

    change(site);
    await site.clock.sleep(DAY);
    expect(await site.run()).toMatchObject({ phase: 'introduced' });
    expect(shown(site).current).toBe(json(fresh, port));
  });

  it.each([
    ['before AWSCURRENT moves', 1, ['replace-current', 'drop-previous', 'drop-pending']],
    ['after AWSCURRENT has moved', 2, ['drop-pending']],
  ])('are kept by an emergency that was interrupted %s', async (_, moves, left) => {
    const site = await begin();
    const { faults } = site.fake;
    let seen = 0;
    const isMove = ({ operation }: { operation: string }) =>
      operation === 'UpdateSecretVersionStage' && ++seen >= moves;
    faults.at(isMove, 'error500', Number.POSITIVE_INFINITY);
    await expect(site.run({ emergency: true })).rejects.toThrow('UpdateSecretVersionStage');
    faults.clear();
    change(site);
    expect((await site.run()).done.map(({ id }) => id)).toEqual(left);
    const { stored } = shown(site);
    expect(shown(site)).toMatchObject({ current: json(stored!, port), pending: undefined });
    expect([OLD, undefined]).not.toContain(stored);
    expect(shown(site).previous ?? '').not.toContain(OLD);
  });
});
