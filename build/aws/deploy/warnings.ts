import { COMPUTE_LIMIT_PERCENT, COMPUTE_WARNING_PERCENT } from '../../platform/limits.js';
import { attachStep, MANAGING_TOOLS } from '../managing-tools.js';
import { isAttached } from '../resources/associations.js';
import { listBehaviors } from '../resources/distributions.js';
import type { Session } from '../session.js';
import { describeReplacedPaths, type NamedBehavior } from '../survey/behaviors.js';
import type { DeployResult } from './deploy.js';
import type { DeployState } from './state.js';

/** Warnings about a deployment that went through. */
export function deployWarnings(result: DeployResult): readonly string[] {
  const { state, done } = result;
  return [
    ...(state.built?.report.warnings ?? []),
    ...warnOfUtilization({ state, done }),
    ...warnOfAdditions(state),
    ...warnOfOpenBehaviors(state),
    ...warnOfManagedBehaviors(result),
    ...warnOfFormer(result),
    ...state.tags.denied.map(
      ({ error, permission }) =>
        `deploy.tags was not compared: ${error.message.split('\n')[0]}; allow ${permission}`,
    ),
  ];
}

function warnOfUtilization({
  state: { utilization },
  done,
}: Pick<DeployResult, 'state' | 'done'>): string[] {
  if (utilization !== undefined && utilization >= COMPUTE_WARNING_PERCENT) {
    return [
      `compute utilization ${utilization} %: AWS advises to optimize from ${COMPUTE_WARNING_PERCENT} % on, and CloudFront is likely to throttle from ${COMPUTE_LIMIT_PERCENT} % on`,
    ];
  }
  const isUnknown = utilization === undefined && done.some(({ id }) => id === 'test-function');
  return isUnknown
    ? ['TestFunction reported no compute utilization, so its limit was not checked']
    : [];
}

function warnOfAdditions({ additions }: DeployState): string[] {
  return additions.length === 0
    ? []
    : [
        `TestFunction answered with more than the function sets: ${additions.join(', ')}; everything that the function sets is right, so it was published; find out what adds it`,
      ];
}

function warnOfOpenBehaviors({ distribution, live }: DeployState): string[] {
  if (!distribution || !live) {
    return [];
  }
  const { id, config } = distribution;
  const open = listBehaviors(config).flatMap(([pattern, behavior]) =>
    isAttached(behavior, live.arn) ? [] : [pattern],
  );
  return [
    ...(open.length > 0 && open.length < listBehaviors(config).length
      ? [`these behaviors of ${id} do not run the function: ${open.join(', ')}`]
      : []),
    ...(config.ContinuousDeploymentPolicyId
      ? [
          `${id} has a staging distribution, which answers some of the visitors, and deploy does not change it: it is open unless its behaviors run the function too`,
        ]
      : []),
  ];
}

/** The tool that manages the distribution still has to attach the function. */
function warnOfManagedBehaviors({ state: { live }, deployment, unattached }: DeployResult) {
  const { managedBy } = deployment;
  return managedBy === undefined || unattached.length === 0
    ? []
    : [
        `deploy leaves the association to ${MANAGING_TOOLS[managedBy].name}, and the function does not run on ${unattached.join(', ')} yet: ${attachStep(deployment, unattached, live?.arn)}`,
      ];
}

/** What a rename leaves to people: the former secret, and what another tool still runs. */
function warnOfFormer({
  state: { former, secret },
  deployment,
  secretOnly,
}: DeployResult): string[] {
  if (!former) {
    return [];
  }
  const { name, secretId, distributions } = former;
  const runs = `the function ${name} still runs on ${distributions.map(({ id }) => id).join(', ')}`;
  return [
    ...(former.secret && secret
      ? [
          `the secret ${secretId} stays, and the backends may still read it: have them read ${deployment.secretId} before the next rotation, then delete it: aws secretsmanager delete-secret --secret-id ${secretId}`,
        ]
      : []),
    ...((secretOnly || deployment.managedBy !== undefined) && distributions.length > 0
      ? [
          secretOnly
            ? `${runs}: a cut-off that its KeyValueStore gets until ${deployment.name} has taken its place is copied if you run the same command again; the other tool deletes the function and the KeyValueStore ${name}`
            : `${runs}, so it is not deleted; once it runs nowhere, run the same command again`,
        ]
      : []),
  ];
}

/**
 * Warnings about the behaviors of backends that the function is attached to, or is going to be: it
 * must not replace their paths.
 */
export function warnOfBackends(
  { distribution, live }: DeployState,
  { config, deployment }: Pick<Session, 'config' | 'deployment'>,
): readonly string[] {
  if (!distribution) {
    return [];
  }
  const isGuarded = ([pattern, behavior]: NamedBehavior) =>
    deployment.behaviors.includes(pattern) || isAttached(behavior, live?.arn);
  return listBehaviors(distribution.config)
    .filter(isGuarded)
    .flatMap((named) => {
      const problem = describeReplacedPaths(distribution.config, named, config);
      return problem
        ? [`the behavior ${named[0]} ${problem.what}; ${problem.fix}, and deploy again`]
        : [];
    });
}
