import type * as Sdk from '@aws-sdk/client-cloudwatch';
import type { Given, Operations } from '../server/service.js';
import type { Account, FakeMetric } from '../state.js';

// Results on one page, fewer than a caller asks for.
const PAGE = 2;

/** The metrics of functions, as CloudFront reports them. */
export function metricOperations({ metrics }: Account): Operations {
  return {
    GetMetricData(input: Given<Sdk.GetMetricDataInput>): Sdk.GetMetricDataOutput {
      const start = Number(input.NextToken ?? 0);
      const [from, to] = [input.StartTime.getTime() / 1000, input.EndTime.getTime() / 1000];
      const results = input.MetricDataQueries.map(({ Id, MetricStat }) => {
        const points = MetricStat
          ? metrics.filter((each) => matches(each, MetricStat) && each.at >= from && each.at < to)
          : [];
        return {
          Id,
          StatusCode: 'Complete' as const,
          Timestamps: points.map(({ at }) => new Date(at * 1000)),
          Values: points.map(({ value }) => value),
        };
      });
      const next = start + PAGE < results.length ? String(start + PAGE) : undefined;
      return { MetricDataResults: results.slice(start, start + PAGE), NextToken: next };
    },
  };
}

/** Whether a query is about the metric, with its dimensions and the statistic that suits it. */
function matches(metric: FakeMetric, { Metric: asked, Stat: stat }: Given<Sdk.MetricStat>) {
  const dimensions = asked.Dimensions?.map(({ Name, Value }) => `${Name}=${Value}`).sort();
  return (
    asked.Namespace === 'AWS/CloudFront' &&
    asked.MetricName === metric.name &&
    dimensions?.join() === `FunctionName=${metric.functionName},Region=Global` &&
    stat === (metric.name === 'FunctionComputeUtilization' ? 'Average' : 'Sum')
  );
}
