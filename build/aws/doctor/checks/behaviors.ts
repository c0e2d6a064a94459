import { type Behavior, listBehaviors } from '../../resources/distributions.js';
import { commandLine } from '../../session.js';
import { sharesOrigin, viewerRequestArn } from '../../survey/behaviors.js';
import { observed } from '../../survey/observation.js';
import type { SurveyedDistribution } from '../../survey/survey.js';
import { type Check, type Evidence, type Finding, finding } from '../findings.js';

/** Which behaviors run the function, and which ought to. */
export const checkCoverage: Check = (examined) => {
  const distribution = observed(examined.distribution);
  return distribution
    ? [...checkWanted(distribution, examined), ...checkOthers(distribution, examined)]
    : [];
};

/** Those that the configuration names. */
function checkWanted(distribution: SurveyedDistribution, examined: Evidence): Finding[] {
  const { deployment } = examined;
  const behaviors = new Map(listBehaviors(distribution.config));
  const arn = arnOf(examined);
  return deployment.behaviors.flatMap((pattern) => {
    const behavior = behaviors.get(pattern);
    if (!behavior) {
      const what = `${distribution.id} has no behavior ${pattern}; it has ${[...behaviors.keys()].join(', ')}`;
      return finding('behavior-missing', what, 'correct deploy.behaviors in the configuration');
    }
    const runner = viewerRequestArn(behavior);
    if (runner === undefined) {
      const what = `the behavior ${pattern} of ${distribution.id} runs no function at viewer-request`;
      return finding('behavior-open', what, commandLine('deploy', deployment));
    }
    // Whose it is cannot be told where nobody could look at the function.
    if (runner === arn || !examined.live.seen) {
      return [];
    }
    const what = `the behavior ${pattern} of ${distribution.id} runs another function at viewer-request, ${runner}`;
    return finding('behavior-taken', what, `detach it, then ${commandLine('deploy', deployment)}`);
  });
}

/** Those that it does not name and that run no function. */
function checkOthers(distribution: SurveyedDistribution, examined: Evidence): Finding[] {
  const { config: whole, id } = distribution;
  const { config, deployment } = examined;
  const arn = arnOf(examined);
  const behaviors = listBehaviors(whole);
  const isGuarded = ([pattern, behavior]: readonly [string, Behavior]) =>
    deployment.behaviors.includes(pattern) ||
    (arn !== undefined && viewerRequestArn(behavior) === arn);
  const guarded = behaviors.filter(isGuarded);
  return behaviors
    .filter((each) => !isGuarded(each))
    .map(([pattern, behavior]) => {
      const hasSameFiles = guarded.some(([, other]) => sharesOrigin(whole, behavior, other));
      // Public by the configuration too, so open on purpose.
      const isMeant = config.publicPaths.includes(pattern);
      const code = hasSameFiles && !isMeant ? 'behavior-same-files' : 'behavior-not-guarded';
      const what = `the behavior ${pattern} of ${id} does not run the function`;
      const mend = `if it is not meant to be open, add ${JSON.stringify(pattern)} to deploy.behaviors, then ${commandLine('deploy', deployment)}`;
      return finding(code, what, mend);
    });
}

function arnOf({ live }: Evidence): string | undefined {
  return observed(live)?.arn;
}
