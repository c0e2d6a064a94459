import { refusalReason } from '../../compile/edge-vectors.js';
import type { Secrets } from '../../config/key-ring.js';
import { ConflictError } from '../errors.js';
import { type FunctionState, readFunction } from '../resources/functions.js';
import { commandLine, type Session } from '../session.js';
import { waitFor } from '../wait.js';
import { pageRequest, testFunction, testToken } from './test-function.js';

/** What LIVE has to make of a token of each secret. */
export interface ExpectedVerdicts {
  readonly accepts: Secrets;
  readonly refuses?: Secrets;
}

// A new value is usually there in seconds.
const PATIENCE = 120;

/** Waits until LIVE, run by CloudFront itself, is as expected. False where nothing is LIVE. */
export async function waitForLive(session: Session, expected: ExpectedVerdicts): Promise<boolean> {
  const { clock, deployment, progress } = session;
  const { name } = deployment;
  const live = await readLive(session);
  if (live) {
    await waitFor(async () => ((await isAsExpected(session, live, expected)) ? true : undefined), {
      clock,
      what: `the function ${name} that is LIVE to ${describeExpected(expected)}`,
      every: 5,
      patience: PATIENCE,
      onWait: (seconds) => progress.update(`${seconds} s`),
    });
  }
  return live !== undefined;
}

/** A function that has its secrets built in has to be deployed with a new one before anybody signs with it. */
export async function assertDeployed(session: Session, accepts: Secrets): Promise<void> {
  const live = await readLive(session);
  if (live && (await isAsExpected(session, live, { accepts }))) {
    return;
  }
  const found = live
    ? 'the function that is LIVE does not accept the new secret yet'
    : `no function ${session.deployment.name} is LIVE`;
  throw new ConflictError(
    `${found}; first: ${commandLine('deploy', session.deployment)}; then: ${commandLine('rotate', session.deployment)}`,
  );
}

function readLive({ aws, deployment }: Session): Promise<FunctionState | undefined> {
  return readFunction(aws, deployment.name, 'LIVE');
}

async function isAsExpected(
  session: Session,
  live: FunctionState,
  { accepts, refuses = [] }: ExpectedVerdicts,
): Promise<boolean> {
  for (const secret of accepts) {
    if (!(await isAccepted(session, live, secret))) {
      return false;
    }
  }
  for (const secret of refuses) {
    if (await isAccepted(session, live, secret)) {
      return false;
    }
  }
  return true;
}

async function isAccepted(
  { aws, clock, config, deployment }: Session,
  { etag }: FunctionState,
  secret: string,
): Promise<boolean> {
  const event = pageRequest(config, testToken(secret, clock.now()));
  const { output } = await testFunction(aws, deployment.name, 'LIVE', etag, event);
  const reason = output && refusalReason(output);
  // A cut-off for everybody is looked at after the MAC has passed.
  return reason === null || reason === 'revoked';
}

function describeExpected({ accepts, refuses = [] }: ExpectedVerdicts): string {
  return [
    `accept ${accepts.length === 1 ? 'the secret that signs' : 'both secrets'}`,
    ...(refuses.length > 0 ? ['refuse what was taken out'] : []),
  ].join(' and ');
}
