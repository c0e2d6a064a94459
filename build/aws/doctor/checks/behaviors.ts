import { coversPattern } from '../../../platform/path-patterns.js';
import { attachStep } from '../../managing-tools.js';
import { takenAdvice } from '../../resources/associations.js';
import { type Behavior, DEFAULT_BEHAVIOR, listBehaviors } from '../../resources/distributions.js';
import { commandLine } from '../../session.js';
import {
  describeReplacedPaths,
  isLeftToBackend,
  nameEntry,
  servesBackend,
  sharesOrigin,
  viewerRequestArn,
} from '../../survey/behaviors.js';
import { valueOrUndefined } from '../../survey/read-result.js';
import type { SurveyedDistribution } from '../../survey/survey.js';
import { type Check, type CheckInput, createFinding, type Finding } from '../findings.js';

/** Which behaviors run the function, and which should. */
export const checkBehaviors: Check = (input) => {
  const distribution = valueOrUndefined(input.distribution);
  return distribution
    ? [
        ...checkConfigured(distribution, input),
        ...checkBackends(distribution, input),
        ...checkOthers(distribution, input),
      ]
    : [];
};

/** The behaviors that the configuration names. */
function checkConfigured(distribution: SurveyedDistribution, input: CheckInput): Finding[] {
  const { deployment } = input;
  const { id } = distribution;
  const behaviors = new Map(listBehaviors(distribution.config));
  const arn = ownFunctionArn(input);
  return deployment.behaviors.flatMap((pattern) => {
    const behavior = behaviors.get(pattern);
    if (!behavior) {
      const what = `${id} has no behavior ${pattern}; it has ${[...behaviors.keys()].join(', ')}`;
      const fix = 'correct deploy.behaviors in the configuration';
      return createFinding('behavior-missing', what, fix);
    }
    const attach = attachStep(deployment, [pattern], arn);
    const running = viewerRequestArn(behavior);
    if (running === undefined) {
      const what = `the behavior ${pattern} of ${id} runs no function at viewer-request`;
      return createFinding('behavior-open', what, attach);
    }
    // If LIVE could not be read, the ARN of the own function is unknown.
    if (running === arn || !input.live.ok) {
      return [];
    }
    const what = `the behavior ${pattern} of ${id} runs another function at viewer-request, ${running}`;
    const fix =
      deployment.managedBy === undefined ? `${takenAdvice(running)}; then ${attach}` : attach;
    return createFinding('behavior-taken', what, fix);
  });
}

/** The behaviors of backends that run the function, whose paths it must not replace. */
function checkBackends({ config: distribution, id }: SurveyedDistribution, input: CheckInput) {
  const { config, deployment } = input;
  return listBehaviors(distribution).flatMap((named) => {
    const [pattern, behavior] = named;
    const isGuarded =
      deployment.behaviors.includes(pattern) ||
      viewerRequestArn(behavior) === (ownFunctionArn(input) ?? '');
    const problem = isGuarded && describeReplacedPaths(distribution, named, config);
    if (!problem) {
      return [];
    }
    const what = `the behavior ${pattern} of ${id} ${problem.what}`;
    const fix = `${problem.fix}, then ${commandLine('deploy', deployment)}`;
    return createFinding('backend-replaced', what, fix);
  });
}

/** The behaviors that the configuration does not name and that do not run the function. */
function checkOthers(distribution: SurveyedDistribution, input: CheckInput): Finding[] {
  const { config: distributionConfig, id } = distribution;
  const { config, deployment } = input;
  const arn = ownFunctionArn(input);
  const behaviors = listBehaviors(distributionConfig);
  const isGuarded = ([pattern, behavior]: readonly [string, Behavior]) =>
    deployment.behaviors.includes(pattern) ||
    (arn !== undefined && viewerRequestArn(behavior) === arn);
  const guarded = behaviors.filter(isGuarded);
  return behaviors
    .filter((each) => !isGuarded(each))
    .map(([pattern, behavior]) => {
      const hasSameFiles = guarded.some(([, other]) =>
        sharesOrigin(distributionConfig, behavior, other),
      );
      // What publicPaths lists is open on purpose.
      const paths = pattern === DEFAULT_BEHAVIOR ? undefined : pattern;
      const isPublic = config.publicPaths.some((entry) => coversPattern(entry, paths));
      const code = hasSameFiles && !isPublic ? 'behavior-same-files' : 'behavior-not-guarded';
      const what = `the behavior ${pattern} of ${id} does not run the function`;
      // One function for site and API: it answers 401 there, and replaces no path.
      const lists =
        servesBackend(distributionConfig, [pattern, behavior]) && !isLeftToBackend(config, pattern)
          ? `add ${nameEntry(pattern)} to backendPaths and ${JSON.stringify(pattern)} to deploy.behaviors`
          : `add ${JSON.stringify(pattern)} to deploy.behaviors`;
      const fix = `if it is not meant to be open, ${lists}, then ${attachStep(deployment, [pattern], arn)}`;
      return createFinding(code, what, fix);
    });
}

function ownFunctionArn({ live }: CheckInput): string | undefined {
  return valueOrUndefined(live)?.arn;
}
