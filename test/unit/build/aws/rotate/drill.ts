import { describe, expect, it } from 'vitest';
import type { FakeCall } from '../../../../fakes/aws/index.js';
import { arrange, atEveryChange, BRISK, type Mishap, mishaps } from '../faults.js';
import { type Backend, gather, startBackend, tokenBy, verdicts } from './backends.js';
import { OLD, type Site, type SiteOptions, startSite, writes } from './site.js';
import { endOf, type Stage } from './stages.js';

/** Whoever signs and verifies at a site. */
export type Crew = (site: Site) => readonly Backend[];

export const ONE_RING: Crew = (site) => [startBackend(site)];

export async function begun({ site }: Stage, more: SiteOptions = {}): Promise<Site> {
  return startSite({ propagation: BRISK, ...site, ...more });
}

/** The stage's site, watched: nobody is logged out, or, in an emergency, nobody is answered with an error. */
export async function watched(
  stage: Stage,
  more: SiteOptions = {},
  crew: Crew = ONE_RING,
): Promise<Site> {
  const site = await begun(stage, more);
  if (stage.what === 'emergency') {
    const backends = crew(site);
    atEveryChange(site.fake, async () => {
      for (const backend of backends) {
        await backend.ring();
      }
      for (const verdict of await verdicts(site, tokenBy(OLD, site))) {
        expect(verdict).toMatch(/^(?:in|bad_signature)$/);
      }
    });
  } else {
    const crowd = gather(site, crew(site));
    await crowd.check();
    atEveryChange(site.fake, crowd.check);
  }
  return site;
}

/** The calls of a run that goes well. */
export async function callsOf(stage: Stage): Promise<readonly FakeCall[]> {
  const site = await begun(stage);
  await site.run(stage.options);
  return site.fake.calls;
}

export async function fail(site: Site, { options }: Stage, mishap: Mishap): Promise<void> {
  arrange(site.fake, mishap);
  // A run may also come through: a write that another reading shows to be done.
  await site.run(options).catch((error: Error & { code: string }) => {
    expect(error.code).toMatch(/^ERR_/);
    site.said.push(error.message);
  });
  site.fake.faults.clear();
}

/** Tries every mishap on every stage of a rotation. */
export function drill(stages: readonly Stage[], crew: Crew): void {
  describe.each(stages)('$what', { timeout: 60_000 }, (stage) => {
    it('goes well', async () => {
      const site = await watched(stage, {}, crew);
      await site.run(stage.options);
      expect(writes(site)).toEqual(stage.writes);
      expect(endOf(site)).toEqual(stage.end);
      expect(await site.run(stage.options)).toMatchObject({ plan: [], phase: stage.phase });
      expect(writes(site)).toEqual(stage.writes);
    });

    it('ends right after any fault and any crash, once it is run again', async () => {
      const calls = await callsOf(stage);
      const left = new Set<string>();
      for (const mishap of mishaps(calls)) {
        const site = await watched(stage, {}, crew);
        await fail(site, stage, mishap);
        // What the next run finds is all that it depends on: one run for each state that is left behind.
        const state = JSON.stringify(endOf(site));
        if (left.has(state)) {
          continue;
        }
        left.add(state);
        await site.run(stage.options);
        expect(endOf(site), mishap.what).toEqual(stage.end);
      }
      // Nothing done, and each write done.
      expect(left.size).toBe(stage.writes.length + 1);
    });

    it("is carried through by the SDK's own second try", async () => {
      for (const mishap of mishaps(await callsOf(stage))) {
        if (mishap.isCrash || mishap.fault !== 'lost-response') {
          continue;
        }
        const site = await watched(stage, { attempts: 2 }, crew);
        arrange(site.fake, mishap);
        await site.run(stage.options);
        expect(endOf(site), mishap.what).toEqual(stage.end);
      }
    });

    it('is done once where two do it at the same time', async () => {
      const calls = await callsOf(stage);
      const lastWrite = calls.findLastIndex(({ writes }) => writes);
      for (let at = 0; at <= lastWrite; at++) {
        const site = await watched(stage, {}, crew);
        // The other one does it all between two calls of the first.
        const other = () => site.run(stage.options).then(() => {});
        arrange(site.fake, { what: '', at, fault: other, isCrash: false });
        await site.run(stage.options);
        expect(endOf(site), `the other before call ${at + 1}`).toEqual(stage.end);
      }
    });
  });
}
