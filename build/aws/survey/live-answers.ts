import type { Secrets } from '../../config/key-ring.js';
import { measureComputeShare } from '../live/compute-share.js';
import { createPageRequest, createTestUser, signTestToken } from '../live/test-event.js';
import { runTestFunction, type TestRun } from '../live/test-function.js';
import { type FunctionState, isOwnFunction } from '../resources/functions.js';
import type { Session } from '../session.js';
import { andThen, type ReadResult, valueOrUndefined } from './read-result.js';
import type { Survey } from './survey.js';

/** What LIVE did in TestFunction. */
export interface LiveAnswers {
  /**
   * With a token signed by the secret that the function should have; undefined if that secret is
   * unknown.
   */
  readonly valid: TestRun | undefined;
  /** Without a token. */
  readonly missing: TestRun;
  /** The compute utilization in percent, as `deploy` measures it; undefined if unknown. */
  readonly utilization: number | undefined;
}

/**
 * Runs LIVE with TestFunction, which changes nothing; `now` is AWS's time in Unix seconds. A
 * function of another tool is not run.
 */
export function testLive(
  session: Session,
  survey: Survey,
  now: number,
): Promise<ReadResult<LiveAnswers | undefined>> {
  const run = ({ etag }: FunctionState, token: string | undefined) =>
    runTestFunction(session, { stage: 'LIVE', etag }, createPageRequest(session.config, token));
  return andThen(survey.live, async (live) => {
    if (!isOwnFunction(live)) {
      return undefined;
    }
    const secret = findExpectedSecret(session, survey);
    const token = secret && signTestToken(secret, now, createTestUser('doctor'));
    const valid = token === undefined ? undefined : await run(live, token);
    const missing = await run(live, undefined);
    const measured = (first: TestRun, given: string | undefined) => ({
      utilization: first.utilization,
      measureAgain: async () => (await run(live, given)).utilization,
    });
    const utilization = await measureComputeShare([
      ...(valid ? [measured(valid, token)] : []),
      measured(missing, undefined),
    ]);
    return { valid, missing, utilization };
  });
}

function findExpectedSecret({ config }: Session, { stored, current }: Survey): string | undefined {
  const ring = valueOrUndefined<{ secrets: Secrets } | undefined>(
    config.secret === 'kvs' ? stored : current,
  );
  return ring?.secrets[0];
}
