import { expect, it } from 'vitest';
import { atEveryChange } from '../faults.js';
import { gather, startBackend, tokenBy, verdicts } from './backends.js';
import { DAY, HOUR, idOf, NAME, OLD, pass, READ, START, shown, startSite, WEEK } from './site.js';

it('logs nobody out in a whole rotation', { timeout: 60_000 }, async () => {
  const site = await startSite({ callSeconds: 1 });
  const backends = [startBackend(site)];
  const crowd = gather(site, backends);
  atEveryChange(site.fake, crowd.check);
  // The others read at other times, one of them the current version alone.
  await site.fake.clock.advance(170);
  backends.push(startBackend(site), startBackend(site, false));

  const introduced = await site.run();
  expect(introduced.done.map(({ id }) => id)).toEqual(['introduce-store', 'introduce-secret']);
  expect(introduced).toMatchObject({ phase: 'introduced', live: 'checked' });
  expect(introduced.next).toEqual({ step: 'promote', at: introduced.since + READ });
  const [, fresh] = shown(site).current!.split(',') as [string, string];
  expect(shown(site)).toMatchObject({ current: `${OLD},${fresh}`, stored: `${OLD},${fresh}` });
  const promoteAt = introduced.next!.at;
  await pass(site, promoteAt, [promoteAt]);
  expect(crowd.signers()).toBe(1);

  const promoted = await site.run();
  expect(promoted.done.map(({ id }) => id)).toEqual(['try-live', 'promote-secret', 'align-store']);
  expect(shown(site)).toMatchObject({ current: `${fresh},${OLD}`, stored: `${fresh},${OLD}` });
  const retireAt = promoted.next!.at;
  expect(promoted.next).toEqual({ step: 'retire', at: promoted.since + READ + WEEK });
  await pass(site, retireAt, [promoted.since, retireAt]);
  expect(crowd.signers()).toBe(2);
  const old = tokenBy(OLD, site);
  expect(await verdicts(site, old)).toEqual(['in']);

  const retired = await site.run();
  expect(retired.done.map(({ id }) => id)).toEqual([
    'try-live',
    'retire-store',
    'retire-secret',
    'drop-previous',
  ]);
  expect(retired).toMatchObject({ phase: 'rest', next: null, live: 'checked' });
  expect(shown(site)).toEqual({
    current: fresh,
    previous: undefined,
    pending: undefined,
    stored: fresh,
  });
  await site.fake.clock.advance(HOUR);
  expect(await verdicts(site, old)).toEqual(['bad_signature']);
});

it('is done in one run that waits', { timeout: 60_000 }, async () => {
  const site = await startSite({ config: { deploy: { maxAge: DAY }, clockTolerance: 60 } });
  const crowd = gather(site, [startBackend(site), startBackend(site)], DAY);
  let checks = 0;
  site.fake.onStep(async () => {
    // By the quarter of an hour, for the run looks at the clock every minute.
    if (checks++ % 15 === 0) {
      await crowd.check();
    }
  });
  const { done, phase, next } = await site.run({ wait: true });
  expect({ phase, next }).toEqual({ phase: 'rest', next: null });
  expect(done).toHaveLength(9);
  expect(site.clock.now() - START).toBeGreaterThanOrEqual(READ + READ + DAY + 60);
  expect(site.clock.now() - START).toBeLessThan(READ + READ + DAY + 60 + 120);
  expect(idOf(site)).toMatch(/^pocket-spa-auth-retired-[0-9a-f]{12}$/);
  expect(site.said.join('\n')).toContain(`read how the secret ${NAME} stands`);
  expect(site.said.join('\n')).toMatch(/promote is safe at 2027-01-15T08:06:\d\d\.000Z/);
});

it('does nothing before the time, however often it is run', async () => {
  const site = await startSite();
  const { next } = await site.run();
  const before = shown(site);
  const calls = site.fake.calls.length;
  for (const at of [site.clock.now(), START + 60, next!.at - 1]) {
    await site.fake.clock.advance(at - site.clock.now());
    expect(await site.run()).toMatchObject({ plan: [], done: [], next });
  }
  expect(site.fake.calls.slice(calls).filter(({ writes }) => writes)).toEqual([]);
  expect(shown(site)).toEqual(before);
});
