import { describe, expect, it } from 'vitest';
import { AwsError } from '../../../../../build/aws/errors.js';
import type { Status } from '../../../../../build/aws/status/status.js';
import type { EdgeConfig } from '../../../../../build/config/edge-config.js';
import type { FakeCall } from '../../../../fakes/aws/index.js';
import { listWrites } from '../deploy/deployment.js';
import { FAULTS } from '../faults.js';
import { startWorld, type World } from '../world.js';
import { listCodes } from './checks/healthy.js';
import { LEAKY_DOORS, listDoors, OPTIONAL_READS, startLeaky, without } from './doors/leaky-site.js';
import { plantGuardedSite, runDoctor, runStatus } from './site.js';

/**
 * Matches the n-th call of an operation. Calls are counted by operation, because parallel calls
 * have no fixed order.
 */
function nth(world: World, operation: string, n: number) {
  const before = world.fake.calls.filter((call) => call.operation === operation).length;
  return (call: FakeCall) =>
    call.operation === operation &&
    world.fake.calls.filter((each) => each.operation === operation).length === before + n + 1;
}

/** The calls of a run without a fault: the operation, and how many calls of it came before. */
async function listCalls(run: (world: World, config: EdgeConfig) => Promise<unknown>) {
  const { world, config } = await startGuarded();
  await run(world, config);
  const operations = world.fake.calls.map(({ operation }) => operation);
  return operations.map((operation, i) => ({
    operation,
    n: operations.slice(0, i).filter((each) => each === operation).length,
  }));
}

/** The reads without which only some doors stay hidden. */
const OPTIONAL = [
  'GetMetricData',
  'GetOriginAccessControl',
  'ListDistributions',
  'ListTagsForResource',
];

async function startGuarded(attempts?: number) {
  const world = await startWorld(attempts === undefined ? {} : { attempts });
  return { world, config: await plantGuardedSite(world) };
}

describe('doctor', { timeout: 300_000 }, () => {
  it.each(FAULTS)(
    'reports %s at any call, continues, and reports a healthy site the next time',
    async (fault) => {
      const calls = await listCalls(runDoctor);
      const { world, config } = await startGuarded();
      for (const { operation, n } of calls) {
        world.fake.faults.inject(nth(world, operation, n), fault);
        const expected = OPTIONAL.includes(operation) ? 'not-checked' : 'cannot-look';
        expect(listCodes((await runDoctor(world, config)).findings), operation).toContain(expected);
        expect(listCodes((await runDoctor(world, config)).findings)).toEqual([
          'behavior-not-guarded',
        ]);
        expect(listWrites(world)).toEqual([]);
      }
    },
  );

  it("reports no error if the SDK's second attempt succeeds", async () => {
    const calls = await listCalls(runDoctor);
    const { world, config } = await startGuarded(2);
    for (const { operation, n } of calls) {
      world.fake.faults.inject(nth(world, operation, n), 'error500');
      expect(listCodes((await runDoctor(world, config)).findings), operation).toEqual([
        'behavior-not-guarded',
      ]);
    }
  });

  it('throws if nothing could be read', async () => {
    const { world, config } = await startGuarded();
    world.fake.faults.inject(() => true, 'reset', Infinity);
    await expect(runDoctor(world, config)).rejects.toThrow(AwsError);
  });

  it('reports or throws if every call fails from some call on, and reports a healthy site the next time', async () => {
    const count = (await listCalls(runDoctor)).length;
    const { world, config } = await startGuarded();
    for (let n = 0; n < count; n++) {
      const before = world.fake.calls.length;
      world.fake.faults.inject(() => world.fake.calls.length > before + n, 'reset', Infinity);
      const findings = await runDoctor(world, config).then(
        (diagnosis) => listCodes(diagnosis.findings),
        (error: unknown) => error,
      );
      if (Array.isArray(findings)) {
        expect(findings).toContain('cannot-look');
      } else {
        expect(findings).toBeInstanceOf(AwsError);
      }
      world.fake.faults.clear();
      expect(listCodes((await runDoctor(world, config)).findings)).toEqual([
        'behavior-not-guarded',
      ]);
    }
  });
});

describe('doctor on a site with every door', { timeout: 300_000 }, () => {
  it.each(FAULTS)('loses only what %s hides, whichever optional read it hits', async (fault) => {
    const { world, config } = await startLeaky();
    for (const [operation, [, hidden]] of Object.entries(OPTIONAL_READS)) {
      world.fake.faults.inject((call) => call.operation === operation, fault, Infinity);
      expect(listDoors((await runDoctor(world, config)).findings), operation).toEqual([
        ...without(LEAKY_DOORS, hidden),
        'warning not-checked',
      ]);
      world.fake.faults.clear();
    }
    expect(listDoors((await runDoctor(world, config)).findings)).toEqual(LEAKY_DOORS);
    expect(listWrites(world)).toEqual([]);
  });
});

describe('status', () => {
  it.each(FAULTS)('reports %s at any call, and continues', async (fault) => {
    const calls = await listCalls(runStatus);
    const { world, config } = await startGuarded();
    for (const { operation, n } of calls) {
      world.fake.faults.inject(nth(world, operation, n), fault);
      const status: Status = await runStatus(world, config);
      expect(status.unseen).toHaveLength(1);
      expect((await runStatus(world, config)).unseen).toEqual([]);
      expect(listWrites(world)).toEqual([]);
    }
  });
});
