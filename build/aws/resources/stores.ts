import type { Aws } from '../clients.js';
import { ifThere } from '../errors.js';

/** A KeyValueStore as the control plane knows it. */
export interface StoreState {
  readonly arn: string;
  /** Of the control plane; the data plane has its own. */
  readonly etag: string;
  /** `PROVISIONING` for half a minute after it was made, then `READY`. */
  readonly status: string;
}

export async function readStore(
  { cloudfront }: Aws,
  name: string,
): Promise<StoreState | undefined> {
  const found = await ifThere(cloudfront.describeKeyValueStore({ Name: name }));
  const { ARN, Status } = found?.KeyValueStore ?? {};
  return found && { arn: ARN!, etag: found.ETag!, status: Status ?? '' };
}

export async function createStore({ cloudfront }: Aws, name: string, comment: string) {
  await cloudfront.createKeyValueStore({ Name: name, Comment: comment });
}

/** Deletes the store with all entries; CloudFront refuses while a function is associated with it. */
export async function deleteStore({ cloudfront }: Aws, name: string, etag: string) {
  await cloudfront.deleteKeyValueStore({ Name: name, IfMatch: etag });
}
