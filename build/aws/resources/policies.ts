import type { CachePolicyConfig, OriginAccessControlConfig } from '@aws-sdk/client-cloudfront';
import type { AwsClients } from '../clients.js';
import { undefinedIfMissing } from '../errors.js';

/** Reads a cache policy; undefined if the account has none with this id. */
export async function readCachePolicy(
  { cloudfront }: AwsClients,
  id: string,
): Promise<CachePolicyConfig | undefined> {
  const found = await undefinedIfMissing(cloudfront.getCachePolicy({ Id: id }));
  return found?.CachePolicy?.CachePolicyConfig;
}

/** Reads an origin access control; undefined if the account has none with this id. */
export async function readAccessControl(
  { cloudfront }: AwsClients,
  id: string,
): Promise<OriginAccessControlConfig | undefined> {
  const found = await undefinedIfMissing(cloudfront.getOriginAccessControl({ Id: id }));
  return found?.OriginAccessControl?.OriginAccessControlConfig;
}
