import type * as Sdk from '@aws-sdk/client-cloudfront';
import type { Given, Operations } from '../server/service.js';
import { ACCOUNT_ID, type Account, toDate } from '../state.js';
import { ServiceError } from '../wire/service-error.js';
import { paginate } from './page.js';

/** The tenants of multi-tenant distributions. A list does not have their parameters. */
export function tenantOperations({ tenants }: Account): Operations {
  return {
    ListDistributionTenants(
      input: Given<Sdk.ListDistributionTenantsRequest>,
    ): Sdk.ListDistributionTenantsResult {
      const wanted = input.AssociationFilter?.DistributionId;
      const all = [...tenants.values()].filter(
        ({ DistributionId }) => wanted === undefined || DistributionId === wanted,
      );
      const { items, next } = paginate(all, ({ Id }) => Id!, input);
      return {
        NextMarker: next,
        DistributionTenantList: items.map(({ Parameters: _, Tags: __, ...tenant }) => ({
          ...(tenant as Required<typeof tenant>),
          CreatedTime: toDate(0),
          LastModifiedTime: toDate(0),
          ETag: 'ETENANT',
        })),
      };
    },

    GetDistributionTenant({
      Identifier,
    }: Given<Sdk.GetDistributionTenantRequest>): Sdk.GetDistributionTenantResult {
      const found = tenants.get(Identifier);
      if (!found) {
        throw new ServiceError('EntityNotFound', 'The tenant does not exist.');
      }
      return { DistributionTenant: found, ETag: 'ETENANT' };
    },
  };
}

/** Adds an enabled tenant; gives its id. */
export function addTenant(
  { tenants, serial }: Account,
  distributionId: string,
  changes: Partial<Sdk.DistributionTenant>,
): string {
  const id = `dt_${serial().toString().padStart(6, '0')}`;
  tenants.set(id, {
    Id: id,
    DistributionId: distributionId,
    Name: `tenant-${id}`,
    Arn: `arn:aws:cloudfront::${ACCOUNT_ID}:distribution-tenant/${id}`,
    Domains: [{ Domain: `${id.replace('_', '-')}.example`, Status: 'active' }],
    Enabled: true,
    Status: 'Deployed',
    ...changes,
  });
  return id;
}
