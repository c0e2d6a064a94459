import { COMPUTE_WARNING_PERCENT } from '../platform/limits.js';
import { FUNCTION_METRICS } from '../platform/metrics.js';

/** An alarm of CloudWatch on one metric of the function. */
export interface Alarm {
  /** The end of its names. */
  readonly id: 'Errors' | 'Throttles' | 'Compute';
  readonly metric: string;
  readonly statistic: 'Sum' | 'Average';
  /** In seconds. */
  readonly period: number;
  /** How many periods in a row have to be at or above the threshold. */
  readonly periods: number;
  readonly threshold: number;
  readonly description: string;
}

/** The alarms that `synth` writes on request. Each has to be in us-east-1. */
export const ALARMS: readonly Alarm[] = [
  {
    id: 'Errors',
    metric: FUNCTION_METRICS.errors.name,
    statistic: FUNCTION_METRICS.errors.statistic,
    period: 300,
    periods: 1,
    threshold: 1,
    description: 'The function of pocket-spa-auth failed: viewers got a 503',
  },
  {
    id: 'Throttles',
    metric: FUNCTION_METRICS.throttles.name,
    statistic: FUNCTION_METRICS.throttles.statistic,
    period: 300,
    periods: 1,
    threshold: 1,
    description: 'CloudFront throttled the function of pocket-spa-auth: viewers got a 503',
  },
  {
    id: 'Compute',
    metric: FUNCTION_METRICS.compute.name,
    statistic: FUNCTION_METRICS.compute.statistic,
    period: 300,
    periods: 3,
    threshold: COMPUTE_WARNING_PERCENT,
    description: 'The function of pocket-spa-auth comes near the time that CloudFront allows',
  },
];

/** The name of an alarm in CloudWatch. */
export function alarmName(functionName: string, { id }: Alarm): string {
  return `${functionName}-${id.toLowerCase()}`;
}
