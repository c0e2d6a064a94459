import { listBehaviors } from '../../resources/distributions.js';
import { commandLine } from '../../session.js';
import { forwardsHeader, type NamedBehavior } from '../../survey/behaviors.js';
import { isAbsent, observed } from '../../survey/observation.js';
import type { SurveyedDistribution } from '../../survey/survey.js';
import { type Check, type Evidence, type Finding, finding } from '../findings.js';

/** The distribution, and what in it works against the function. */
export const checkDistribution: Check = (examined) => {
  const { deployment } = examined;
  const { distribution: id } = deployment;
  if (id === undefined) {
    const mend = `set deploy.distribution in the configuration, then ${commandLine('deploy', deployment)}`;
    return [finding('distribution-none', 'the configuration names no distribution', mend)];
  }
  if (isAbsent(examined.distribution)) {
    const mend =
      'correct deploy.distribution; aws cloudfront list-distributions shows what there is';
    return [finding('distribution-missing', `there is no distribution ${id}`, mend)];
  }
  const distribution = observed(examined.distribution);
  return distribution
    ? [
        ...checkState(distribution),
        ...checkStaging(distribution, examined),
        ...checkErrorPages(distribution, examined),
        ...guardedBehaviors(distribution, examined).flatMap((each) => [
          ...checkProtocol(each),
          ...checkIdentity(each, examined),
        ]),
      ]
    : [];
};

function guardedBehaviors({ config }: SurveyedDistribution, { deployment }: Evidence) {
  return listBehaviors(config).filter(([pattern]) => deployment.behaviors.includes(pattern));
}

function checkState({ id, config, status }: SurveyedDistribution): Finding[] {
  if (config.Enabled === false) {
    const mend = 'enable it (Enabled), with the console or aws cloudfront update-distribution';
    return [finding('distribution-disabled', `the distribution ${id} is disabled`, mend)];
  }
  if (status === 'Deployed') {
    return [];
  }
  const what = `the distribution ${id} is ${status || 'of unknown status'}`;
  return [finding('distribution-deploying', what, 'wait; it takes some minutes as a rule')];
}

/** Continuous deployment: two distributions answer for one site. */
function checkStaging({ config, id }: SurveyedDistribution, { deployment }: Evidence): Finding[] {
  const { ContinuousDeploymentPolicyId: policy, Staging: isStaging } = config;
  const own = { ...deployment, attachment: '' };
  if (isStaging) {
    const what = `the distribution ${id} is the staging distribution of another`;
    const mend = `set deploy.distribution to the primary one, and give this one beside it: ${commandLine(`deploy --distribution ${id}`, own)}`;
    return [finding('distribution-staging', what, mend)];
  }
  if (!policy) {
    return [];
  }
  const what = `the distribution ${id} has a policy for continuous deployment, ${policy}`;
  const mend = `aws cloudfront get-continuous-deployment-policy --id ${policy} names the staging distribution; have it run the function too: ${commandLine('deploy --distribution <its id>', own)}`;
  return [finding('distribution-staging', what, mend)];
}

function checkErrorPages({ config, id }: SurveyedDistribution, examined: Evidence): Finding[] {
  const rewritten = (config.CustomErrorResponses?.Items ?? []).filter(
    ({ ErrorCode = 0, ResponseCode }) =>
      [401, 403, 404].includes(ErrorCode) && ResponseCode === '200',
  );
  if (rewritten.length === 0) {
    return [];
  }
  const codes = rewritten.map(({ ErrorCode }) => ErrorCode).join(', ');
  const what = `a custom error page of ${id} turns ${codes} into 200`;
  const mend = examined.config.spaFallback
    ? 'take it out: spaFallback of the function answers the paths of the app'
    : 'take it out, and set spaFallback in the configuration: it answers the paths of the app alone';
  return [finding('errors-rewritten', what, mend)];
}

function checkProtocol([pattern, behavior]: NamedBehavior): Finding[] {
  if (behavior.ViewerProtocolPolicy !== 'allow-all') {
    return [];
  }
  const what = `the behavior ${pattern} answers over http`;
  return [finding('http-allowed', what, 'set its ViewerProtocolPolicy to redirect-to-https')];
}

function checkIdentity([pattern, behavior]: NamedBehavior, { config }: Evidence): Finding[] {
  const { identityHeader: header } = config;
  const isForwarded = header === false || forwardsHeader(behavior, header);
  if (isForwarded === true) {
    return [];
  }
  const what =
    isForwarded === false
      ? `the behavior ${pattern} does not forward the header ${header}`
      : `whether the behavior ${pattern} forwards the header ${header} cannot be told: its policies are your own`;
  const mend =
    'have its origin request policy forward that header, as AllViewerExceptHostHeader does';
  return [finding('identity-header', what, mend)];
}
