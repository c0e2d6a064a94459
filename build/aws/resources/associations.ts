import type { DistributionConfig, FunctionAssociation } from '@aws-sdk/client-cloudfront';
import {
  type Behavior,
  DEFAULT_BEHAVIOR,
  type DistributionBehaviors,
  listBehaviors,
} from './distributions.js';

/** The path patterns of the behaviors that run the function, at either viewer event. */
export function patternsRunning(behaviors: DistributionBehaviors, arn: string): readonly string[] {
  return listBehaviors(behaviors)
    .filter(([, behavior]) => runsFunction(behavior, arn))
    .map(([pattern]) => pattern);
}

/** Whether the behavior runs the function, at either viewer event. */
export function runsFunction({ FunctionAssociations }: Behavior, arn: string): boolean {
  return FunctionAssociations?.Items?.some(({ FunctionARN }) => FunctionARN === arn) ?? false;
}

const EVENT = 'viewer-request';

/** The result of attaching the function in a distribution's configuration. */
export interface Attachment {
  /** The whole configuration; only the associations of the function have changed. */
  readonly config: DistributionConfig;
  /** The path patterns of the behaviors that did not run the function before. */
  readonly added: readonly string[];
  /** Why it cannot be attached: one sentence for each pattern. */
  readonly problems: readonly string[];
}

/**
 * Attaches the function to the behaviors with these patterns. `arn` is undefined if the function
 * does not exist yet. It takes the place of the function `replaced`, wherever that runs.
 */
export function attachFunction(
  config: DistributionConfig,
  patterns: readonly string[],
  arn: string | undefined,
  replaced?: string,
): Attachment {
  const behaviors = new Map(listBehaviors(config));
  const running = replaced === undefined ? [] : listAttached(config, replaced);
  const added: string[] = [];
  const problems: string[] = [];
  for (const pattern of new Set([...patterns, ...running])) {
    const behavior = behaviors.get(pattern);
    const problem = behavior
      ? describeConflict(behavior, pattern, arn, replaced)
      : describeMissingBehavior(pattern, behaviors);
    if (problem !== undefined) {
      problems.push(problem);
    } else if (!isAttached(behavior!, arn)) {
      added.push(pattern);
    }
  }
  return { config: addAssociations(config, added, arn ?? '', replaced), added, problems };
}

function listAttached(config: DistributionConfig, arn: string): string[] {
  return listBehaviors(config).flatMap(([pattern, behavior]) =>
    isAttached(behavior, arn) ? [pattern] : [],
  );
}

/** Whether the behavior runs the function at viewer-request. */
export function isAttached(behavior: Behavior, arn: string | undefined): boolean {
  return viewerRequestAssociation(behavior)?.FunctionARN === arn && arn !== undefined;
}

function viewerRequestAssociation(behavior: Behavior): FunctionAssociation | undefined {
  return behavior.FunctionAssociations?.Items?.find(({ EventType }) => EventType === EVENT);
}

function describeConflict(
  behavior: Behavior,
  pattern: string,
  arn: string | undefined,
  replaced: string | undefined,
): string | undefined {
  const other = viewerRequestAssociation(behavior)?.FunctionARN;
  if (other !== undefined && other !== arn && other !== replaced) {
    return `the behavior ${pattern} runs another function at viewer-request, ${other}; CloudFront allows one: ${takenAdvice(other)}`;
  }
  // CloudFront rejects a function on a behavior that runs Lambda@Edge at either viewer event.
  const lambda = behavior.LambdaFunctionAssociations?.Items?.find(({ EventType }) =>
    EventType?.startsWith('viewer-'),
  );
  return (
    lambda &&
    `the behavior ${pattern} runs Lambda@Edge at ${lambda.EventType}, ${lambda.LambdaFunctionARN}; CloudFront allows no function beside it: detach Lambda@Edge first, or name other behaviors`
  );
}

/** What to do about another function where ours has to run. */
export function takenAdvice(arn: string): string {
  const name = /:function\/([\w-]+)$/.exec(arn)?.[1];
  const others = 'detach that function first, or name other behaviors';
  return name === undefined
    ? others
    : `if this package made it under a former deploy.name, replace it: deploy --rename-from ${name}; otherwise ${others}`;
}

function describeMissingBehavior(
  pattern: string,
  behaviors: ReadonlyMap<string, Behavior>,
): string {
  return `the distribution has no behavior ${pattern}; it has: ${[...behaviors.keys()].join(', ')}`;
}

function addAssociations(
  config: DistributionConfig,
  patterns: readonly string[],
  arn: string,
  replaced: string | undefined,
): DistributionConfig {
  const items = config.CacheBehaviors?.Items?.map((behavior) =>
    patterns.includes(behavior.PathPattern!) ? addAssociation(behavior, arn, replaced) : behavior,
  );
  return {
    ...config,
    DefaultCacheBehavior: patterns.includes(DEFAULT_BEHAVIOR)
      ? addAssociation(config.DefaultCacheBehavior!, arn, replaced)
      : config.DefaultCacheBehavior,
    ...(config.CacheBehaviors && { CacheBehaviors: { ...config.CacheBehaviors, Items: items } }),
  };
}

function addAssociation<B extends Behavior>(behavior: B, arn: string, replaced?: string): B {
  const before = (behavior.FunctionAssociations?.Items ?? []).filter(
    ({ EventType, FunctionARN }) => EventType !== EVENT || FunctionARN !== replaced,
  );
  const items = [...before, { FunctionARN: arn, EventType: EVENT } as const];
  return { ...behavior, FunctionAssociations: { Quantity: items.length, Items: items } };
}

/** The distribution's configuration without the function; everything else is unchanged. */
export function detachFunction(config: DistributionConfig, arn: string): DistributionConfig {
  const items = config.CacheBehaviors?.Items?.map((behavior) => removeAssociations(behavior, arn));
  return {
    ...config,
    DefaultCacheBehavior: removeAssociations(config.DefaultCacheBehavior!, arn),
    ...(config.CacheBehaviors && { CacheBehaviors: { ...config.CacheBehaviors, Items: items } }),
  };
}

function removeAssociations<B extends Behavior>(behavior: B, arn: string): B {
  if (!runsFunction(behavior, arn)) {
    return behavior;
  }
  const others = behavior.FunctionAssociations!.Items!.filter(
    ({ FunctionARN }) => FunctionARN !== arn,
  );
  return {
    ...behavior,
    FunctionAssociations: { Quantity: others.length, Items: others },
  };
}
