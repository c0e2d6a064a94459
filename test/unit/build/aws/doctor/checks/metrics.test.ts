import { describe, expect, it } from 'vitest';
import { checkMetrics } from '../../../../../../build/aws/doctor/checks/metrics.js';
import { toAwsError } from '../../../../../../build/aws/errors.js';
import { healthyInput, listCodes, ok } from './healthy.js';

const HEALTHY = { errors: 0, throttles: 0, compute: 50.9 };

const found = (changes: Partial<typeof HEALTHY>) =>
  checkMetrics(healthyInput({ metrics: ok({ ...HEALTHY, ...changes }) }));

describe('the metrics of the last 24 hours', () => {
  it.each([
    ['healthy', {}, []],
    ['errors', { errors: 3 }, ['executions-failed']],
    ['throttles', { throttles: 1 }, ['executions-throttled']],
    ['a high compute utilization', { compute: 51 }, ['compute-measured']],
    [
      'all of them',
      { errors: 3, throttles: 1, compute: 99 },
      ['executions-failed', 'executions-throttled', 'compute-measured'],
    ],
  ])('are %s', (_, changes, expected) => {
    expect(listCodes(found(changes))).toEqual(expected);
    expect(found(changes).every(({ severity }) => severity === 'warning')).toBe(true);
  });

  it('are no finding if there are none', () => {
    expect(checkMetrics(healthyInput({ metrics: ok(undefined) }))).toEqual([]);
  });

  it('are a warning with the permission if they may not be read', () => {
    const error = toAwsError('CloudWatch GetMetricData', { name: 'AccessDenied', message: 'no' });
    expect(checkMetrics(healthyInput({ metrics: { ok: false, error } }))).toMatchObject([
      { code: 'not-checked', severity: 'warning', fix: 'allow cloudwatch:GetMetricData' },
    ]);
  });
});
