import { COMPUTE_WARNING } from '../../platform/limits.js';
import { planSteps, type Reconciler, reconcile } from '../reconcile.js';
import { isAttached } from '../resources/associations.js';
import { listBehaviors } from '../resources/distributions.js';
import type { Build, Session } from '../session.js';
import { applyDeployStep } from './apply.js';
import { type DeployStep, planDeploy } from './plan.js';
import {
  type DeployGoal,
  type DeployState,
  readDeployState,
  UNREAD_DEPLOY_STATE,
} from './state.js';

export interface DeployOptions
  extends Pick<DeployGoal, 'secretOnly' | 'secretFromStore' | 'shared'> {
  readonly build: Build;
  readonly dryRun: boolean;
}

/** What a deployment came to. */
export interface DeployResult {
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
export async function deploy(session: Session, options: DeployOptions): Promise<DeployResult> {
  const { build, dryRun, ...allowed } = options;
  const { clock, config, configured, deployment, isConfigured, progress } = session;
  const wanted: DeployGoal = { config, configured, deployment, isConfigured, ...allowed };
  const course: Reconciler<DeployState, DeployStep> = {
    read: (parts, before) => readDeployState(session, build, before, parts),
    plan: (now) => planDeploy(now, wanted),
    apply: (step, now) => applyDeployStep(session, step, now),
    progress,
    clock,
  };
  progress.start(`read what there is of ${deployment.name}`);
  const first = await readDeployState(session, build, UNREAD_DEPLOY_STATE);
  const { state, steps: plan } = await planSteps(course, first);
  if (dryRun || plan.length === 0) {
    progress.end();
    return { plan, done: [], state };
  }
  return { plan, ...(await reconcile(course, state)) };
}

/** What whoever deploys should know, though nothing stands in the way. */
export function deployWarnings({ state, done }: DeployResult): readonly string[] {
  return [...(state.built?.report.warnings ?? []), ...onCompute({ state, done }), ...onSite(state)];
}

function onCompute({
  state: { utilization },
  done,
}: Pick<DeployResult, 'state' | 'done'>): string[] {
  if (utilization !== undefined && utilization > COMPUTE_WARNING) {
    return [`compute utilization ${utilization} %: near 100 CloudFront throttles the function`];
  }
  const isUntold = utilization === undefined && done.some(({ id }) => id === 'test-function');
  return isUntold ? ['TestFunction told no compute utilization, so it was not judged'] : [];
}

function onSite({ distribution, live }: DeployResult['state']): string[] {
  if (!distribution || !live) {
    return [];
  }
  const { id, config } = distribution;
  const open = listBehaviors(config).flatMap(([pattern, behavior]) =>
    isAttached(behavior, live.arn) ? [] : [pattern],
  );
  return [
    ...(open.length > 0 && open.length < listBehaviors(config).length
      ? [`not behind the function: ${open.join(', ')} of ${id}`]
      : []),
    ...(config.ContinuousDeploymentPolicyId
      ? [
          `${id} has a staging distribution, which answers a part of the visitors and is not touched: what it serves is open unless its behaviors run the function too`,
        ]
      : []),
  ];
}
