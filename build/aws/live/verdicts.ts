import { refusalReason } from '../../compile/edge-vectors.js';
import { isHookAnswer } from '../../compile/hook-rules.js';
import type { Secrets } from '../../config/key-ring.js';
import { ConflictError } from '../errors.js';
import { type FunctionState, readFunction } from '../resources/functions.js';
import { commandLine, type Session } from '../session.js';
import { waitFor } from '../wait.js';
import { createPageRequest, signTestToken } from './test-event.js';
import { runTestFunction } from './test-function.js';

/** The secrets whose tokens LIVE has to accept, and those whose tokens it has to refuse. */
export interface ExpectedVerdicts {
  readonly accepts: Secrets;
  readonly refuses?: Secrets;
}

// Seconds. A new value of a KeyValueStore usually reaches TestFunction within a few.
const TIMEOUT = 120;

/**
 * Waits until LIVE gives the expected verdicts in TestFunction. Gives false if no function is LIVE.
 */
export async function waitForLive(session: Session, expected: ExpectedVerdicts): Promise<boolean> {
  const { clock, deployment, progress } = session;
  const { name } = deployment;
  const live = await readLive(session);
  if (live) {
    await waitFor(async () => ((await isAsExpected(session, live, expected)) ? true : undefined), {
      clock,
      what: `the function ${name} that is LIVE to ${describeExpected(expected)}`,
      interval: 5,
      timeout: TIMEOUT,
      onWait: (seconds) => progress.update(`${seconds} s`),
    });
  }
  return live !== undefined;
}

/**
 * Checks once that LIVE accepts the secrets. An embedded function has to be deployed with a new
 * secret before a backend signs with it.
 *
 * @throws ConflictError if LIVE refuses one of them, or no function is LIVE.
 */
export async function assertLiveAccepts(session: Session, accepts: Secrets): Promise<void> {
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
    if ((await readVerdict(session, live, secret)) !== 'accepted') {
      return false;
    }
  }
  for (const secret of refuses) {
    if ((await readVerdict(session, live, secret)) !== 'refused') {
      return false;
    }
  }
  return true;
}

/**
 * What LIVE says about a token of the secret. It refuses the secret only if it says so: a function
 * that finds no secret at all, or answers without a reason, has not checked the token.
 *
 * @throws ConflictError if LIVE failed: waiting does not help.
 */
async function readVerdict(
  session: Session,
  { etag }: FunctionState,
  secret: string,
): Promise<'accepted' | 'refused' | undefined> {
  const { deployment } = session;
  const event = createPageRequest(session.config, signTestToken(secret, session.clock.now()));
  const { output, error } = await runTestFunction(session, { stage: 'LIVE', etag }, event);
  if (error) {
    throw new ConflictError(
      `the function ${deployment.name} that is LIVE failed in TestFunction: ${error}; first: ${commandLine('deploy', deployment)}; then run the command again: it continues from the state it finds`,
    );
  }
  const reason = output && refusalReason(output);
  // `revoked` is a cut-off for everybody, which the function checks only after the MAC (SPEC 3).
  const isAfter = session.config.before === false && isHookAnswer(output, session.config, 'after');
  if (reason === null || reason === 'revoked' || isAfter) {
    return 'accepted';
  }
  return reason === 'bad_signature' ? 'refused' : undefined;
}

function describeExpected({ accepts, refuses = [] }: ExpectedVerdicts): string {
  return [
    `accept ${accepts.length === 1 ? 'the secret that signs' : 'both secrets'}`,
    ...(refuses.length > 0 ? ['refuse the secrets that were removed'] : []),
  ].join(' and ');
}
