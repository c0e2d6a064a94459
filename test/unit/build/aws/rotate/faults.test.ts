import { describe, expect, it } from 'vitest';
import type { FakeCall } from '../../../../fakes/aws/index.js';
import { verdicts, writes } from '../edge-site.js';
import {
  atEveryChange,
  FAST_PROPAGATION,
  type FaultCase,
  injectFault,
  listFaultCases,
} from '../faults.js';
import { startUsers, tokenSignedWith } from './backends.js';
import { NAME, namedSnapshot, OLD, type Site, type SiteOptions, startSite } from './site.js';
import { STRATEGIES, type Stage, type TestedStrategy } from './strategies.js';

function startStage({ site }: Stage, more: SiteOptions = {}): Promise<Site> {
  return startSite({ propagation: FAST_PROPAGATION, ...site, ...more });
}

/**
 * Starts the stage's site and checks it at every change: nobody is logged out or, in an emergency,
 * no request is answered with an error.
 */
async function startChecked(
  { startBackends }: TestedStrategy,
  stage: Stage,
  more: SiteOptions = {},
): Promise<Site> {
  const site = await startStage(stage, more);
  const backends = startBackends(site);
  if (stage.options.emergency) {
    atEveryChange(site.fake, async () => {
      for (const backend of backends) {
        await backend.ring();
      }
      for (const verdict of await verdicts(site, tokenSignedWith(OLD, site))) {
        expect(verdict).toMatch(/^(?:in|bad_signature)$/);
      }
    });
  } else {
    const users = startUsers(site, backends);
    await users.check();
    atEveryChange(site.fake, users.check);
  }
  return site;
}

/** The calls of a run without a fault. */
async function listCalls(stage: Stage): Promise<readonly FakeCall[]> {
  const site = await startStage(stage);
  await site.run(stage.options);
  return site.fake.calls;
}

async function runWithFault(site: Site, { options }: Stage, fault: FaultCase): Promise<void> {
  injectFault(site.fake, fault);
  // The run may also succeed: if only the answer to a write was lost, the next reading shows the
  // write.
  await site.run(options).catch((error: Error & { code: string }) => {
    expect(error.code).toMatch(/^ERR_/);
    site.output.push(error.message);
  });
  site.fake.faults.clear();
}

const CASES = STRATEGIES.flatMap((tested) =>
  tested.stages.map((stage) => ({ ...stage, tested, strategy: tested.strategy })),
);

describe.each(CASES)('$what with the strategy $strategy', { timeout: 300_000 }, (stage) => {
  const { tested } = stage;

  it('makes the expected writes, and a second run makes none', async () => {
    const site = await startChecked(tested, stage);
    await site.run(stage.options);
    expect(writes(site)).toEqual(stage.writes);
    expect(namedSnapshot(site)).toEqual(stage.end);
    expect(await site.run(stage.options)).toMatchObject({ plan: [], phase: stage.phase });
    expect(writes(site)).toEqual(stage.writes);
  });

  it('is completed by a second run after any fault and any crash', async () => {
    const calls = await listCalls(stage);
    const leftStates = new Set<string>();
    for (const fault of listFaultCases(calls)) {
      const site = await startChecked(tested, stage);
      await runWithFault(site, stage, fault);
      // The second run depends only on the state that it finds, so one run for each state is
      // enough.
      const state = JSON.stringify(namedSnapshot(site));
      if (leftStates.has(state)) {
        continue;
      }
      leftStates.add(state);
      await site.run(stage.options);
      expect(namedSnapshot(site), fault.what).toEqual(stage.end);
    }
    // Before the first write, and after each write.
    expect(leftStates.size).toBe(stage.writes.length + 1);
  });

  it("is completed in one run if the SDK's own second attempt succeeds", async () => {
    for (const fault of listFaultCases(await listCalls(stage))) {
      if (fault.isCrash || fault.fault !== 'lost-response') {
        continue;
      }
      const site = await startChecked(tested, stage, { attempts: 2 });
      injectFault(site.fake, fault);
      await site.run(stage.options);
      expect(namedSnapshot(site), fault.what).toEqual(stage.end);
    }
  });

  it('has the same end if two runs do it at the same time', async () => {
    const calls = await listCalls(stage);
    const lastWrite = calls.findLastIndex(({ writes }) => writes);
    for (let at = 0; at <= lastWrite; at++) {
      const site = await startChecked(tested, stage);
      // The other run does everything between two calls of the first.
      const otherRun = () => site.run(stage.options).then(() => {});
      injectFault(site.fake, { what: '', at, fault: otherRun, isCrash: false });
      await site.run(stage.options);
      expect(namedSnapshot(site), `other run before call ${at + 1}`).toEqual(stage.end);
    }
  });
});

describe.each(STRATEGIES)('an interrupted emergency with the strategy $strategy', (tested) => {
  const stage = tested.stages.find(({ options }) => options.emergency)!;

  it('is completed by any run, with the secret that was made', { timeout: 300_000 }, async () => {
    const calls = await listCalls(stage);
    const places = calls.flatMap(({ writes }, at) => (writes ? [at + 1] : []));
    for (const at of places) {
      const site = await startChecked(tested, stage);
      await runWithFault(site, stage, { what: '', at, fault: 'reset', isCrash: true });
      const { versions } = site.fake.secrets.all.get(NAME)!;
      const made = versions.size;
      await site.run({ continue: true });
      expect(versions.size).toBe(made);
      expect(namedSnapshot(site), `crash before call ${at + 1}`).toEqual(stage.end);
    }
  });
});
