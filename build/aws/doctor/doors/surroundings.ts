import type {
  CachePolicyConfig,
  DistributionSummary,
  OriginAccessControlConfig,
} from '@aws-sdk/client-cloudfront';
import type { AwsClients } from '../../clients.js';
import { listDistributions } from '../../resources/distributions.js';
import { readAccessControl, readCachePolicy } from '../../resources/policies.js';
import { readTags, type Tags } from '../../resources/tags.js';
import { listTenants, readTenantParameters, type TenantState } from '../../resources/tenants.js';
import { originsFor } from '../../survey/behaviors.js';
import { customPolicyId } from '../../survey/caching.js';
import { isS3Origin, listOriginParameters, locateOrigin } from '../../survey/origins.js';
import { ABSENT, type ReadResult, tryRead, valueOrUndefined } from '../../survey/read-result.js';
import { hasBucket, listBackendBehaviors } from './backend.js';
import type { Site } from './site.js';

/**
 * What is around the distribution's configuration. Whatever could not be read hides only the doors
 * that it would show.
 */
export interface Surroundings {
  /** By id: the custom cache policies of behaviors that must not cache for everybody. */
  readonly cachePolicies: ReadResults<CachePolicyConfig>;
  /** By id: the access controls of the buckets behind guarded behaviors. */
  readonly accessControls: ReadResults<OriginAccessControlConfig>;
  /** The distributions of the account; undefined if no guarded behavior has a bucket. */
  readonly distributions: ReadResult<readonly DistributionSummary[] | undefined>;
  /** The tags of the distribution; undefined if the configuration names its owner. */
  readonly tags: ReadResult<Tags | undefined>;
  /** Undefined if the distribution takes no tenants. */
  readonly tenants: ReadResult<readonly TenantState[] | undefined>;
  /** By a tenant's id, the parameters that it fills; undefined if no origin has parameters. */
  readonly tenantParameters: ReadResult<ReadonlyMap<string, readonly string[]> | undefined>;
}

type ReadResults<T> = ReadonlyMap<string, ReadResult<T | undefined>>;

/** Of a site that does not exist. */
export const NO_SURROUNDINGS: Surroundings = {
  cachePolicies: new Map(),
  accessControls: new Map(),
  distributions: ABSENT,
  tags: ABSENT,
  tenants: ABSENT,
  tenantParameters: ABSENT,
};

/** Reads what the site's configuration refers to, except the tags if they are known already. */
export async function readSurroundings(
  aws: AwsClients,
  site: Site,
  known?: Surroundings['tags'],
): Promise<Surroundings> {
  const buckets = listGuardedBuckets(site);
  const controls = buckets.map(({ OriginAccessControlId: id }) => id);
  const hasName = buckets.some((origin) => locateOrigin(origin).bucket !== undefined);
  const isMultiTenant = site.distribution.ConnectionMode === 'tenant-only';
  const hasParameters = listOriginParameters(site.distribution).length > 0;
  const hasOwner = site.deployment.managedBy !== undefined;
  const [cachePolicies, accessControls, distributions, tags, tenants] = await Promise.all([
    readAll(listPolicyIds(site), (id) => readCachePolicy(aws, id)),
    readAll(controls, (id) => readAccessControl(aws, id)),
    hasName ? tryRead(() => listDistributions(aws)) : ABSENT,
    known ?? (hasOwner ? ABSENT : tryRead(() => readTags(aws, site.arn))),
    isMultiTenant ? tryRead(() => listTenants(aws, site.id)) : ABSENT,
  ]);
  const enabled = (valueOrUndefined<readonly TenantState[] | undefined>(tenants) ?? []).filter(
    (tenant) => tenant.enabled,
  );
  const tenantParameters =
    hasParameters && enabled.length > 0
      ? await tryRead(() => readTenantParameters(aws, enabled))
      : ABSENT;
  return { cachePolicies, accessControls, distributions, tags, tenants, tenantParameters };
}

/** The S3 origins of the guarded behaviors. */
function listGuardedBuckets({ behaviors, distribution }: Site) {
  return behaviors
    .filter(({ isGuarded }) => isGuarded)
    .flatMap(({ behavior }) => originsFor(distribution, behavior))
    .filter(isS3Origin);
}

function listPolicyIds(site: Site): readonly (string | undefined)[] {
  const hasIdentity = site.config.identityHeader !== false;
  const identified = site.behaviors.filter(({ isGuarded }) => hasIdentity && isGuarded);
  return [...listBackendBehaviors(site), ...identified]
    .filter((each) => !hasBucket(site, each))
    .map(({ behavior }) => customPolicyId(behavior));
}

async function readAll<T>(
  ids: readonly (string | undefined)[],
  read: (id: string) => Promise<T | undefined>,
): Promise<ReadResults<T>> {
  const wanted = [...new Set(ids)].filter((id) => id !== undefined && id !== '') as string[];
  return new Map(
    await Promise.all(wanted.map(async (id) => [id, await tryRead(() => read(id))] as const)),
  );
}
