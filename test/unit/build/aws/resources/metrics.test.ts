import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readMetrics } from '../../../../../build/aws/resources/metrics.js';
import { startWorld } from '../world.js';

const DAY = 86_400;

beforeEach(() => vi.resetModules());

afterEach(() => {
  vi.doUnmock('../../../../../build/host/packages.js');
});

describe('the metrics of a function', () => {
  it('are those of the last 24 hours, in every location', async () => {
    const world = await startWorld();
    const { aws } = await world.session();
    const add = world.fake.cloudfront.addMetric;
    add('gate', 'FunctionExecutionErrors', 2);
    add('gate', 'FunctionExecutionErrors', 5, DAY - 60);
    add('gate', 'FunctionExecutionErrors', 100, DAY + 60);
    add('other', 'FunctionExecutionErrors', 100);
    add('gate', 'FunctionThrottles', 3, 7200);
    add('gate', 'FunctionComputeUtilization', 20);
    add('gate', 'FunctionComputeUtilization', 41.5, 7200);
    expect(await readMetrics(aws, 'gate', world.clock.now())).toEqual({
      errors: 7,
      throttles: 3,
      compute: 41.5,
    });
  });

  it('may have no compute utilization', async () => {
    const world = await startWorld();
    const { aws } = await world.session();
    world.fake.cloudfront.addMetric('gate', 'FunctionThrottles', 0);
    expect(await readMetrics(aws, 'gate', world.clock.now())).toEqual({
      errors: 0,
      throttles: 0,
      compute: undefined,
    });
  });

  it('may be none', async () => {
    const world = await startWorld();
    const { aws } = await world.session();
    expect(await readMetrics(aws, 'gate', world.clock.now())).toBeUndefined();
    expect(world.fake.calls.map(({ operation }) => operation)).toEqual([
      'GetMetricData',
      'GetMetricData',
    ]);
  });

  it('are none if their package is missing, which no other read needs', async () => {
    const world = await startWorld();
    const { MissingPeerError } = await import('../../../../../build/host/errors.js');
    vi.doMock('../../../../../build/host/packages.js', async (original) => ({
      ...(await original<object>()),
      withPeer: async (name: string) => {
        throw new MissingPeerError(name);
      },
    }));
    const { createAwsClients } = await import('../../../../../build/aws/clients.js');
    const aws = await createAwsClients({ region: 'us-east-1' });
    expect(await readMetrics(aws, 'gate', world.clock.now())).toBeUndefined();
    expect(world.fake.calls).toEqual([]);
  });
});
