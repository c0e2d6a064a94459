import { expect, it } from 'vitest';
import { atEveryChange } from '../../faults.js';
import { gather, startBackend, startSingleBackend, tokenBy, verdicts } from '../backends.js';
import {
  HOUR,
  idOf,
  OLD,
  pass,
  READ,
  type Site,
  START,
  shown,
  startSite,
  TTL,
  WEEK,
} from '../site.js';
import { LABELS } from './stages.js';

const ids = (steps: readonly { id: string }[]) => steps.map(({ id }) => id);

it('logs nobody out, and shows no backend a ring', { timeout: 60_000 }, async () => {
  const site = await startSite({ config: LABELS, callSeconds: 1 });
  const single = startSingleBackend(site, TTL);
  const backends = [startBackend(site), single];
  const crowd = gather(site, backends);
  atEveryChange(site.fake, crowd.check);
  // The others read at other times, one of them at its start alone.
  await site.fake.clock.advance(170);
  const started = startSingleBackend(site);
  backends.push(startBackend(site), startSingleBackend(site, TTL), started);

  const introduced = await site.run();
  expect(ids(introduced.done)).toEqual(['introduce-store', 'introduce-secret']);
  expect(introduced).toMatchObject({ phase: 'introduced', live: 'checked' });
  expect(introduced.next).toEqual({ step: 'promote', at: introduced.since + READ });
  const fresh = shown(site).pending!;
  expect(shown(site)).toEqual({
    current: OLD,
    previous: undefined,
    pending: fresh,
    stored: `${OLD},${fresh}`,
  });
  const promoteAt = introduced.next!.at;
  await pass(site, promoteAt, [promoteAt]);
  expect(crowd.signers()).toBe(1);

  const promoted = await site.run();
  expect(ids(promoted.done)).toEqual(['try-live', 'promote-secret', 'align-store', 'drop-pending']);
  expect(shown(site)).toEqual({
    current: fresh,
    previous: OLD,
    pending: undefined,
    stored: `${fresh},${OLD}`,
  });
  const retireAt = promoted.next!.at;
  expect(promoted.next).toEqual({ step: 'retire', at: promoted.since + READ + WEEK });
  // At the last moment: until then it signs with the old secret.
  await pass(site, promoted.since + TTL, [promoted.since]);
  started.restart();
  await pass(site, retireAt, [promoted.since, retireAt]);
  expect(crowd.signers()).toBe(2);
  const old = tokenBy(OLD, site);
  expect(await verdicts(site, old)).toEqual(['in']);

  const retired = await site.run();
  expect(ids(retired.done)).toEqual(['try-live', 'retire-store', 'retire-secret']);
  expect(retired).toMatchObject({ phase: 'rest', next: null, live: 'checked' });
  expect(shown(site)).toEqual({
    current: fresh,
    previous: fresh,
    pending: undefined,
    stored: fresh,
  });
  await site.fake.clock.advance(HOUR);
  expect(await verdicts(site, old)).toEqual(['bad_signature']);
  expect(crowd.signers()).toBe(2);
});

it('is done in one run that waits', { timeout: 60_000 }, async () => {
  const site = await startSite({ config: LABELS });
  const crowd = gather(site, [startBackend(site), startSingleBackend(site, TTL)]);
  let checks = 0;
  site.fake.onStep(async () => {
    // By the hour or so, for the run looks at the clock every minute.
    if (checks++ % 60 === 0) {
      await crowd.check();
    }
  });
  const { done, phase, next } = await site.run({ wait: true });
  expect({ phase, next }).toEqual({ phase: 'rest', next: null });
  expect(done).toHaveLength(9);
  expect(site.clock.now() - START).toBeGreaterThanOrEqual(READ + READ + WEEK);
  expect(idOf(site)).toMatch(/^pocket-spa-auth-retired-[0-9a-f]{12}$/);
});

/** What each writing of a whole rotation asks for. */
async function writesOf(site: Site) {
  for (let run = 0; run < 3; run++) {
    const { next } = await site.run();
    if (next) {
      await site.fake.clock.advance(next.at - site.clock.now());
    }
  }
  return site.fake.calls.filter(({ writes }) => writes).length;
}

it('does nothing before the time, and nothing once it has ended', async () => {
  const site = await startSite({ config: LABELS });
  const { next } = await site.run();
  const before = shown(site);
  const calls = site.fake.calls.length;
  for (const at of [site.clock.now(), next!.at - 1]) {
    await site.fake.clock.advance(at - site.clock.now());
    expect(await site.run()).toMatchObject({ plan: [], done: [], next });
  }
  expect(site.fake.calls.slice(calls).some(({ writes }) => writes)).toBe(false);
  expect(shown(site)).toEqual(before);
  await site.fake.clock.advance(1);
  const written = await writesOf(site);
  expect(await site.run()).toMatchObject({ plan: [], next: null, phase: 'rest' });
  expect(site.fake.calls.filter(({ writes }) => writes)).toHaveLength(written);
});
