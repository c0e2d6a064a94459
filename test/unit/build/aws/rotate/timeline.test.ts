import { describe, expect, it } from 'vitest';
import { verdicts } from '../edge-site.js';
import { atEveryChange } from '../faults.js';
import {
  type Backend,
  startBackend,
  startSingleBackend,
  startUsers,
  tokenSignedWith,
} from './backends.js';
import {
  DAY,
  findVersionId,
  HOUR,
  NAME,
  OLD,
  passTime,
  READ,
  type Site,
  START,
  snapshot,
  startSite,
  TTL,
  WEEK,
} from './site.js';
import { LABELS, RING, type TestedStrategy } from './strategies.js';

type Snapshot = ReturnType<typeof snapshot>;

/** The steps of a whole rotation and the state after each, by the new secret. */
interface Timeline extends TestedStrategy {
  /** Backends that read at other times than the first ones. */
  startOthers(site: Site): { readonly others: readonly Backend[]; restart?(): void };
  newSecret(introduced: Snapshot): string;
  readonly promoteSteps: readonly string[];
  readonly retireSteps: readonly string[];
  readonly states: {
    introduced(secret: string): Snapshot;
    promoted(secret: string): Snapshot;
    retired(secret: string): Snapshot;
  };
  /** For a rotation in one run, in seconds. */
  readonly waiting: {
    readonly lifetime: number;
    readonly clockTolerance: number;
    /** The users are checked at every so many steps of the clock. */
    readonly checkEvery: number;
  };
}

const NO_LABELS = { previous: undefined, pending: undefined };

const TIMELINES: readonly Timeline[] = [
  {
    ...RING,
    startOthers: (site) => ({ others: [startBackend(site), startBackend(site, false)] }),
    newSecret: ({ current }) => current!.split(',')[1]!,
    promoteSteps: ['try-live', 'promote-secret', 'align-store'],
    retireSteps: ['try-live', 'retire-store', 'retire-secret', 'drop-previous'],
    states: {
      introduced(secret) {
        const ring = `${OLD},${secret}`;
        return { ...NO_LABELS, current: ring, previous: OLD, stored: ring };
      },
      promoted(secret) {
        const ring = `${secret},${OLD}`;
        return { ...NO_LABELS, current: ring, previous: `${OLD},${secret}`, stored: ring };
      },
      retired: (secret) => ({ ...NO_LABELS, current: secret, stored: secret }),
    },
    waiting: { lifetime: DAY, clockTolerance: 60, checkEvery: 15 },
  },
  {
    ...LABELS,
    startOthers(site) {
      const atStart = startSingleBackend(site);
      const others = [startBackend(site), startSingleBackend(site, TTL), atStart];
      return { others, restart: atStart.restart };
    },
    newSecret: ({ pending }) => pending!,
    promoteSteps: ['try-live', 'promote-secret', 'align-store', 'drop-pending'],
    retireSteps: ['try-live', 'retire-store', 'retire-secret'],
    states: {
      introduced: (secret) => ({
        ...NO_LABELS,
        current: OLD,
        pending: secret,
        stored: `${OLD},${secret}`,
      }),
      promoted: (secret) => ({
        ...NO_LABELS,
        current: secret,
        previous: OLD,
        stored: `${secret},${OLD}`,
      }),
      retired: (secret) => ({ ...NO_LABELS, current: secret, previous: secret, stored: secret }),
    },
    waiting: { lifetime: WEEK, clockTolerance: 0, checkEvery: 60 },
  },
];

const ids = (steps: readonly { id: string }[]) => steps.map(({ id }) => id);

describe.each(TIMELINES)('a whole rotation with the strategy $strategy', (timeline) => {
  const { config, states } = timeline;

  it('logs nobody out', { timeout: 60_000 }, async () => {
    const site = await startSite({ config, callSeconds: 1 });
    const backends = [...timeline.startBackends(site)];
    const users = startUsers(site, backends);
    atEveryChange(site.fake, users.check);
    await site.fake.clock.advance(170);
    const { others, restart } = timeline.startOthers(site);
    backends.push(...others);

    const introduced = await site.run();
    expect(ids(introduced.done)).toEqual(['introduce-store', 'introduce-secret']);
    expect(introduced).toMatchObject({ phase: 'introduced', live: 'checked' });
    expect(introduced.next).toEqual({ step: 'promote', at: introduced.since + READ });
    const secret = timeline.newSecret(snapshot(site));
    expect(snapshot(site)).toEqual(states.introduced(secret));
    const promoteAt = introduced.next!.at;
    await passTime(site, promoteAt, [promoteAt]);
    expect(users.signers()).toBe(1);

    const promoted = await site.run();
    expect(ids(promoted.done)).toEqual(timeline.promoteSteps);
    expect(snapshot(site)).toEqual(states.promoted(secret));
    const retireAt = promoted.next!.at;
    expect(promoted.next).toEqual({ step: 'retire', at: promoted.since + READ + WEEK });
    // A backend that reads only at its start is restarted at the last moment; until then it signs
    // with the old secret.
    await passTime(site, promoted.since + TTL, [promoted.since]);
    restart?.();
    await passTime(site, retireAt, [promoted.since, retireAt]);
    expect(users.signers()).toBe(2);
    const old = tokenSignedWith(OLD, site);
    expect(await verdicts(site, old)).toEqual(['in']);

    const retired = await site.run();
    expect(ids(retired.done)).toEqual(timeline.retireSteps);
    expect(retired).toMatchObject({ phase: 'rest', next: null, live: 'checked' });
    expect(snapshot(site)).toEqual(states.retired(secret));
    await site.fake.clock.advance(HOUR);
    expect(await verdicts(site, old)).toEqual(['bad_signature']);
    expect(users.signers()).toBe(2);
  });

  it('is completed by one run with --wait', { timeout: 60_000 }, async () => {
    const { lifetime, clockTolerance, checkEvery } = timeline.waiting;
    const deploy = { ...config.deploy, maxAge: lifetime };
    const site = await startSite({ config: { ...config, deploy, clockTolerance } });
    const users = startUsers(site, [...timeline.startBackends(site), startBackend(site)], lifetime);
    let steps = 0;
    site.fake.onChange(async () => {
      // Not at every step: the run looks at the clock every minute.
      if (steps++ % checkEvery === 0) {
        await users.check();
      }
    });
    const { done, phase, next } = await site.run({ wait: true });
    expect({ phase, next }).toEqual({ phase: 'rest', next: null });
    expect(done).toHaveLength(9);
    const shortest = READ + READ + lifetime + clockTolerance;
    expect(site.clock.now() - START).toBeGreaterThanOrEqual(shortest);
    expect(site.clock.now() - START).toBeLessThan(shortest + 120);
    expect(findVersionId(site)).toMatch(/^pocket-spa-auth-retired-[0-9a-f]{12}$/);
    expect(site.output.join('\n')).toContain(`read the state of the secret ${NAME}`);
    expect(site.output.join('\n')).toMatch(/promote is safe at 2027-01-15T08:06:\d\d\.000Z/);
  });

  it('does nothing before a step is due, and nothing after its end', async () => {
    const site = await startSite({ config });
    const { next } = await site.run();
    const before = snapshot(site);
    const calls = site.fake.calls.length;
    for (const at of [site.clock.now(), START + 60, next!.at - 1]) {
      await site.fake.clock.advance(at - site.clock.now());
      expect(await site.run()).toMatchObject({ plan: [], done: [], next });
    }
    expect(countWrites(site, calls)).toBe(0);
    expect(snapshot(site)).toEqual(before);

    await site.fake.clock.advance(1);
    await finish(site);
    const written = countWrites(site);
    expect(await site.run()).toMatchObject({ plan: [], next: null, phase: 'rest' });
    expect(countWrites(site)).toBe(written);
  });
});

function countWrites({ fake }: Site, from = 0): number {
  return fake.calls.slice(from).filter(({ writes }) => writes).length;
}

/** Runs the command whenever a step is due, until the rotation has ended. */
async function finish(site: Site): Promise<void> {
  for (let run = 0; run < 3; run++) {
    const { next } = await site.run();
    if (next) {
      await site.fake.clock.advance(next.at - site.clock.now());
    }
  }
}
