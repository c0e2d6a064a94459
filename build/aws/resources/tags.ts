import type { Tags as SdkTags } from '@aws-sdk/client-cloudfront';
import type { AwsClients } from '../clients.js';
import { undefinedIfMissing } from '../errors.js';

/** The tags of a resource: values by key. */
export type Tags = Readonly<Record<string, string>>;

/** Reads the tags of one of CloudFront's resources; undefined if there is no such resource. */
export async function readTags({ cloudfront }: AwsClients, arn: string): Promise<Tags | undefined> {
  const found = await undefinedIfMissing(cloudfront.listTagsForResource({ Resource: arn }));
  return (
    found &&
    Object.fromEntries((found.Tags?.Items ?? []).map(({ Key, Value = '' }) => [Key!, Value]))
  );
}

/** Adds tags to one of CloudFront's resources; other tags stay. */
export async function addTags({ cloudfront }: AwsClients, arn: string, tags: Tags): Promise<void> {
  await cloudfront.tagResource({ Resource: arn, Tags: toCloudFrontTags(tags) });
}

/** The tags as CloudFront's calls take them. */
export function toCloudFrontTags(tags: Tags): SdkTags {
  return { Items: toTagList(tags) };
}

/** The tags as a list, as Secrets Manager takes them. */
export function toTagList(tags: Tags) {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** The member of an input that sets tags; none without tags, which would need a permission. */
export function withTags<T>(tags: Tags, convert: (tags: Tags) => T): { Tags?: T } {
  return Object.keys(tags).length === 0 ? {} : { Tags: convert(tags) };
}

/** Those of the wanted tags that are missing, or have another value. */
export function missingTags(wanted: Tags, found: Tags): Tags {
  return Object.fromEntries(
    Object.entries(wanted).filter(
      ([key, value]) => !Object.hasOwn(found, key) || found[key] !== value,
    ),
  );
}
