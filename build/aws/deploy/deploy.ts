import { type Course, converge, planned } from '../converge.js';
import type { Session } from '../session.js';
import { applyDeploy } from './apply.js';
import { type DeployStep, planDeploy } from './plan.js';
import { type Build, type DeployState, readState, UNKNOWN } from './state.js';
import type { Wanted } from './wanted.js';

export interface DeployOptions extends Pick<Wanted, 'secretOnly' | 'secretFromStore' | 'shared'> {
  readonly build: Build;
  readonly dryRun: boolean;
}

/** What a deployment came to. */
export interface Deployed {
  /** What there was to do when it began, as far as it could be foreseen. */
  readonly plan: readonly DeployStep[];
  /** What was done. */
  readonly done: readonly DeployStep[];
  readonly state: DeployState;
}

/**
 * Brings what is LIVE to what is configured. Running it again does nothing; after a failure it goes on from what it finds.
 *
 * @throws ConflictError where something is in the way that is not ours to change.
 * @throws GateError where the function does not do on CloudFront what the vectors say; LIVE stays as it was.
 */
export async function deploy(session: Session, options: DeployOptions): Promise<Deployed> {
  const { build, dryRun, ...allowed } = options;
  const { clock, config, configured, deployment, isConfigured, progress } = session;
  const wanted: Wanted = { config, configured, deployment, isConfigured, ...allowed };
  const course: Course<DeployState, DeployStep> = {
    read: (parts, before) => readState(session, build, before, parts),
    plan: (now) => planDeploy(now, wanted),
    apply: (step, now) => applyDeploy(session, step, now),
    progress,
    clock,
  };
  progress.start(`read what there is of ${deployment.name}`);
  const first = await readState(session, build, UNKNOWN);
  const { state, steps: plan } = await planned(course, first);
  if (dryRun || plan.length === 0) {
    progress.end();
    return { plan, done: [], state };
  }
  return { plan, ...(await converge(course, state)) };
}
