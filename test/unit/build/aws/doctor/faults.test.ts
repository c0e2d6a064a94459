import { describe, expect, it } from 'vitest';
import { AwsError } from '../../../../../build/aws/errors.js';
import type { Status } from '../../../../../build/aws/status/status.js';
import type { EdgeConfig } from '../../../../../build/config/edge-config.js';
import type { FakeCall } from '../../../../fakes/aws/index.js';
import { writes } from '../deploy/deployment.js';
import { FAULTS } from '../faults.js';
import { startWorld, type World } from '../world.js';
import { codes } from './checks/healthy.js';
import { plantGuardedSite, runDoctor, runStatus } from './site.js';

/** The n-th call of an operation: what is read side by side has no order of its own. */
function nth(world: World, operation: string, n: number) {
  const before = world.fake.calls.filter((call) => call.operation === operation).length;
  return (call: FakeCall) =>
    call.operation === operation &&
    world.fake.calls.filter((each) => each.operation === operation).length === before + n + 1;
}

/** Every call of a good run, as its operation and how many of that came before. */
async function callsOf(run: (world: World, config: EdgeConfig) => Promise<unknown>) {
  const { world, config } = await guarded();
  await run(world, config);
  const operations = world.fake.calls.map(({ operation }) => operation);
  return operations.map((operation, i) => ({
    operation,
    n: operations.slice(0, i).filter((each) => each === operation).length,
  }));
}

async function guarded(attempts?: number) {
  const world = await startWorld(attempts === undefined ? {} : { attempts });
  return { world, config: await plantGuardedSite(world) };
}

describe('doctor', { timeout: 30_000 }, () => {
  it.each(FAULTS)(
    'goes on after %s at any call, says so, and is right the next time',
    async (fault) => {
      const calls = await callsOf(runDoctor);
      const { world, config } = await guarded();
      for (const { operation, n } of calls) {
        world.fake.faults.at(nth(world, operation, n), fault);
        expect(codes((await runDoctor(world, config)).findings)).toContain('cannot-look');
        expect(codes((await runDoctor(world, config)).findings)).toEqual(['behavior-not-guarded']);
        expect(writes(world)).toEqual([]);
      }
    },
  );

  it("does not notice what the SDK's second try mends", async () => {
    const calls = await callsOf(runDoctor);
    const { world, config } = await guarded(2);
    for (const { operation, n } of calls) {
      world.fake.faults.at(nth(world, operation, n), 'error500');
      expect(codes((await runDoctor(world, config)).findings), operation).toEqual([
        'behavior-not-guarded',
      ]);
    }
  });

  it('ends where nothing could be seen at all', async () => {
    const { world, config } = await guarded();
    world.fake.faults.at(() => true, 'reset', Infinity);
    await expect(runDoctor(world, config)).rejects.toThrow(AwsError);
  });

  it('ends wherever it is cut off, and is right the next time', async () => {
    const count = (await callsOf(runDoctor)).length;
    const { world, config } = await guarded();
    for (let n = 0; n < count; n++) {
      const before = world.fake.calls.length;
      world.fake.faults.at(() => world.fake.calls.length > before + n, 'reset', Infinity);
      const findings = await runDoctor(world, config).then(
        (diagnosis) => codes(diagnosis.findings),
        (error: unknown) => error,
      );
      if (Array.isArray(findings)) {
        expect(findings).toContain('cannot-look');
      } else {
        expect(findings).toBeInstanceOf(AwsError);
      }
      world.fake.faults.clear();
      expect(codes((await runDoctor(world, config)).findings)).toEqual(['behavior-not-guarded']);
    }
  });
});

describe('status', () => {
  it.each(FAULTS)('goes on after %s at any call, and says so', async (fault) => {
    const calls = await callsOf(runStatus);
    const { world, config } = await guarded();
    for (const { operation, n } of calls) {
      world.fake.faults.at(nth(world, operation, n), fault);
      const status: Status = await runStatus(world, config);
      expect(status.unseen).toHaveLength(1);
      expect((await runStatus(world, config)).unseen).toEqual([]);
      expect(writes(world)).toEqual([]);
    }
  });
});
