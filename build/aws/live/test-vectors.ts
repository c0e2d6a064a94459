import { generateSecret } from '../../../signer/index.js';
import { type EdgeVector, readEdgeVectors, refusalReason } from '../../compile/edge-vectors.js';
import {
  type AppliedVector,
  applyVector,
  findVectorProblem,
} from '../../compile/gates/applied-vector.js';
import type { Artifact } from '../../compile/gates/gate.js';
import { DEFAULTS } from '../../config/defaults.js';
import type { Secrets } from '../../config/key-ring.js';
import { GateError } from '../../host/errors.js';
import type { FunctionOutput } from '../../platform/event.js';
import { COMPUTE_LIMIT_PERCENT } from '../../platform/limits.js';
import type { Session } from '../session.js';
import { waitFor } from '../wait.js';
import { createTestUser, signTestToken } from './test-event.js';
import { runTestFunction, type TestedStage, type TestRun } from './test-function.js';

/** The function to test, and what its answers depend on. */
export interface CloudFrontTest extends TestedStage {
  readonly code: string;
  readonly secrets: Secrets;
  /**
   * Whether a cut-off for everybody applies now: a valid token is then `revoked`, which the
   * function says only after the MAC.
   */
  readonly isCutOff: boolean;
}

const GATE = 'TestFunction';

// Seconds. A new value of a KeyValueStore usually reaches TestFunction within a few.
const SECRET_TIMEOUT = 180;

/**
 * Runs the function on CloudFront and compares each answer with a test vector. CloudFront compiles
 * a function only when it runs: it accepts and publishes one that cannot be compiled, and then
 * answers every viewer with 503.
 *
 * @returns the greatest compute utilization in percent; undefined if AWS does not report it.
 * @throws GateError naming the vector and what is wrong with the answer.
 */
export async function testOnCloudFront(
  session: Session,
  test: CloudFrontTest,
): Promise<number | undefined> {
  const { clock, config, progress } = session;
  const artifact: Artifact = { code: test.code, config, ring: '' };
  let greatest: number | undefined;
  for (const { name, vector, mayBeRevoked } of signVectors(test.secrets, clock.now())) {
    progress.update(name);
    const applied = applyVector(vector, artifact);
    if (!applied) {
      throw new GateError(GATE, name, 'found no protected path to test it with');
    }
    const { output, utilization } = await runVector(session, test, { name, applied });
    const isCutOff = mayBeRevoked === true && test.isCutOff;
    if (!(isCutOff && refusalReason(output) === 'revoked')) {
      assertAnswer(name, applied, output);
    }
    if (utilization !== undefined) {
      greatest = Math.max(greatest ?? 0, utilization);
    }
  }
  assertUtilization(greatest);
  return greatest;
}

interface NamedVector {
  readonly name: string;
  readonly applied: AppliedVector;
}

/**
 * Runs the vector again while the answer is that there is no secret: a value that was put a moment
 * ago may not have arrived.
 */
async function runVector(
  session: Session,
  stage: TestedStage,
  { name, applied }: NamedVector,
): Promise<TestRun & { readonly output: FunctionOutput }> {
  const { clock } = session;
  const until = clock.now() + SECRET_TIMEOUT;
  return waitFor(
    async () => {
      const { output, ...run } = await runTestFunction(session, stage, applied.vector.event);
      if (output === undefined) {
        throw new GateError(GATE, name, run.error || 'no output');
      }
      const isEarly = refusalReason(output) === 'not_configured' && clock.now() < until;
      return isEarly ? undefined : { ...run, output };
    },
    // The answer itself ends the waiting: after SECRET_TIMEOUT it counts as the verdict.
    { clock, what: 'the secret to reach TestFunction', interval: 5, timeout: 2 * SECRET_TIMEOUT },
  );
}

function assertAnswer(name: string, applied: AppliedVector, output: FunctionOutput): void {
  const problem = findVectorProblem(applied, output);
  if (problem === undefined) {
    return;
  }
  // The valid token was signed a moment ago, so only a clock can make it expired.
  const isClockBehind = applied.vector.reason === null && refusalReason(output) === 'expired';
  const hint = isClockBehind
    ? "; this machine's clock is minutes behind AWS's: set it, then run the command again"
    : '';
  throw new GateError(GATE, name, `${problem}${hint}`);
}

function assertUtilization(greatest: number | undefined): void {
  if (greatest !== undefined && greatest > COMPUTE_LIMIT_PERCENT) {
    throw new GateError(
      GATE,
      'compute utilization',
      `${greatest} %, and above ${COMPUTE_LIMIT_PERCENT} % nothing is published: CloudFront throttles a function that comes near 100 %. Switch off what you do not need, or shorten publicPaths`,
    );
  }
}

/** A vector with a token for CloudFront's clock and the secrets in use. */
interface SignedVector {
  /** What it shows, as a person reads it. */
  readonly name: string;
  readonly vector: EdgeVector;
  /** Whether `revoked` is right too if everybody is cut off. */
  readonly mayBeRevoked?: true;
}

// Seconds. Longer ago than the greatest clockTolerance, which is a day.
const LONG_AGO = 2 * 86_400;

/**
 * One vector for each verdict, and one valid token for each secret of the ring; `now` is in Unix
 * seconds.
 */
function signVectors(secrets: Secrets, now: number): readonly SignedVector[] {
  const [secret] = secrets as readonly [string, ...string[]];
  const user = createTestUser('test');
  const signed = (reason: string | null, signer: string, issuedAt = now) =>
    replaceToken(findVector(reason), signTestToken(signer, issuedAt, user));
  return [
    ...secrets.map((each, i) => ({
      name: secrets.length === 1 ? 'valid' : `valid, secret ${i + 1} of ${secrets.length}`,
      vector: signed(null, each),
      mayBeRevoked: true as const,
    })),
    { name: 'expired', vector: signed('expired', secret, now - LONG_AGO) },
    { name: 'forged', vector: signed('bad_signature', generateSecret()) },
    { name: 'missing', vector: findVector('missing') },
    { name: 'malformed', vector: findVector('malformed') },
  ];
}

/** The first vector with the reason that needs no special configuration. */
function findVector(reason: string | null): EdgeVector {
  const found = readEdgeVectors().find(
    (vector) =>
      vector.reason === reason &&
      vector.flags.length === 0 &&
      Object.keys(vector.config).length === 0 &&
      // An empty cookie may never reach the function.
      findToken(vector) !== '',
  );
  if (!found) {
    throw new Error(`no plain edge vector with the reason ${reason}`);
  }
  return found;
}

function findToken({ event }: EdgeVector): string | undefined {
  return event.request.cookies[DEFAULTS.cookieName]?.value;
}

/**
 * Replaces the token in the event and in the expected output: a request that goes on carries its
 * cookie.
 */
function replaceToken(vector: EdgeVector, token: string): EdgeVector {
  const inJson = (text: string) => JSON.stringify(text).slice(1, -1);
  const text = JSON.stringify(vector).replaceAll(inJson(findToken(vector)!), () => inJson(token));
  return JSON.parse(text) as EdgeVector;
}
