import { generateToken } from '../../../signer/index.js';
import { type FunctionState, isOurs } from '../functions.js';
import { cutOffIn } from '../ring.js';
import type { Session } from '../session.js';
import { pageRequest, type TestRun, testFunction } from '../test-function.js';
import { into, known, type Look } from './look.js';
import type { Survey } from './survey.js';

/** What LIVE answers. */
export interface Trials {
  /** To a token by the secret that the function is to have; undefined where there is no such secret. */
  readonly valid: TestRun | undefined;
  /** To no token. */
  readonly missing: TestRun;
}

const USER = 'pocket-spa-auth-doctor';
const HOUR = 3600;

/** Runs LIVE with TestFunction, which changes nothing. */
export function tryLive(session: Session, survey: Survey): Promise<Look<Trials | undefined>> {
  return into(survey.live, async (live) => {
    if (!isOurs(live)) return undefined;
    const token = tokenFor(session, survey);
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

/** It outlives everybody's cut-off, so that to be logged out everywhere is no fault of the function. */
function tokenFor({ clock, config, deployment }: Session, survey: Survey): string | undefined {
  const stored = known(survey.stored);
  const secrets = config.secret === 'kvs' ? stored?.secrets : known(survey.current)?.secrets;
  if (!secrets) return undefined;
  const now = clock.now();
  const cutOff = stored ? cutOffIn(stored) : 0;
  const maxAge = Math.max(deployment.maxAge, cutOff - now) + HOUR;
  return generateToken(USER, { secret: secrets[0]!, now, maxAge });
}
