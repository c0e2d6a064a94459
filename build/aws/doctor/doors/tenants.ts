import { listOriginParameters } from '../../survey/origins.js';
import { valueOrUndefined } from '../../survey/read-result.js';
import { createFinding, type DoorCheck } from '../findings.js';

/** Tenants of a multi-tenant distribution that differ from it in what protects the site. */
export const checkTenants: DoorCheck = (site, surroundings) => {
  const parameters = listOriginParameters(site.distribution);
  const tenants = valueOrUndefined(surroundings.tenants) ?? [];
  const given = valueOrUndefined(surroundings.tenantParameters);
  return tenants
    .filter(({ enabled }) => enabled)
    .flatMap((tenant) => {
      const subject = `the tenant ${tenant.name} (${tenant.id}) of ${site.id}`;
      const filled = (given?.get(tenant.id) ?? []).filter((name) => parameters.includes(name));
      return [
        ...(tenant.hasNoFirewall
          ? [
              createFinding(
                'tenant-firewall-off',
                `${subject} switches the web ACL off`,
                'remove that customization of the tenant, or give it a web ACL of its own',
              ),
            ]
          : []),
        ...(filled.length > 0
          ? [
              createFinding(
                'tenant-origin',
                `${subject} fills ${filled.join(', ')}, which its origin is made of`,
                'check that this origin lets nobody but CloudFront in',
              ),
            ]
          : []),
      ];
    });
};
