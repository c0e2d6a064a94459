import { describe, expect, it } from 'vitest';
import type { TenantState } from '../../../../../../build/aws/resources/tenants.js';
import { listCodes, ok } from '../checks/healthy.js';
import { findDoors, withBucket } from './doors.js';

const TENANT: TenantState = {
  id: 'dt_1',
  name: 'harbor',
  enabled: true,
  hasNoFirewall: false,
};

const PARAMETERS = withBucket({
  DomainName: '{{bucket}}.s3.eu-west-1.amazonaws.com',
  OriginPath: '/{{ folder }}',
});

const found = (tenant: Partial<TenantState> & { parameters?: string[] }, site = {}) => {
  const { parameters = [], ...changes } = tenant;
  return findDoors(
    site,
    {},
    {
      tenants: ok([{ ...TENANT, ...changes }]),
      tenantParameters: ok(new Map([[TENANT.id, parameters]])),
    },
  );
};

describe('a tenant', () => {
  it('that switches the firewall off is named', () => {
    expect(found({ hasNoFirewall: true })).toMatchObject([
      {
        code: 'tenant-firewall-off',
        severity: 'warning',
        what: expect.stringContaining('the tenant harbor (dt_1) of E1A2B3C4D5E6F7 switches'),
      },
    ]);
  });

  it.each(['bucket', 'folder'])('that fills the parameter %s of an origin is named', (name) => {
    expect(found({ parameters: [name, 'title'] }, PARAMETERS)).toMatchObject([
      {
        code: 'tenant-origin',
        severity: 'warning',
        what: expect.stringContaining(`fills ${name},`),
      },
    ]);
  });

  it('may do both', () => {
    const tenant = { hasNoFirewall: true, parameters: ['bucket'] };
    expect(listCodes(found(tenant, PARAMETERS))).toEqual(['tenant-firewall-off', 'tenant-origin']);
  });

  it.each([
    ['changes nothing', {}, PARAMETERS],
    ['fills another parameter', { parameters: ['title'] }, PARAMETERS],
    ['fills a parameter of no origin', { parameters: ['bucket'] }, {}],
    ['is disabled', { enabled: false, hasNoFirewall: true, parameters: ['bucket'] }, PARAMETERS],
  ])('is not, if it %s', (_, tenant, site) => {
    expect(found(tenant, site)).toEqual([]);
  });
});
