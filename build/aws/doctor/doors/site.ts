import type { DistributionConfig } from '@aws-sdk/client-cloudfront';
import { isInPublicPaths, parseLoginPath } from '../../../compile/probes/expected.js';
import type { Deployment } from '../../../config/deployment.js';
import type { ResolvedConfig } from '../../../config/edge-config.js';
import { coversPattern } from '../../../platform/path-patterns.js';
import { attachStep } from '../../managing-tools.js';
import { type Behavior, DEFAULT_BEHAVIOR, listBehaviors } from '../../resources/distributions.js';
import { behaviorFor, viewerRequestArn } from '../../survey/behaviors.js';
import { valueOrUndefined } from '../../survey/read-result.js';
import type { Survey, SurveyedDistribution } from '../../survey/survey.js';

/** What the checks of doors read; `deploy` has it too. */
export interface DoorInput extends Pick<Survey, 'live' | 'distribution'> {
  readonly config: ResolvedConfig;
  readonly deployment: Deployment;
}

/** A site: its distribution, and which of its behaviors and paths need a login. */
export interface Site {
  readonly id: string;
  readonly arn: string;
  readonly distribution: DistributionConfig;
  readonly config: ResolvedConfig;
  readonly deployment: Deployment;
  /** In CloudFront's order: the first that matches a path serves it. */
  readonly behaviors: readonly SiteBehavior[];
  /** The path of the login; undefined if users log in on another site. */
  readonly loginPath: string | undefined;
  /** The ARN of the function; undefined if it does not exist or could not be read. */
  readonly functionArn: string | undefined;
}

export interface SiteBehavior {
  /** The path pattern, or `default`. */
  readonly name: string;
  /** The path pattern; undefined for the default behavior. */
  readonly pattern: string | undefined;
  readonly behavior: Behavior;
  /** Whether it runs the function, or should by the configuration. */
  readonly isGuarded: boolean;
}

/** Undefined if there is no distribution, or it could not be read. */
export function describeSite(input: DoorInput): Site | undefined {
  const { config, deployment } = input;
  const found = valueOrUndefined(input.distribution);
  if (!found) {
    return undefined;
  }
  const functionArn = valueOrUndefined(input.live)?.arn;
  return {
    id: found.id,
    arn: found.arn,
    distribution: found.config,
    config,
    deployment,
    behaviors: listBehaviors(found.config).map(([name, behavior]) => ({
      name,
      pattern: patternFor(name),
      behavior,
      isGuarded:
        deployment.behaviors.includes(name) ||
        (functionArn !== undefined && viewerRequestArn(behavior) === functionArn),
    })),
    loginPath: findLoginPath(found, config),
    functionArn,
  };
}

/** The path pattern of a behavior; undefined for the default behavior. */
export function patternFor(name: string): string | undefined {
  return name === DEFAULT_BEHAVIOR ? undefined : name;
}

/** The login path on this distribution; undefined if users log in on another site. */
export function findLoginPath(
  { config: distribution, domainName }: SurveyedDistribution,
  config: ResolvedConfig,
): string | undefined {
  const { host, path } = parseLoginPath(config);
  const hosts = ['', domainName, ...(distribution.Aliases?.Items ?? [])];
  return hosts.includes(host) ? path : undefined;
}

/** The behavior that serves a path. */
export function findBehavior({ behaviors, distribution }: Site, path: string): SiteBehavior {
  const [, behavior] = behaviorFor(distribution, path);
  return behaviors.find((each) => each.behavior === behavior)!;
}

/** Whether the configuration lets everybody have a path. */
export function isPublicPath({ config, loginPath }: Site, path: string): boolean {
  return path === loginPath || isInPublicPaths(config, path);
}

/** Whether the configuration lets everybody have every path that a behavior's pattern matches. */
export function isPublicPattern({ config, loginPath }: Site, pattern: string | undefined): boolean {
  const entries = loginPath === undefined ? config.publicPaths : [...config.publicPaths, loginPath];
  return pattern !== undefined && entries.some((entry) => coversPattern(entry, pattern));
}

/** What to do about a behavior that should run the function. */
export function guardCommand({ deployment, functionArn }: Site, { name }: SiteBehavior): string {
  return `add ${JSON.stringify(name)} to deploy.behaviors, then ${attachStep(deployment, [name], functionArn)}`;
}
