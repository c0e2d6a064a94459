import { type Behavior, type Behaviors, behaviorsOf } from './distributions.js';

/** The path patterns of the behaviors that run the function, at whichever event. */
export function patternsWith(behaviors: Behaviors, arn: string): readonly string[] {
  return behaviorsOf(behaviors)
    .filter(([, behavior]) => runs(behavior, arn))
    .map(([pattern]) => pattern);
}

/** Whether a behavior runs the function, at whichever event. */
export function runs({ FunctionAssociations }: Behavior, arn: string): boolean {
  return FunctionAssociations?.Items?.some(({ FunctionARN }) => FunctionARN === arn) ?? false;
}
