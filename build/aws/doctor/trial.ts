import { randomBytes } from 'node:crypto';
import { type FunctionState, isOurs } from '../resources/functions.js';
import type { Secrets } from '../resources/ring.js';
import { pageRequest, type TestRun, testFunction, testToken } from '../resources/test-function.js';
import type { Session } from '../session.js';
import { into, known, type Look } from './look.js';
import type { Survey } from './survey.js';

/** What LIVE answers. */
export interface Trials {
  /** To a token by the secret that the function is to have; undefined where there is no such secret. */
  readonly valid: TestRun | undefined;
  /** To no token. */
  readonly missing: TestRun;
}

/** Runs LIVE with TestFunction, which changes nothing; `now` is AWS's own time. */
export function tryLive(
  session: Session,
  survey: Survey,
  now: number,
): Promise<Look<Trials | undefined>> {
  return into(survey.live, async (live) => {
    if (!isOurs(live)) return undefined;
    const token = tokenFor(session, survey, now);
    return {
      valid: token === undefined ? undefined : await run(session, live, token),
      missing: await run(session, live, undefined),
    };
  });
}

function run(
  { aws, config, deployment }: Session,
  { etag }: FunctionState,
  token: string | undefined,
): Promise<TestRun> {
  const event = pageRequest(config, token);
  return testFunction(aws, deployment.name, 'LIVE', etag, event);
}

function tokenFor({ config }: Session, survey: Survey, now: number): string | undefined {
  const { stored, current } = survey;
  const [secret] =
    known<{ secrets: Secrets } | undefined>(config.secret === 'kvs' ? stored : current)?.secrets ??
    [];
  if (secret === undefined) return undefined;
  // Another one each time: no cut-off of a user's can be meant for it.
  const user = `pocket-spa-auth-doctor-${randomBytes(4).toString('hex')}`;
  return testToken(secret, now, user);
}
