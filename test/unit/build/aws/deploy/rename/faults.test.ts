import { describe, expect, it } from 'vitest';
import { expectAwsErrorOrSuccess, injectFault, listFaultCases } from '../../faults.js';
import {
  cutOff,
  expectRenamed,
  readVerdicts,
  rename,
  startRenamed,
  watchEveryEdge,
} from './renamed.js';

async function recordCalls() {
  const site = await startRenamed();
  const before = site.world.fake.calls.length;
  await rename(site);
  return site.world.fake.calls.slice(before);
}

/** Every n-th read: between two writes, a crash leaves the same state wherever it is. */
const EVERY = 6;

describe('a rename', { timeout: 600_000 }, () => {
  it('goes on after any fault at a write and a crash at every sixth read; no edge location is ever open or refuses a user', async () => {
    const calls = await recordCalls();
    const cases = listFaultCases(calls).filter(
      ({ at, isCrash }) => calls[at]!.writes || (isCrash && at % EVERY === 0),
    );
    for (const faultCase of cases) {
      const site = await startRenamed();
      const { fake } = site.world;
      watchEveryEdge(site);
      injectFault(fake, faultCase);
      await expectAwsErrorOrSuccess(rename(site), faultCase.what);
      fake.faults.clear();
      await rename(site);
      await expectRenamed(site, faultCase.what);
    }
  });

  it('loses no cut-off that the old store gets before any call', async () => {
    const calls = await recordCalls();
    const last = calls.findIndex(({ operation }) => operation === 'DeleteKeyValueStore');
    const firstDeletion = calls.findIndex(({ operation }) => operation === 'DeleteFunction');
    for (let at = 0; at < last; at += at < firstDeletion ? EVERY : 1) {
      const site = await startRenamed();
      const fault = () => cutOff(site.world, 'shop', 'ada');
      injectFault(site.world.fake, { what: 'a cut-off', at, fault, isCrash: false });
      await rename(site);
      await site.world.fake.clock.advance(60);
      expect((await readVerdicts(site)).ada, `before call ${at + 1}`).toEqual(['login']);
    }
  });
});
