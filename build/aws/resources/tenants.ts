import type { DistributionTenantSummary } from '@aws-sdk/client-cloudfront';
import type { AwsClients } from '../clients.js';

/** A tenant of a multi-tenant distribution, with what it changes in it. */
export interface TenantState {
  readonly id: string;
  readonly name: string;
  readonly enabled: boolean;
  /** Whether it switches the distribution's web ACL off. */
  readonly hasNoFirewall: boolean;
  /** The names of the parameters that it fills; empty unless they were asked for. */
  readonly parameters: readonly string[];
}

/**
 * All tenants of a distribution. Their parameters take a call for each tenant, so they are read
 * only if `withParameters` is set.
 */
export async function listTenants(
  { cloudfront }: AwsClients,
  distributionId: string,
  withParameters: boolean,
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
  const tenants: TenantState[] = [];
  for (const { Id, Name, Enabled, Customizations } of all) {
    tenants.push({
      id: Id!,
      name: Name!,
      enabled: Enabled !== false,
      hasNoFirewall: Customizations?.WebAcl?.Action === 'disable',
      parameters: withParameters ? await readParameters(cloudfront, Id!) : [],
    });
  }
  return tenants;
}

async function readParameters(
  cloudfront: AwsClients['cloudfront'],
  id: string,
): Promise<readonly string[]> {
  const { DistributionTenant } = await cloudfront.getDistributionTenant({ Identifier: id });
  return (DistributionTenant?.Parameters ?? []).map(({ Name }) => Name!);
}
