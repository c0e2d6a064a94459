import type * as Sdk from '@aws-sdk/client-cloudfront';
import type { Given, Operations } from '../server/service.js';
import { type Account, toDate } from '../state.js';
import { ServiceError } from '../wire/service-error.js';

/** Cache policies and origin access controls, which distributions refer to. */
export function policyOperations(account: Account): Operations {
  return {
    GetCachePolicy({ Id }: Given<Sdk.GetCachePolicyRequest>): Sdk.GetCachePolicyResult {
      const config = account.cachePolicies.get(Id);
      if (!config) {
        throw new ServiceError('NoSuchCachePolicy', 'The cache policy does not exist.');
      }
      return {
        CachePolicy: { Id, LastModifiedTime: toDate(0), CachePolicyConfig: config },
        ETag: 'EPOLICY',
      };
    },

    GetOriginAccessControl({
      Id,
    }: Given<Sdk.GetOriginAccessControlRequest>): Sdk.GetOriginAccessControlResult {
      const config = account.accessControls.get(Id);
      if (!config) {
        throw new ServiceError(
          'NoSuchOriginAccessControl',
          'The origin access control does not exist.',
        );
      }
      return {
        OriginAccessControl: { Id, OriginAccessControlConfig: config },
        ETag: 'ECONTROL',
      };
    },
  };
}
