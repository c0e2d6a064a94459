import type { CliError } from '../../../host/errors.js';
import type { ReadResult } from '../../survey/read-result.js';
import { accessFix } from '../checks/environment.js';
import { createFinding, type DoorCheck, type Finding } from '../findings.js';
import type { Surroundings } from './surroundings.js';

/** The permissions that reading each part needs. */
export const PERMISSIONS = {
  cachePolicies: 'cloudfront:GetCachePolicy',
  accessControls: 'cloudfront:GetOriginAccessControl',
  distributions: 'cloudfront:ListDistributions',
  tags: 'cloudfront:ListTagsForResource',
  tenants: 'cloudfront:ListDistributionTenants',
  tenantParameters: 'cloudfront:GetDistributionTenant',
} as const satisfies Readonly<Record<keyof Surroundings, string>>;

/** The surroundings that could not be read: one finding for each permission. */
export const checkUnread: DoorCheck = (_site, surroundings) =>
  Object.entries(PERMISSIONS).flatMap(([part, permission]) => {
    const error = findError(surroundings[part as keyof Surroundings]);
    return error ? [describeUnread(error, permission)] : [];
  });

/** An optional read that failed: a warning, because yesterday's permissions may not allow it. */
export function describeUnread(error: CliError, permission: string): Finding {
  const what = error.message.split('\n')[0]!;
  return createFinding('not-checked', what, accessFix(error, permission));
}

function findError(part: ReadResult<unknown> | ReadonlyMap<string, ReadResult<unknown>>) {
  const results = part instanceof Map ? [...part.values()] : [part as ReadResult<unknown>];
  return results.flatMap((each) => (each.ok ? [] : [each.error]))[0];
}
