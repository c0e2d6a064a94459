import type { Artifact } from '../../compile/gates/gate.js';
import { problemOf, type Trial, trialOf } from '../../compile/gates/vectors.js';
import { reasonOf } from '../../compile/vectors.js';
import { GateError } from '../../errors.js';
import type { FunctionStage } from '../resources/functions.js';
import type { Secrets } from '../resources/ring.js';
import { testFunction } from '../resources/test-function.js';
import type { Session } from '../session.js';
import { waitFor } from '../wait.js';
import { liveVectors } from './events.js';
import { tidied } from './tidied.js';

/** Which copy of the function is run, and what it has to be. */
export interface Rehearsal {
  readonly stage: FunctionStage;
  readonly etag: string;
  readonly code: string;
  /** What its secret is. */
  readonly secrets: Secrets;
  /** Whether everybody is cut off at this time: a valid token is then `revoked`, which is said after its MAC has passed. */
  readonly isCutOff: boolean;
}

/** How much of the time that CloudFront gives a function is too much, in percent. */
const UTILIZATION_LIMIT = 80;

const GATE = 'TestFunction';
// A new entry of a KeyValueStore is usually there in seconds.
const PATIENCE = 180;

/**
 * Runs a copy of the function on CloudFront itself and holds each answer against the vectors; gives the greatest compute utilization, where it is told.
 * CloudFront compiles a function only here: one that cannot run is created and published without a word, and answers 503 to all.
 *
 * @throws GateError naming the event and what is wrong.
 */
export async function rehearse(
  session: Session,
  rehearsal: Rehearsal,
): Promise<number | undefined> {
  const { clock, config, progress } = session;
  const artifact: Artifact = { code: rehearsal.code, config, ring: '' };
  let greatest: number | undefined;
  for (const { what, vector, mayBeRevoked } of liveVectors(rehearsal.secrets, clock.now())) {
    progress.update(what);
    const trial = trialOf(vector, artifact);
    if (!trial) throw new GateError(GATE, what, 'no protected path found to try it on');
    const isRevoked = mayBeRevoked === true && rehearsal.isCutOff;
    const used = await perform(session, rehearsal, { what, trial, isRevoked });
    if (used !== undefined) greatest = Math.max(greatest ?? 0, used);
  }
  if (greatest !== undefined && greatest > UTILIZATION_LIMIT) {
    throw new GateError(
      GATE,
      'compute utilization',
      `${greatest} %, and over ${UTILIZATION_LIMIT} nothing is published: CloudFront throttles a function that comes near 100. Switch off what you do not need, or shorten publicPaths`,
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
  { stage, etag }: Rehearsal,
  { what, trial, isRevoked }: Performance,
): Promise<number | undefined> {
  const { event } = trial.vector;
  const until = clock.now() + PATIENCE;
  const { output, utilization } = await waitFor(
    async () => {
      const { error, ...run } = await testFunction(aws, deployment.name, stage, etag, event);
      if (run.output === undefined) throw new GateError(GATE, what, error || 'no output');
      const output = tidied(run.output);
      // A secret that was put a moment ago, perhaps.
      const isEarly = reasonOf(output) === 'not_configured' && clock.now() < until;
      return isEarly ? undefined : { ...run, output };
    },
    { clock, what: 'the secret to reach TestFunction', every: 5, patience: 2 * PATIENCE },
  );
  if (isRevoked && reasonOf(output) === 'revoked') return utilization;
  const problem = problemOf(trial, output);
  if (problem === undefined) return utilization;
  // What is tried as valid has only just been signed.
  const isLate = trial.vector.reason === null && reasonOf(output) === 'expired';
  const hint = isLate ? "; this machine's clock is minutes behind AWS's: set it first" : '';
  throw new GateError(GATE, what, `${problem}${hint}`);
}
