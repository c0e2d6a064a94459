import { randomBytes } from 'node:crypto';
import { generateSecret, generateToken } from '../../../signer/index.js';
import { type EdgeVector, edgeVectors, refusalReason } from '../../compile/edge-vectors.js';
import type { Artifact } from '../../compile/gates/gate.js';
import { createTrial, findVerdictProblem, type Trial } from '../../compile/gates/trial.js';
import { DEFAULTS } from '../../config/defaults.js';
import type { Secrets } from '../../config/key-ring.js';
import { GateError } from '../../host/errors.js';
import { COMPUTE_LIMIT } from '../../platform/limits.js';
import type { FunctionStage } from '../resources/functions.js';
import type { Session } from '../session.js';
import { waitFor } from '../wait.js';
import { normalizeOutput, testFunction } from './test-function.js';

/** Which copy of the function is run, and what it has to be. */
export interface CloudFrontTest {
  readonly stage: FunctionStage;
  readonly etag: string;
  readonly code: string;
  /** What its secret is. */
  readonly secrets: Secrets;
  /** Whether everybody is cut off at this time: a valid token is then `revoked`, which is said after its MAC has passed. */
  readonly isCutOff: boolean;
}

const GATE = 'TestFunction';

// A new entry of a KeyValueStore is usually there in seconds.
const PATIENCE = 180;

/**
 * Runs a copy of the function on CloudFront itself and holds each answer against the vectors; gives the greatest compute utilization, where it is told.
 * CloudFront compiles a function only here: one that cannot run is created and published without a word, and answers 503 to all.
 *
 * @throws GateError naming the event and what is wrong.
 */
export async function testOnCloudFront(
  session: Session,
  rehearsal: CloudFrontTest,
): Promise<number | undefined> {
  const { clock, config, progress } = session;
  const artifact: Artifact = { code: rehearsal.code, config, ring: '' };
  let greatest: number | undefined;
  for (const { what, vector, mayBeRevoked } of signVectors(rehearsal.secrets, clock.now())) {
    progress.update(what);
    const trial = createTrial(vector, artifact);
    if (!trial) {
      throw new GateError(GATE, what, 'no protected path found to try it on');
    }
    const isRevoked = mayBeRevoked === true && rehearsal.isCutOff;
    const used = await perform(session, rehearsal, { what, trial, isRevoked });
    if (used !== undefined) {
      greatest = Math.max(greatest ?? 0, used);
    }
  }
  if (greatest !== undefined && greatest > COMPUTE_LIMIT) {
    throw new GateError(
      GATE,
      'compute utilization',
      `${greatest} %, and over ${COMPUTE_LIMIT} nothing is published: CloudFront throttles a function that comes near 100. Switch off what you do not need, or shorten publicPaths`,
    );
  }
  return greatest;
}

interface Performance {
  readonly what: string;
  readonly trial: Trial;
  /** Whether `revoked` is the answer to expect. */
  readonly isRevoked: boolean;
}

/** Gives the utilization. */
async function perform(
  { aws, clock, deployment }: Session,
  { stage, etag }: CloudFrontTest,
  { what, trial, isRevoked }: Performance,
): Promise<number | undefined> {
  const { event } = trial.vector;
  const until = clock.now() + PATIENCE;
  const { output, utilization } = await waitFor(
    async () => {
      const { error, ...run } = await testFunction(aws, deployment.name, stage, etag, event);
      if (run.output === undefined) {
        throw new GateError(GATE, what, error || 'no output');
      }
      const output = normalizeOutput(run.output);
      // A secret that was put a moment ago, perhaps.
      const isEarly = refusalReason(output) === 'not_configured' && clock.now() < until;
      return isEarly ? undefined : { ...run, output };
    },
    { clock, what: 'the secret to reach TestFunction', every: 5, patience: 2 * PATIENCE },
  );
  if (isRevoked && refusalReason(output) === 'revoked') {
    return utilization;
  }
  const problem = findVerdictProblem(trial, output);
  if (problem === undefined) {
    return utilization;
  }
  // What is tried as valid has only just been signed.
  const isLate = trial.vector.reason === null && refusalReason(output) === 'expired';
  const hint = isLate ? "; this machine's clock is minutes behind AWS's: set it first" : '';
  throw new GateError(GATE, what, `${problem}${hint}`);
}

/** A vector for CloudFront's own clock and the secret that is really in the store. */
export interface SignedVector {
  /** What it shows, as a person reads it. */
  readonly what: string;
  readonly vector: EdgeVector;
  /** Whether it may be answered with `revoked` in place of its own verdict. */
  readonly mayBeRevoked?: true;
}

// Soon over, and nobody's: CloudTrail may keep what TestFunction was called with.
const LIFETIME = 600;

// Longer ago than the greatest clockTolerance, a day.
const LONG_AGO = 2 * 86_400;

/** A verdict each, and a valid token by each secret of the ring; `now` in Unix seconds. */
export function signVectors(secrets: Secrets, now: number): readonly SignedVector[] {
  const [secret] = secrets as readonly [string, ...string[]];
  // Another one each time: no cut-off of a user's can be meant for it.
  const user = `pocket-spa-auth-test-${randomBytes(8).toString('hex')}`;
  const token = (signer: string, since: number) =>
    generateToken(user, { secret: signer, now: since, maxAge: LIFETIME });
  return [
    ...secrets.map((each, i) => ({
      what: secrets.length === 1 ? 'valid' : `valid, secret ${i + 1} of ${secrets.length}`,
      vector: withToken(vectorFor(null), token(each, now)),
      mayBeRevoked: true as const,
    })),
    { what: 'expired', vector: withToken(vectorFor('expired'), token(secret, now - LONG_AGO)) },
    { what: 'forged', vector: withToken(vectorFor('bad_signature'), token(generateSecret(), now)) },
    { what: 'missing', vector: vectorFor('missing') },
    { what: 'malformed', vector: vectorFor('malformed') },
  ];
}

/** The first vector that shows it in the plainest way. */
function vectorFor(reason: string | null): EdgeVector {
  const found = edgeVectors().find(
    (vector) =>
      vector.reason === reason &&
      vector.flags.length === 0 &&
      Object.keys(vector.config).length === 0 &&
      // An empty cookie may never reach the function.
      tokenIn(vector) !== '',
  );
  if (!found) {
    throw new Error(`no plain edge vector with the reason ${reason}`);
  }
  return found;
}

function tokenIn({ event }: EdgeVector): string | undefined {
  return event.request.cookies[DEFAULTS.cookieName]?.value;
}

/** The vector with another token, wherever the old one stands: a request that goes on carries its cookie. */
function withToken(vector: EdgeVector, token: string): EdgeVector {
  const inJson = (text: string) => JSON.stringify(text).slice(1, -1);
  const text = JSON.stringify(vector).replaceAll(inJson(tokenIn(vector)!), () => inJson(token));
  return JSON.parse(text) as EdgeVector;
}
