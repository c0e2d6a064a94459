import { COMPUTE_WARNING_PERCENT } from '../../../platform/limits.js';
import { commandLine } from '../../session.js';
import { describeUnread } from '../doors/unread.js';
import { type Check, createFinding, type Finding } from '../findings.js';

/** What CloudFront measured of the function in the last 24 hours. */
export const checkMetrics: Check = ({ metrics, deployment }) => {
  if (!metrics.ok) {
    return [describeUnread(metrics.error, 'cloudwatch:GetMetricData')];
  }
  if (!metrics.value) {
    return [];
  }
  const { errors, throttles, compute = 0 } = metrics.value;
  const { name } = deployment;
  const found: Finding[] = [];
  if (errors > 0) {
    const what = `${errors} executions of ${name} failed in the last 24 hours`;
    const fix = `read the logs of /aws/cloudfront/function/${name} in CloudWatch of us-east-1, and compare what is LIVE: ${commandLine('status', deployment)}`;
    found.push(createFinding('executions-failed', what, fix));
  }
  if (throttles > 0) {
    const what = `CloudFront throttled ${name} ${throttles} times in the last 24 hours`;
    const fix =
      'end what makes it fail or slow: the findings executions-failed and compute-measured';
    found.push(createFinding('executions-throttled', what, fix));
  }
  if (compute >= COMPUTE_WARNING_PERCENT) {
    const what = `${name} took ${Math.round(compute)} % of its time, on average over an hour of the last 24`;
    const fix = 'turn off features that you do not need, or shorten publicPaths';
    found.push(createFinding('compute-measured', what, fix));
  }
  return found;
};
