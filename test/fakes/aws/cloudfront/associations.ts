import type {
  CacheBehavior,
  DefaultCacheBehavior,
  DistributionConfig,
} from '@aws-sdk/client-cloudfront';
import type { Account } from '../state.js';
import { Refusal } from '../wire/refusal.js';

const EVENTS: readonly string[] = ['viewer-request', 'viewer-response'];
/** One for each of the two events. */
const LIMIT = EVENTS.length;

/** The behaviours of a distribution in the order in which CloudFront tries them; the default one is last and has no pattern. */
export function behaviorsOf(
  config: DistributionConfig,
): readonly (DefaultCacheBehavior & Partial<Pick<CacheBehavior, 'PathPattern'>>)[] {
  return [...(config.CacheBehaviors?.Items ?? []), config.DefaultCacheBehavior!];
}

/** Whether a behaviour has the function, or had it a moment ago and may still have it at some edge location. */
export function isAssociated({ clock, propagation, distributions }: Account, arn: string): boolean {
  const oldest = clock.now() - propagation.distribution;
  return [...distributions.values()]
    .flatMap(({ configs }) => configs.since(oldest))
    .flatMap((config) => (config ? behaviorsOf(config) : []))
    .some(({ FunctionAssociations }) =>
      FunctionAssociations?.Items?.some(({ FunctionARN }) => FunctionARN === arn),
    );
}

export function checkAssociations(account: Account, behavior: DefaultCacheBehavior): void {
  const items = behavior.FunctionAssociations?.Items ?? [];
  if (items.length > LIMIT) {
    throw new Refusal('TooManyFunctionAssociations', `A behavior takes ${LIMIT} functions.`);
  }
  const refuse = (message: string) => new Refusal('InvalidFunctionAssociation', message);
  const events = items.map(({ EventType }) => EventType as string);
  if (!events.every((event) => EVENTS.includes(event))) {
    throw refuse('The event is not known.');
  }
  if (new Set(events).size < events.length) {
    throw refuse('One function an event.');
  }
  const lambdas = behavior.LambdaFunctionAssociations?.Items ?? [];
  if (items.length > 0 && lambdas.some(({ EventType }) => EVENTS.includes(EventType as string))) {
    throw refuse('Functions and Lambda@Edge do not share the viewer events of a behavior.');
  }
  for (const { FunctionARN } of items) {
    const found = [...account.functions.values()].find(({ arn }) => arn === FunctionARN);
    if (!found?.LIVE) {
      throw refuse('The function has no LIVE stage.');
    }
  }
}
