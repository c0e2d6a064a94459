import type { DistributionConfig, Origin } from '@aws-sdk/client-cloudfront';
import { type Behavior, behaviorsOf } from '../resources/distributions.js';

/** A behavior by its path pattern. */
export type NamedBehavior = readonly [pattern: string, behavior: Behavior];

/** The behavior that serves a path: the first whose pattern fits, else the default one. */
export function behaviorFor(config: DistributionConfig, path: string): NamedBehavior {
  const behaviors = behaviorsOf(config);
  return (
    behaviors.slice(0, -1).find(([pattern]) => fits(pattern, path)) ??
    behaviors[behaviors.length - 1]!
  );
}

/** CloudFront's rules: `*` is any text, `?` one character, case counts, and a leading slash may be left out. */
function fits(pattern: string, path: string): boolean {
  const source = pattern
    .replace(/^\//, '')
    .replace(/[\\^$.|+()[\]{}]/g, String.raw`\$&`)
    .replaceAll('*', '[^]*')
    .replaceAll('?', '[^]');
  return new RegExp(`^/${source}$`).test(path);
}

/** The ARN of what runs at viewer-request, Lambda@Edge included. */
export function runnerOf(behavior: Behavior): string | undefined {
  const { FunctionAssociations, LambdaFunctionAssociations } = behavior;
  const isViewerRequest = ({ EventType }: { EventType?: string | undefined }) =>
    EventType === 'viewer-request';
  return (
    FunctionAssociations?.Items?.find(isViewerRequest)?.FunctionARN ??
    LambdaFunctionAssociations?.Items?.find(isViewerRequest)?.LambdaFunctionARN
  );
}

/** Where a behavior gets its files: one origin, or the members of a group. */
export function originsOf(config: DistributionConfig, behavior: Behavior): readonly Origin[] {
  const id = behavior.TargetOriginId;
  const group = config.OriginGroups?.Items?.find((each) => each.Id === id);
  const ids = group?.Members?.Items?.map(({ OriginId }) => OriginId) ?? [id];
  return (config.Origins?.Items ?? []).filter((origin) => ids.includes(origin.Id));
}

/** Whether two behaviors can serve the same file. */
export function sharesOrigin(config: DistributionConfig, a: Behavior, b: Behavior): boolean {
  const place = ({ DomainName, OriginPath = '' }: Origin) => `${DomainName}${OriginPath}`;
  const places = originsOf(config, a).map(place);
  return originsOf(config, b).some((origin) => places.includes(place(origin)));
}

/** Whether an origin is a bucket. */
export function isBucket({ DomainName = '', S3OriginConfig }: Origin): boolean {
  return S3OriginConfig !== undefined || /\.s3[.-]/.test(DomainName);
}
