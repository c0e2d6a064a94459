import type { DistributionConfig } from '@aws-sdk/client-cloudfront';
import { runs } from '../resources/associations.js';
import type { Behavior } from '../resources/distributions.js';

/** A distribution's configuration without the function; everything else is as it was. */
export function detached(config: DistributionConfig, arn: string): DistributionConfig {
  const items = config.CacheBehaviors?.Items?.map((behavior) => without(behavior, arn));
  return {
    ...config,
    DefaultCacheBehavior: without(config.DefaultCacheBehavior!, arn),
    ...(config.CacheBehaviors && { CacheBehaviors: { ...config.CacheBehaviors, Items: items } }),
  };
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
