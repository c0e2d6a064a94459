import { behaviorsOf } from '../resources/distributions.js';
import { isAttached } from './attached.js';
import type { Deployed } from './deploy.js';

// Percent of the time that CloudFront gives a function; what is over 80 is not published.
const HIGH = 60;

/** What whoever deploys should know, though nothing stands in the way. */
export function warningsOf({ state, done }: Deployed): readonly string[] {
  return [...(state.built?.report.warnings ?? []), ...onCompute({ state, done }), ...onSite(state)];
}

function onCompute({ state: { utilization }, done }: Pick<Deployed, 'state' | 'done'>): string[] {
  if (utilization !== undefined && utilization > HIGH) {
    return [`compute utilization ${utilization} %: near 100 CloudFront throttles the function`];
  }
  const isUntold = utilization === undefined && done.some(({ id }) => id === 'test-function');
  return isUntold ? ['TestFunction told no compute utilization, so it was not judged'] : [];
}

function onSite({ distribution, live }: Deployed['state']): string[] {
  if (!distribution || !live) return [];
  const { id, config } = distribution;
  const open = behaviorsOf(config).flatMap(([pattern, behavior]) =>
    isAttached(behavior, live.arn) ? [] : [pattern],
  );
  return [
    ...(open.length > 0 && open.length < behaviorsOf(config).length
      ? [`not behind the function: ${open.join(', ')} of ${id}`]
      : []),
    ...(config.ContinuousDeploymentPolicyId
      ? [
          `${id} has a staging distribution, which answers a part of the visitors and is not touched: what it serves is open unless its behaviors run the function too`,
        ]
      : []),
  ];
}
