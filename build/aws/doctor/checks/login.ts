import { commandLine } from '../../session.js';
import {
  behaviorFor,
  forwardsCookies,
  type NamedBehavior,
  originsFor,
  viewerRequestArn,
} from '../../survey/behaviors.js';
import { isS3Origin } from '../../survey/origins.js';
import { valueOrUndefined } from '../../survey/read-result.js';
import type { SurveyedDistribution } from '../../survey/survey.js';
import { findLoginPath } from '../doors/site.js';
import { type Check, type CheckInput, createFinding, type Finding } from '../findings.js';

/** Whether users can log in at the login path. */
export const checkLogin: Check = (input) => {
  const distribution = valueOrUndefined(input.distribution);
  const path = distribution && findLoginPath(distribution, input.config);
  if (!distribution || path === undefined) {
    return [];
  }
  const behavior = behaviorFor(distribution.config, path);
  const isGated = runsFunction(behavior, input);
  return [
    ...(isGated ? [gatedLogin(path, behavior, distribution)] : []),
    ...(originsFor(distribution.config, behavior[1]).some(isS3Origin)
      ? checkBucketLogin(path, behavior, isGated, input)
      : checkBackendLogin(path, behavior)),
  ];
};

function runsFunction(
  [pattern, behavior]: NamedBehavior,
  { deployment, live }: CheckInput,
): boolean {
  const arn = valueOrUndefined(live)?.arn;
  return arn === undefined
    ? deployment.behaviors.includes(pattern)
    : viewerRequestArn(behavior) === arn;
}

function gatedLogin(path: string, [pattern]: NamedBehavior, { id }: SurveyedDistribution): Finding {
  const what = `the behavior ${pattern} of ${id} serves the login path ${path} and runs the function`;
  const fix =
    'nothing to do, unless the login page loads files that only logged-in users get: add them to publicPaths';
  return createFinding('login-gated', what, fix);
}

function checkBucketLogin(
  path: string,
  [pattern]: NamedBehavior,
  isGated: boolean,
  { config, deployment }: CheckInput,
): Finding[] {
  // The login page may be part of the app: spaFallback answers with the app's page, and its scripts
  // are public.
  const isPageOfApp = isGated && config.spaFallback !== false && config.publicPaths.length > 0;
  if (/\.[^/]*$/.test(path) || isPageOfApp) {
    return [];
  }
  const what = `the behavior ${pattern} serves the login path ${path} from S3`;
  const fix = `add a behavior for it whose origin is the backend, or set loginPath; then ${commandLine('deploy', deployment)}`;
  return [createFinding('login-at-s3', what, fix)];
}

function checkBackendLogin(path: string, [pattern, behavior]: NamedBehavior): Finding[] {
  const found: Finding[] = [];
  const methods: readonly string[] = behavior.AllowedMethods?.Items ?? [];
  const subject = `the behavior ${pattern}, which serves the login path ${path},`;
  if (!methods.includes('POST')) {
    const fix = 'allow all methods in that behavior (AllowedMethods), if the login has a form';
    found.push(createFinding('login-no-post', `${subject} does not allow POST`, fix));
  }
  if (forwardsCookies(behavior) === false) {
    const fix =
      'give that behavior the cache policy CachingDisabled and the origin request policy AllViewerExceptHostHeader';
    found.push(createFinding('login-no-cookies', `${subject} does not forward cookies`, fix));
  }
  return found;
}
