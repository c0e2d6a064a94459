import type { DistributionConfig } from '@aws-sdk/client-cloudfront';
import { type Behavior, type Behaviors, behaviorsOf } from '../distributions.js';

/** A distribution's configuration without the function; everything else is as it was. */
export function detached(config: DistributionConfig, arn: string): DistributionConfig {
  const items = config.CacheBehaviors?.Items?.map((behavior) => without(behavior, arn));
  return {
    ...config,
    DefaultCacheBehavior: without(config.DefaultCacheBehavior!, arn),
    ...(config.CacheBehaviors && { CacheBehaviors: { ...config.CacheBehaviors, Items: items } }),
  };
}

/** The path patterns of the behaviors that run the function, at whichever event. */
export function patternsWith(behaviors: Behaviors, arn: string): readonly string[] {
  return behaviorsOf(behaviors)
    .filter(([, behavior]) => runs(behavior, arn))
    .map(([pattern]) => pattern);
}

function without<B extends Behavior>(behavior: B, arn: string): B {
  if (!runs(behavior, arn)) return behavior;
  const others = behavior.FunctionAssociations!.Items!.filter(
    ({ FunctionARN }) => FunctionARN !== arn,
  );
  return {
    ...behavior,
    FunctionAssociations: { Quantity: others.length, Items: others },
  };
}

function runs({ FunctionAssociations }: Behavior, arn: string): boolean {
  return FunctionAssociations?.Items?.some(({ FunctionARN }) => FunctionARN === arn) ?? false;
}
