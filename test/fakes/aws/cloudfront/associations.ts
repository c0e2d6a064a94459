import type {
  CacheBehavior,
  DefaultCacheBehavior,
  DistributionConfig,
} from '@aws-sdk/client-cloudfront';
import type { Account } from '../state.js';
import { ServiceError } from '../wire/service-error.js';

const EVENTS: readonly string[] = ['viewer-request', 'viewer-response'];

// One function for each event.
const LIMIT = EVENTS.length;

/**
 * The behaviors of a distribution in the order in which CloudFront tries them; the default one is
 * last and has no pattern.
 */
export function listBehaviors(
  config: DistributionConfig,
): readonly (DefaultCacheBehavior & Partial<Pick<CacheBehavior, 'PathPattern'>>)[] {
  return [...(config.CacheBehaviors?.Items ?? []), config.DefaultCacheBehavior!];
}

/**
 * Whether a behavior runs the function, or some edge location may still run it because of an
 * earlier configuration.
 */
export function isAssociated({ clock, propagation, distributions }: Account, arn: string): boolean {
  const oldest = clock.now() - propagation.distribution;
  return [...distributions.values()]
    .flatMap(({ configs }) => configs.since(oldest))
    .flatMap((config) => (config ? listBehaviors(config) : []))
    .some(({ FunctionAssociations }) =>
      FunctionAssociations?.Items?.some(({ FunctionARN }) => FunctionARN === arn),
    );
}

/** Throws ServiceError if CloudFront would reject the functions of a behavior. */
export function checkAssociations(account: Account, behavior: DefaultCacheBehavior): void {
  const items = behavior.FunctionAssociations?.Items ?? [];
  if (items.length > LIMIT) {
    throw new ServiceError('TooManyFunctionAssociations', `A behavior takes ${LIMIT} functions.`);
  }
  const invalid = (message: string) => new ServiceError('InvalidFunctionAssociation', message);
  const events = items.map(({ EventType }) => EventType as string);
  if (!events.every((event) => EVENTS.includes(event))) {
    throw invalid('The event is unknown.');
  }
  if (new Set(events).size < events.length) {
    throw invalid('An event takes one function.');
  }
  const lambdas = behavior.LambdaFunctionAssociations?.Items ?? [];
  if (items.length > 0 && lambdas.some(({ EventType }) => EVENTS.includes(EventType as string))) {
    throw invalid('Functions and Lambda@Edge do not share the viewer events of a behavior.');
  }
  for (const { FunctionARN } of items) {
    const found = [...account.functions.values()].find(({ arn }) => arn === FunctionARN);
    if (!found?.LIVE) {
      throw invalid('The function has no LIVE stage.');
    }
  }
}
