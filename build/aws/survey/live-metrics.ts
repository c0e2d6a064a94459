import { type FunctionMetrics, readMetrics } from '../resources/metrics.js';
import type { Session } from '../session.js';
import { ABSENT, type ReadResult, tryRead, valueOrUndefined } from './read-result.js';
import type { Survey } from './survey.js';

/** What CloudFront measured of LIVE, if there is a LIVE function. */
export async function readLiveMetrics(
  { aws, clock, deployment: { name } }: Session,
  { live }: Pick<Survey, 'live'>,
): Promise<ReadResult<FunctionMetrics | undefined>> {
  return valueOrUndefined(live) ? tryRead(() => readMetrics(aws, name, clock.now())) : ABSENT;
}
