import type { DistributionConfig, Origin } from '@aws-sdk/client-cloudfront';
import type { ResolvedConfig } from '../../config/edge-config.js';
import { coversPattern, matchesPattern } from '../../platform/path-patterns.js';
import { type Behavior, DEFAULT_BEHAVIOR, listBehaviors } from '../resources/distributions.js';
import { containsLocation, isS3Origin, locateOrigin } from './origins.js';

// AWS's managed policies have the same ids in every account. What a custom policy forwards is not
// in the distribution's configuration.
const CACHES_BY_PATH: readonly string[] = [
  '4135ea2d-6df8-44a3-9df3-4b5a84be39ad', // CachingDisabled
  '658327ea-f89d-4fab-a63d-7e88639e58f6', // CachingOptimized
  'b2884449-e4de-46a7-ac36-70bc7f1ddd6d', // CachingOptimizedForUncompressedObjects
];

const FORWARDS_ALL: readonly string[] = [
  '216adef6-5c7f-47e4-b989-5492eafa07d3', // AllViewer
  'b689b0a8-53d0-40ab-baf2-68738e2966ac', // AllViewerExceptHostHeader
  '33f36d7e-f396-46d9-90e0-52428a34d9dc', // AllViewerAndCloudFrontHeaders-2022-06
];

const FORWARDS_LITTLE: readonly string[] = [
  '59781a5b-3903-41f3-afcb-af62929ccde1', // CORS-CustomOrigin
  '88a5eaf4-2fd4-4709-b370-b4c650ea3fcf', // CORS-S3Origin
  'acba4595-bd28-49b8-b9fe-13317c0390fa', // UserAgentRefererHeaders
];

/**
 * Whether the behavior forwards the viewer's cookies to the origin; undefined if its policies are
 * unknown.
 */
export function forwardsCookies(behavior: Behavior): boolean | undefined {
  const { ForwardedValues: values } = behavior;
  return values ? values.Cookies?.Forward !== 'none' : forwardsByPolicies(behavior);
}

/**
 * Whether the behavior forwards a header that the function sets, in lower case; undefined if its
 * policies are unknown.
 */
export function forwardsHeader(behavior: Behavior, header: string): boolean | undefined {
  const { ForwardedValues: values } = behavior;
  if (!values) {
    return forwardsByPolicies(behavior);
  }
  const names = values.Headers?.Items?.map((name) => name.toLowerCase()) ?? [];
  return names.includes('*') || names.includes(header);
}

/**
 * AWS's managed policies forward everything that the viewer sent, or neither its cookies nor the
 * application's headers.
 */
function forwardsByPolicies({
  CachePolicyId: cache = '',
  OriginRequestPolicyId: request,
}: Behavior): boolean | undefined {
  if (request && FORWARDS_ALL.includes(request)) {
    return true;
  }
  const forwardsLittle = !request || FORWARDS_LITTLE.includes(request);
  return forwardsLittle && CACHES_BY_PATH.includes(cache) ? false : undefined;
}

/** A behavior with its path pattern. */
export type NamedBehavior = readonly [pattern: string, behavior: Behavior];

/** The behavior that serves a path: the first whose pattern matches, otherwise the default one. */
export function behaviorFor(config: DistributionConfig, path: string): NamedBehavior {
  const behaviors = listBehaviors(config);
  return (
    behaviors.slice(0, -1).find(([pattern]) => matchesPattern(pattern, path)) ??
    behaviors[behaviors.length - 1]!
  );
}

/** The ARN of the function that runs at viewer-request, Lambda@Edge included. */
export function viewerRequestArn(behavior: Behavior): string | undefined {
  const { FunctionAssociations, LambdaFunctionAssociations } = behavior;
  const isViewerRequest = ({ EventType }: { EventType?: string | undefined }) =>
    EventType === 'viewer-request';
  return (
    FunctionAssociations?.Items?.find(isViewerRequest)?.FunctionARN ??
    LambdaFunctionAssociations?.Items?.find(isViewerRequest)?.LambdaFunctionARN
  );
}

/** The origins of a behavior: one origin, or the members of an origin group. */
export function originsFor(
  config: Pick<DistributionConfig, 'Origins' | 'OriginGroups'>,
  behavior: Behavior,
): readonly Origin[] {
  const id = behavior.TargetOriginId;
  const group = config.OriginGroups?.Items?.find((each) => each.Id === id);
  const ids = group?.Members?.Items?.map(({ OriginId }) => OriginId) ?? [id];
  return (config.Origins?.Items ?? []).filter((origin) => ids.includes(origin.Id));
}

/**
 * Whether the first behavior can serve files of the second: their origins have one host or bucket
 * in common, and the first one's path there is the same or a parent.
 */
export function sharesOrigin(config: DistributionConfig, a: Behavior, b: Behavior): boolean {
  const locations = originsFor(config, b).map(locateOrigin);
  return originsFor(config, a).some((origin) =>
    locations.some((location) => containsLocation(locateOrigin(origin), location)),
  );
}

/**
 * Whether the behavior serves a backend of its own: it has a path pattern, of more than one kind of
 * file, and no bucket.
 */
export function servesBackend(
  distribution: DistributionConfig,
  [pattern, behavior]: NamedBehavior,
): boolean {
  return (
    pattern !== DEFAULT_BEHAVIOR &&
    !/\.[^/*?]*$/.test(pattern) &&
    !originsFor(distribution, behavior).some(isS3Origin)
  );
}

/** Whether the function leaves every path of the pattern to the backend: none becomes the page. */
export function isLeftToBackend(
  { backendPaths, loginPath, spaFallback }: ResolvedConfig,
  pattern: string,
): boolean {
  return (
    spaFallback === false ||
    [...backendPaths, loginPath].some((entry) => coversPattern(entry, pattern))
  );
}

/**
 * Describes a behavior that runs the function in front of a backend whose paths the function
 * replaces; undefined if there is no such problem.
 */
export function describeReplacedPaths(
  distribution: DistributionConfig,
  named: NamedBehavior,
  config: ResolvedConfig,
): { readonly what: string; readonly fix: string } | undefined {
  const [pattern] = named;
  return servesBackend(distribution, named) && !isLeftToBackend(config, pattern)
    ? {
        what: `runs the function in front of a backend, and backendPaths does not name its paths: those without a "." become ${config.spaFallback}`,
        fix: `add ${nameEntry(pattern)} to backendPaths`,
      }
    : undefined;
}

/** What to write in a list of paths for a pattern: an entry has one `*` at most, at its end. */
export function nameEntry(pattern: string): string {
  const path = pattern.replace(/^\/?/, '/');
  return /[*?]./.test(path) || path.endsWith('?')
    ? `the paths of ${pattern}`
    : JSON.stringify(path);
}
