import { generateSecret } from '../../../signer/index.js';
import { type EdgeVector, readEdgeVectors, refusalReason } from '../../compile/edge-vectors.js';
import { applyVector } from '../../compile/gates/applied-vector.js';
import type { Artifact } from '../../compile/gates/gate.js';
import { judgeHooks, otherHost, withHost } from '../../compile/hook-rules.js';
import { DEFAULTS } from '../../config/defaults.js';
import type { ResolvedConfig } from '../../config/edge-config.js';
import type { Secrets } from '../../config/key-ring.js';
import { GateError } from '../../host/errors.js';
import type { FunctionOutput } from '../../platform/event.js';
import { COMPUTE_LIMIT_PERCENT } from '../../platform/limits.js';
import type { Session } from '../session.js';
import { waitFor } from '../wait.js';
import { compareAnswer, type ExpectedAnswer, expectAnswer } from './answers.js';
import { type MeasuredRun, measureComputeShare } from './compute-share.js';
import { createPageRequest, createTestUser, signTestToken } from './test-event.js';
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

/** What a test found that does not refuse the function. */
export interface CloudFrontTestResult {
  /** Compute utilization of the dearest vector in percent; undefined if AWS reports none. */
  readonly utilization: number | undefined;
  /** What the answers contained that the function does not set; names only. */
  readonly additions: readonly string[];
}

/**
 * Runs the function on CloudFront and compares each answer with a test vector. CloudFront compiles
 * a function only when it runs: it accepts and publishes one that cannot be compiled, and then
 * answers every viewer with 503.
 *
 * @throws GateError naming the vector and what is wrong with the answer.
 */
export async function testOnCloudFront(
  session: Session,
  test: CloudFrontTest,
): Promise<CloudFrontTestResult> {
  const { progress } = session;
  const additions = new Set<string>();
  const run = async (named: NamedAnswer) => {
    progress.update(named.name);
    const { output, utilization } = await runVector(session, test, named);
    for (const addition of assertAnswer(named, output, session.config)) {
      additions.add(addition);
    }
    return utilization;
  };
  const runs: MeasuredRun[] = [];
  for (const named of nameAnswers(session, test, await findHost(session, test))) {
    runs.push({ utilization: await run(named), measureAgain: () => run(named) });
  }
  const utilization = await measureComputeShare(runs);
  assertUtilization(utilization);
  return { utilization, additions: [...additions] };
}

/** The host that `before` redirects to; undefined if it lets the host of the vectors be. */
async function findHost(session: Session, stage: TestedStage): Promise<string | undefined> {
  if (session.config.before === false) {
    return undefined;
  }
  const event = createPageRequest(session.config);
  const { output } = await runTestFunction({ ...session, config: DEFAULTS }, stage, event);
  return otherHost(event, output);
}

interface NamedAnswer {
  readonly name: string;
  readonly expected: ExpectedAnswer;
  /** What is right too, while everybody is cut off. */
  readonly alternative: ExpectedAnswer | undefined;
}

function nameAnswers(
  { clock, config }: Session,
  test: CloudFrontTest,
  host: string | undefined,
): NamedAnswer[] {
  const artifact: Artifact = { code: test.code, config, ring: '' };
  const userId = createTestUser('test');
  const toAnswer = (name: string, vector: EdgeVector) => {
    const applied = applyVector(vector, artifact);
    if (!applied) {
      throw new GateError(GATE, name, 'found no protected path to test it with');
    }
    const event = host === undefined ? vector.event : withHost(applied.vector.event, host);
    const sent =
      host === undefined ? applied : { ...applied, vector: { ...applied.vector, event } };
    return expectAnswer(sent, config, userId);
  };
  return signVectors(test.secrets, clock.now(), userId).map(({ name, vector, mayBeRevoked }) => ({
    name,
    expected: toAnswer(name, vector),
    alternative:
      mayBeRevoked && test.isCutOff ? toAnswer(name, replaceOutcome(vector, 'revoked')) : undefined,
  }));
}

/**
 * Runs the vector again while the answer is that there is no secret: a value that was put a moment
 * ago may not have arrived.
 */
async function runVector(
  session: Session,
  stage: TestedStage,
  { name, expected: { vector } }: NamedAnswer,
): Promise<TestRun & { readonly output: FunctionOutput }> {
  const { clock } = session;
  const until = clock.now() + SECRET_TIMEOUT;
  return waitFor(
    async () => {
      const { output, ...run } = await runTestFunction(session, stage, vector.event);
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

/** Gives what the answer has beyond the expected one. */
function assertAnswer(
  { name, expected, alternative }: NamedAnswer,
  output: FunctionOutput,
  config: ResolvedConfig,
): readonly string[] {
  const reason = refusalReason(output);
  const isAlternative = alternative !== undefined && reason === alternative.vector.reason;
  const answer = isAlternative ? alternative : expected;
  const { problem, additions } = compareAnswer(answer, output);
  const byHook = judgeHooks(answer.output, output, config);
  if (byHook) {
    if (byHook.problem) {
      throw new GateError(GATE, name, byHook.problem.text);
    }
    return [];
  }
  if (problem === undefined) {
    return additions;
  }
  // The valid token was signed a moment ago, so only a clock can make it expired.
  const isClockBehind = expected.vector.reason === null && reason === 'expired';
  const hint = isClockBehind
    ? "; this machine's clock is minutes behind AWS's: set it, then run the command again"
    : '';
  throw new GateError(GATE, name, `${problem}${hint}`);
}

function assertUtilization(utilization: number | undefined): void {
  if (utilization !== undefined && utilization >= COMPUTE_LIMIT_PERCENT) {
    throw new GateError(
      GATE,
      'compute utilization',
      `${utilization} %, and from ${COMPUTE_LIMIT_PERCENT} % on nothing is published: CloudFront is likely to throttle the function. Switch off what you do not need, or shorten publicPaths`,
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
function signVectors(secrets: Secrets, now: number, user: string): readonly SignedVector[] {
  const [secret] = secrets as readonly [string, ...string[]];
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

/** The vector, refused for another reason: every plain refusal of a page is the same but for it. */
function replaceOutcome(vector: EdgeVector, reason: string): EdgeVector {
  const { verdict, output } = findVector('missing');
  const text = JSON.stringify(output).replaceAll('"missing"', JSON.stringify(reason));
  return { ...vector, verdict, reason, output: JSON.parse(text) as EdgeVector['output'] };
}
