import type { DistributionTenantSummary } from '@aws-sdk/client-cloudfront';
import type { AwsClients } from '../clients.js';
import { undefinedIfMissing } from '../errors.js';

/** A tenant of a multi-tenant distribution. */
export interface TenantState {
  readonly id: string;
  readonly name: string;
  readonly enabled: boolean;
  /** Whether it switches the distribution's web ACL off. */
  readonly hasNoFirewall: boolean;
}

/** All tenants of a distribution. */
export async function listTenants(
  { cloudfront }: AwsClients,
  distributionId: string,
): Promise<readonly TenantState[]> {
  const all: DistributionTenantSummary[] = [];
  let marker: string | undefined;
  do {
    const page = await cloudfront.listDistributionTenants({
      AssociationFilter: { DistributionId: distributionId },
      ...(marker === undefined ? {} : { Marker: marker }),
    });
    all.push(...(page.DistributionTenantList ?? []));
    marker = page.NextMarker;
  } while (marker);
  return all.map(({ Id, Name, Enabled, Customizations }) => ({
    id: Id!,
    name: Name!,
    enabled: Enabled !== false,
    hasNoFirewall: Customizations?.WebAcl?.Action === 'disable',
  }));
}

/**
 * The names of the parameters that each tenant fills, by its id. A list of tenants does not have
 * them, so this takes a call for each.
 */
export async function readTenantParameters(
  { cloudfront }: AwsClients,
  tenants: readonly TenantState[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, readonly string[]>();
  for (const { id } of tenants) {
    const call = cloudfront.getDistributionTenant({ Identifier: id });
    // A tenant may be deleted between the two calls.
    const parameters = (await undefinedIfMissing(call))?.DistributionTenant?.Parameters ?? [];
    found.set(
      id,
      parameters.map(({ Name }) => Name!),
    );
  }
  return found;
}
