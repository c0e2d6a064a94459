import { attachStep } from '../../managing-tools.js';
import { listBehaviors } from '../../resources/distributions.js';
import { behaviorFor, forwardsHeader, type NamedBehavior } from '../../survey/behaviors.js';
import { isAbsent, valueOrUndefined } from '../../survey/read-result.js';
import type { SurveyedDistribution } from '../../survey/survey.js';
import { findLoginPath } from '../doors/site.js';
import { type Check, type CheckInput, createFinding, type Finding } from '../findings.js';

/** The distribution: its state, and settings that interfere with the function. */
export const checkDistribution: Check = (input) => {
  const { deployment } = input;
  const { distribution: id } = deployment;
  if (id === undefined) {
    const arn = valueOrUndefined(input.live)?.arn;
    const fix = `set deploy.distribution in the configuration, then ${attachStep(deployment, deployment.behaviors, arn)}`;
    return [createFinding('distribution-none', 'the configuration names no distribution', fix)];
  }
  if (isAbsent(input.distribution)) {
    const fix =
      'correct deploy.distribution; aws cloudfront list-distributions lists the distributions of the account';
    return [createFinding('distribution-missing', `there is no distribution ${id}`, fix)];
  }
  const distribution = valueOrUndefined(input.distribution);
  return distribution
    ? [
        ...checkStatus(distribution),
        ...checkStaging(distribution, input),
        ...checkErrorPages(distribution, input),
        ...listGuarded(distribution, input).flatMap((behavior) => [
          ...(servesLogin(distribution, behavior, input) ? [] : checkProtocol(behavior)),
          ...checkIdentityHeader(behavior, input),
        ]),
      ]
    : [];
};

function listGuarded({ config }: SurveyedDistribution, { deployment }: CheckInput) {
  return listBehaviors(config).filter(([pattern]) => deployment.behaviors.includes(pattern));
}

function servesLogin(
  distribution: SurveyedDistribution,
  [pattern]: NamedBehavior,
  { config }: CheckInput,
): boolean {
  const path = findLoginPath(distribution, config);
  return path !== undefined && behaviorFor(distribution.config, path)[0] === pattern;
}

function checkStatus({ id, config, status }: SurveyedDistribution): Finding[] {
  if (config.Enabled === false) {
    const fix = 'enable it (Enabled), in the console or with aws cloudfront update-distribution';
    return [createFinding('distribution-disabled', `the distribution ${id} is disabled`, fix)];
  }
  if (status === 'Deployed') {
    return [];
  }
  const what = `the distribution ${id} is ${status || 'of unknown status'}`;
  return [createFinding('distribution-deploying', what, 'wait; it usually takes some minutes')];
}

/** Continuous deployment: two distributions answer for one site. */
function checkStaging(
  { config, id }: SurveyedDistribution,
  { deployment, live }: CheckInput,
): Finding[] {
  const { ContinuousDeploymentPolicyId: policy, Staging: isStaging } = config;
  const attachTo = (distribution: string) =>
    attachStep(
      { ...deployment, attachment: '', distribution },
      deployment.behaviors,
      valueOrUndefined(live)?.arn,
      `deploy --distribution ${distribution}`,
    );
  if (isStaging) {
    const what = `the distribution ${id} is the staging distribution of another`;
    const fix = `set deploy.distribution to the primary distribution, and deploy to this one too: ${attachTo(id)}`;
    return [createFinding('distribution-staging', what, fix)];
  }
  if (!policy) {
    return [];
  }
  const what = `the distribution ${id} has a policy for continuous deployment, ${policy}`;
  const fix = `aws cloudfront get-continuous-deployment-policy --id ${policy} names the staging distribution; have it run the function too: ${attachTo('<its id>')}`;
  return [createFinding('distribution-staging', what, fix)];
}

function checkErrorPages({ config, id }: SurveyedDistribution, input: CheckInput): Finding[] {
  const rewritten = (config.CustomErrorResponses?.Items ?? []).filter(
    ({ ErrorCode = 0, ResponseCode }) =>
      [401, 403, 404].includes(ErrorCode) && ResponseCode === '200',
  );
  if (rewritten.length === 0) {
    return [];
  }
  const codes = rewritten.map(({ ErrorCode }) => ErrorCode).join(', ');
  const what = `a custom error page of ${id} turns ${codes} into 200`;
  const fix = input.config.spaFallback
    ? 'remove it: spaFallback of the function answers the paths of the app'
    : 'remove it, and set spaFallback in the configuration: it answers the paths of the app alone';
  return [createFinding('errors-rewritten', what, fix)];
}

function checkProtocol([pattern, behavior]: NamedBehavior): Finding[] {
  if (behavior.ViewerProtocolPolicy !== 'allow-all') {
    return [];
  }
  const what = `the behavior ${pattern} answers over http`;
  const fix = 'set its ViewerProtocolPolicy to redirect-to-https';
  // Where users log in, the password is at stake too: the checks of doors report it.
  return [createFinding('http-allowed', what, fix, 'warning')];
}

function checkIdentityHeader([pattern, behavior]: NamedBehavior, { config }: CheckInput) {
  const { identityHeader: header } = config;
  const isForwarded = header === false || forwardsHeader(behavior, header);
  if (isForwarded === true) {
    return [];
  }
  const what =
    isForwarded === false
      ? `the behavior ${pattern} does not forward the header ${header}`
      : `it is unknown whether the behavior ${pattern} forwards the header ${header}: its policies are custom policies`;
  const fix =
    'have its origin request policy forward that header, as AllViewerExceptHostHeader does';
  return [createFinding('identity-header', what, fix)];
}
