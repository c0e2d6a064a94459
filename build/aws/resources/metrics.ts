import { FUNCTION_METRICS, METRIC_NAMESPACE, metricDimensions } from '../../platform/metrics.js';
import type { AwsClients } from '../clients.js';

/** What CloudFront measured of a function in the last 24 hours, in all locations together. */
export interface FunctionMetrics {
  /** Executions that failed: 503 for the viewer. */
  readonly errors: number;
  /** Executions that CloudFront refused: 503 for the viewer. */
  readonly throttles: number;
  /** The highest hourly average of the compute utilization, in percent; undefined if unknown. */
  readonly compute: number | undefined;
}

// Seconds. A shorter period than the whole span keeps CloudWatch from rounding the span.
const SPAN = 86_400;

const PERIOD = 3_600;

/**
 * Reads the metrics until `now`, in Unix seconds. Undefined if there are none, or if the optional
 * package of CloudWatch is not installed.
 */
export async function readMetrics(
  { loadCloudWatch }: AwsClients,
  name: string,
  now: number,
): Promise<FunctionMetrics | undefined> {
  const cloudwatch = await loadCloudWatch();
  if (!cloudwatch) {
    return undefined;
  }
  const values: Record<string, number[]> = {};
  let token: string | undefined;
  do {
    const page = await cloudwatch.getMetricData({
      StartTime: new Date((now - SPAN) * 1000),
      EndTime: new Date(now * 1000),
      MetricDataQueries: Object.entries(FUNCTION_METRICS).map(([id, metric]) =>
        createQuery(id, metric, name),
      ),
      ...(token === undefined ? {} : { NextToken: token }),
    });
    for (const { Id = '', Values = [] } of page.MetricDataResults ?? []) {
      values[Id] = [...(values[Id] ?? []), ...Values];
    }
    token = page.NextToken;
  } while (token);
  const { errors = [], throttles = [], compute = [] } = values;
  return errors.length + throttles.length + compute.length === 0
    ? undefined
    : {
        errors: sum(errors),
        throttles: sum(throttles),
        compute: compute.length === 0 ? undefined : Math.max(...compute),
      };
}

function createQuery(
  id: string,
  { name, statistic }: { name: string; statistic: string },
  functionName: string,
) {
  return {
    Id: id,
    MetricStat: {
      Metric: {
        Namespace: METRIC_NAMESPACE,
        MetricName: name,
        Dimensions: Object.entries(metricDimensions(functionName)).map(([Name, Value]) => ({
          Name,
          Value,
        })),
      },
      Period: PERIOD,
      Stat: statistic,
    },
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
