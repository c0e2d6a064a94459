import { type Deployment, resolveFormer } from '../../config/deployment.js';
import { planSteps, type Reconciler, reconcile } from '../reconcile.js';
import { isAttached } from '../resources/associations.js';
import { listBehaviors } from '../resources/distributions.js';
import type { Build, Session } from '../session.js';
import { applyDeployStep } from './apply.js';
import type { DeployGoal } from './goal.js';
import { planDeploy } from './plan.js';
import { type DeployState, INITIAL_DEPLOY_STATE, readDeployState } from './state.js';
import type { DeployStep } from './steps.js';

export interface DeployOptions
  extends Pick<DeployGoal, 'secretOnly' | 'secretFromStore' | 'shared' | 'force' | 'renameFrom'> {
  readonly build: Build;
  readonly dryRun: boolean;
}

/** The outcome of a deployment. */
export interface DeployResult {
  /** The steps that were planned at the beginning. */
  readonly plan: readonly DeployStep[];
  /** The steps that were done. */
  readonly done: readonly DeployStep[];
  readonly state: DeployState;
  readonly deployment: Deployment;
  readonly secretOnly: boolean;
  /** The configured behaviors that do not run LIVE; none without a function. */
  readonly unattached: readonly string[];
}

/**
 * Makes the configured function LIVE, with its secret, and attaches it. A second run does nothing;
 * a run after a failure continues from the state that it finds.
 *
 * @throws ConflictError if the deployment would change what it must not change.
 * @throws GateError if the function fails a test vector on CloudFront; LIVE stays unchanged.
 */
export async function deploy(session: Session, options: DeployOptions): Promise<DeployResult> {
  const { build, dryRun, ...allowed } = options;
  const {
    clock,
    config,
    configuredDistribution: configured,
    deployment,
    isConfigured,
    progress,
  } = session;
  const wanted: DeployGoal = {
    config,
    configuredDistribution: configured,
    deployment,
    isConfigured,
    ...allowed,
  };
  const reconciler: Reconciler<DeployState, DeployStep> = {
    read: (parts, before) => readDeployState(session, build, before, parts),
    plan: (now) => planDeploy(now, wanted),
    apply: (step, now) => applyDeployStep(session, step, now),
    progress,
    clock,
  };
  progress.start(`read the state of ${deployment.name}`);
  const { renameFrom } = allowed;
  const first = await readDeployState(session, build, {
    ...INITIAL_DEPLOY_STATE,
    formerNames: renameFrom === undefined ? undefined : resolveFormer(deployment, renameFrom),
  });
  const { state, steps: plan } = await planSteps(reconciler, first);
  if (dryRun || plan.length === 0) {
    progress.end();
    return toResult({ plan, done: [], state }, wanted);
  }
  return toResult({ plan, ...(await reconcile(reconciler, state)) }, wanted);
}

function toResult(
  ended: Pick<DeployResult, 'plan' | 'done' | 'state'>,
  { deployment, secretOnly }: DeployGoal,
): DeployResult {
  const unattached = listUnattached(ended.state, deployment);
  return { ...ended, deployment, secretOnly, unattached };
}

function listUnattached({ distribution, live }: DeployState, deployment: Deployment): string[] {
  const behaviors = new Map(distribution ? listBehaviors(distribution.config) : []);
  return deployment.behaviors.filter((pattern) => {
    const behavior = behaviors.get(pattern);
    return live && !(behavior && isAttached(behavior, live.arn));
  });
}
