import type { DistributionConfig, FunctionAssociation } from '@aws-sdk/client-cloudfront';
import {
  type Behavior,
  DEFAULT_BEHAVIOR,
  type HasBehaviors,
  listBehaviors,
} from './distributions.js';

/** The path patterns of the behaviors that run the function, at whichever event. */
export function patternsRunning(behaviors: HasBehaviors, arn: string): readonly string[] {
  return listBehaviors(behaviors)
    .filter(([, behavior]) => runsFunction(behavior, arn))
    .map(([pattern]) => pattern);
}

/** Whether a behavior runs the function, at whichever event. */
export function runsFunction({ FunctionAssociations }: Behavior, arn: string): boolean {
  return FunctionAssociations?.Items?.some(({ FunctionARN }) => FunctionARN === arn) ?? false;
}

const EVENT = 'viewer-request';

/** A distribution's configuration with the function attached. */
export interface Attachment {
  /** All of it; what is not about this function is as it was. */
  readonly config: DistributionConfig;
  /** The path patterns that did not have it yet. */
  readonly added: readonly string[];
  /** Why it cannot be attached: a sentence for each pattern. */
  readonly problems: readonly string[];
}

/** Attaches the function to these behaviors; `arn` is undefined while there is no such function. */
export function attachFunction(
  config: DistributionConfig,
  patterns: readonly string[],
  arn: string | undefined,
): Attachment {
  const behaviors = new Map(listBehaviors(config));
  const added: string[] = [];
  const problems: string[] = [];
  for (const pattern of new Set(patterns)) {
    const behavior = behaviors.get(pattern);
    const problem = behavior ? problemOf(behavior, pattern, arn) : unknown(pattern, behaviors);
    if (problem !== undefined) {
      problems.push(problem);
    } else if (!isAttached(behavior!, arn)) {
      added.push(pattern);
    }
  }
  return { config: withFunction(config, added, arn ?? ''), added, problems };
}

/** Whether the behavior runs the function at viewer-request. */
export function isAttached(behavior: Behavior, arn: string | undefined): boolean {
  return viewerRequest(behavior)?.FunctionARN === arn && arn !== undefined;
}

function viewerRequest(behavior: Behavior): FunctionAssociation | undefined {
  return behavior.FunctionAssociations?.Items?.find(({ EventType }) => EventType === EVENT);
}

function problemOf(behavior: Behavior, pattern: string, arn: string | undefined) {
  const other = viewerRequest(behavior)?.FunctionARN;
  if (other !== undefined && other !== arn) {
    return `the behavior ${pattern} runs another function at viewer-request, ${other}; CloudFront runs one there: detach it first, or name other behaviors`;
  }
  // CloudFront takes no function on a behavior whose viewer events run Lambda@Edge, whichever of the two.
  const lambda = behavior.LambdaFunctionAssociations?.Items?.find(({ EventType }) =>
    EventType?.startsWith('viewer-'),
  );
  return (
    lambda &&
    `the behavior ${pattern} runs Lambda@Edge at ${lambda.EventType}, ${lambda.LambdaFunctionARN}; CloudFront takes no function beside it: detach it first, or name other behaviors`
  );
}

function unknown(pattern: string, behaviors: ReadonlyMap<string, Behavior>): string {
  return `the distribution has no behavior ${pattern}; it has: ${[...behaviors.keys()].join(', ')}`;
}

function withFunction(
  config: DistributionConfig,
  added: readonly string[],
  arn: string,
): DistributionConfig {
  const items = config.CacheBehaviors?.Items?.map((behavior) =>
    added.includes(behavior.PathPattern!) ? run(behavior, arn) : behavior,
  );
  return {
    ...config,
    DefaultCacheBehavior: added.includes(DEFAULT_BEHAVIOR)
      ? run(config.DefaultCacheBehavior!, arn)
      : config.DefaultCacheBehavior,
    ...(config.CacheBehaviors && { CacheBehaviors: { ...config.CacheBehaviors, Items: items } }),
  };
}

function run<B extends Behavior>(behavior: B, arn: string): B {
  const before = behavior.FunctionAssociations?.Items ?? [];
  const items = [...before, { FunctionARN: arn, EventType: EVENT } as const];
  return { ...behavior, FunctionAssociations: { Quantity: items.length, Items: items } };
}

/** A distribution's configuration without the function; everything else is as it was. */
export function detachFunction(config: DistributionConfig, arn: string): DistributionConfig {
  const items = config.CacheBehaviors?.Items?.map((behavior) => without(behavior, arn));
  return {
    ...config,
    DefaultCacheBehavior: without(config.DefaultCacheBehavior!, arn),
    ...(config.CacheBehaviors && { CacheBehaviors: { ...config.CacheBehaviors, Items: items } }),
  };
}

function without<B extends Behavior>(behavior: B, arn: string): B {
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
