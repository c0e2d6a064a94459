import { commandLine } from '../../session.js';
import {
  behaviorFor,
  forwardsCookies,
  isS3Origin,
  type NamedBehavior,
  originsFor,
  viewerRequestArn,
} from '../../survey/behaviors.js';
import { observed } from '../../survey/observation.js';
import type { SurveyedDistribution } from '../../survey/survey.js';
import { type Check, type Evidence, type Finding, finding } from '../findings.js';

/** Whether the path that everybody is sent to can log anybody in. */
export const checkLogin: Check = (examined) => {
  const distribution = observed(examined.distribution);
  const path = distribution && loginPathOn(distribution, examined);
  if (!distribution || path === undefined) {
    return [];
  }
  const serving = behaviorFor(distribution.config, path);
  const isGated = isGuarded(serving, examined);
  return [
    ...(isGated ? [gated(path, serving, distribution)] : []),
    ...(originsFor(distribution.config, serving[1]).some(isS3Origin)
      ? atBucket(path, serving, isGated, examined)
      : atBackend(path, serving)),
  ];
};

/** The login path; undefined where another site logs in. */
function loginPathOn(
  { config: whole, domainName }: SurveyedDistribution,
  { config }: Evidence,
): string | undefined {
  const url = new URL(config.loginPath, 'https://path.invalid');
  const hosts = [domainName, ...(whole.Aliases?.Items ?? [])];
  const isHere = config.loginPath.startsWith('/') || hosts.includes(url.host);
  return isHere ? url.pathname : undefined;
}

function isGuarded([pattern, behavior]: NamedBehavior, { deployment, live }: Evidence): boolean {
  const arn = observed(live)?.arn;
  return arn === undefined
    ? deployment.behaviors.includes(pattern)
    : viewerRequestArn(behavior) === arn;
}

function gated(path: string, [pattern]: NamedBehavior, { id }: SurveyedDistribution): Finding {
  const what = `the login path ${path} is served by the behavior ${pattern} of ${id}, which runs the function`;
  const mend =
    'nothing to do, unless the login page loads files that only those who are logged in get: add them to publicPaths';
  return finding('login-gated', what, mend);
}

function atBucket(
  path: string,
  [pattern]: NamedBehavior,
  isGated: boolean,
  { config, deployment }: Evidence,
): Finding[] {
  // A login page of the app itself: the fallback answers with it, and its scripts are public.
  const isPageOfApp = isGated && config.spaFallback !== false && config.publicPaths.length > 0;
  if (/\.[^/]*$/.test(path) || isPageOfApp) {
    return [];
  }
  const what = `the login path ${path} is served from S3, by the behavior ${pattern}`;
  const mend = `add a behavior for it whose origin is the backend, or set loginPath; then ${commandLine('deploy', deployment)}`;
  return [finding('login-at-s3', what, mend)];
}

function atBackend(path: string, [pattern, behavior]: NamedBehavior): Finding[] {
  const found: Finding[] = [];
  const methods: readonly string[] = behavior.AllowedMethods?.Items ?? [];
  if (!methods.includes('POST')) {
    const what = `the behavior ${pattern}, which serves the login path ${path}, does not take POST`;
    const mend = 'allow all methods in that behavior (AllowedMethods), if the login has a form';
    found.push(finding('login-no-post', what, mend));
  }
  if (forwardsCookies(behavior) === false) {
    const what = `the behavior ${pattern}, which serves the login path ${path}, does not forward cookies`;
    const mend =
      'give that behavior the cache policy CachingDisabled and the origin request policy AllViewerExceptHostHeader';
    found.push(finding('login-no-cookies', what, mend));
  }
  return found;
}
