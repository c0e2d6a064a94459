import type { DistributionConfig } from '@aws-sdk/client-cloudfront';
import type { Finding } from '../../../../../../build/aws/doctor/findings.js';
import type { EdgeConfig } from '../../../../../../build/config/edge-config.js';
import { cacheBehavior } from '../../../../../fakes/aws/cloudfront/sample-distribution.js';
import type { FakeCloudFront } from '../../../../../fakes/aws/direct-access.js';
import { NAME } from '../../deploy/deployment.js';
import { startWorld, type World } from '../../world.js';
import { API, siteConfig, withFunction } from '../checks/healthy.js';
import { plantGuardedSite } from '../site.js';

/** The configuration that a site with every door is for. */
export const LEAKY_CONFIG: EdgeConfig = {
  identityHeader: 'X-User-Id',
  // It is a door that is wrong here, not the rest of the site.
  backendPaths: ['/me/*'],
  publicPaths: ['/errors/*'],
  deploy: { behaviors: ['default', '/reports/*', '/docs/*', '/old/*'] },
};

/** The doors of the site, in the order of the report, each with its severity. */
export const LEAKY_DOORS = [
  'error origin-open',
  'error origin-open',
  'error behavior-shadowed',
  'error behavior-shadowed',
  'error login-cached',
  'error login-cached',
  'error identity-cached',
  'error error-page-open',
  'error http-allowed',
  'error http-allowed',
  'warning executions-failed',
  'warning executions-throttled',
  'warning compute-measured',
  'warning distribution-disabled',
  'warning distribution-staging',
  'warning distribution-managed',
  'warning distribution-same-bucket',
  'warning origin-header-only',
  'warning tenant-firewall-off',
  'warning tenant-origin',
  'warning behavior-edge-code',
  'warning behavior-edge-code',
];

/**
 * The changes that make the sample site one with every door, each once or twice. Adds what they
 * refer to: a cache policy, an access control, a second distribution and metrics of `name`.
 */
export function addEveryDoor(
  cloudfront: FakeCloudFront,
  name: string,
): Partial<DistributionConfig> {
  const [bucket, backend] = siteConfig().Origins!.Items!;
  const origins = [
    bucket!,
    { ...backend!, DomainName: '{{region}}.backend.example' },
    {
      ...bucket!,
      Id: 'unsigned',
      DomainName: 'reports.s3.eu-west-1.amazonaws.com',
      OriginAccessControlId: cloudfront.addAccessControl('never'),
    },
    { ...backend!, Id: 'website', DomainName: 'old.s3-website-eu-west-1.amazonaws.com' },
    {
      ...backend!,
      Id: 'asking',
      DomainName: 'docs.s3-website-eu-west-1.amazonaws.com',
      CustomHeaders: { Quantity: 1, Items: [{ HeaderName: 'Referer', HeaderValue: 'a password' }] },
    },
  ];
  const cookies = cloudfront.addFunction('cookies', {
    code: 'function handler(event) { return event.response; }',
  });
  const headers = 'arn:aws:lambda:us-east-1:000000000000:function:headers:3';
  const behaviors = [
    cacheBehavior('*.html'),
    cacheBehavior('/rep*', { TargetOriginId: 'backend', CachePolicyId: API.CachePolicyId }),
    withFunction(cacheBehavior('/reports/*', { TargetOriginId: 'unsigned' })),
    withFunction(cacheBehavior('/docs/*', { TargetOriginId: 'asking' })),
    withFunction(cacheBehavior('/old/*', { TargetOriginId: 'website' })),
    withFunction(cacheBehavior('/me/*', { TargetOriginId: 'backend' })),
    {
      ...API,
      PathPattern: '/graphql',
      ViewerProtocolPolicy: 'allow-all' as const,
      CachePolicyId: cloudfront.addCachePolicy(),
      FunctionAssociations: {
        Quantity: 1,
        Items: [{ FunctionARN: cookies, EventType: 'viewer-response' as const }],
      },
    },
    {
      ...API,
      ViewerProtocolPolicy: 'allow-all' as const,
      CachePolicyId: '658327ea-f89d-4fab-a63d-7e88639e58f6',
      LambdaFunctionAssociations: {
        Quantity: 1,
        Items: [{ LambdaFunctionARN: headers, EventType: 'origin-response' as const }],
      },
    },
  ];
  cloudfront.addDistribution({ Comment: 'a preview of the same files' });
  cloudfront.addMetric(name, 'FunctionExecutionErrors', 12);
  cloudfront.addMetric(name, 'FunctionThrottles', 3);
  cloudfront.addMetric(name, 'FunctionComputeUtilization', 74);
  return {
    Origins: { Quantity: origins.length, Items: origins },
    CacheBehaviors: { Quantity: behaviors.length, Items: behaviors },
    CustomErrorResponses: {
      Quantity: 2,
      Items: [
        { ErrorCode: 403, ResponseCode: '404', ResponsePagePath: '/app/index.htm' },
        { ErrorCode: 500, ResponseCode: '500', ResponsePagePath: '/errors/500.html' },
      ],
    },
    Enabled: false,
    ConnectionMode: 'tenant-only',
    ContinuousDeploymentPolicyId: 'a1b2c3d4',
  };
}

/** Adds the tenants of the site: one that changes nothing, and one with both doors. */
export function addLeakyTenants(cloudfront: FakeCloudFront, distribution: string): void {
  cloudfront.addTenant(distribution, { Name: 'harbor' });
  cloudfront.addTenant(distribution, {
    Name: 'lighthouse',
    Customizations: { WebAcl: { Action: 'disable' } },
    Parameters: [{ Name: 'region', Value: 'eu' }],
  });
}

/** A world with such a site, and its configuration. */
export async function startLeaky(): Promise<{ world: World; config: EdgeConfig }> {
  const world = await startWorld();
  const changes = addEveryDoor(world.fake.cloudfront, NAME);
  const config = await plantGuardedSite(world, LEAKY_CONFIG, changes);
  const id = config.deploy!.distribution!;
  addLeakyTenants(world.fake.cloudfront, id);
  world.fake.cloudfront.tagDistribution(id, { 'aws:cloudformation:stack-name': 'quay-site' });
  return { world, config };
}

/** The doors among the findings: what the behaviors run or forward is found by other checks. */
export function listDoors(findings: readonly Finding[]): string[] {
  return findings
    .filter(({ code, severity }) => severity !== 'note' && code !== 'behavior-same-files')
    .map(({ code, severity }) => `${severity} ${code}`);
}

/** For each read that only some doors need: the permission, and what it hides. */
export const OPTIONAL_READS = {
  GetCachePolicy: ['cloudfront:GetCachePolicy', ['error login-cached']],
  GetOriginAccessControl: ['cloudfront:GetOriginAccessControl', ['error origin-open']],
  ListDistributions: ['cloudfront:ListDistributions', ['warning distribution-same-bucket']],
  ListTagsForResource: ['cloudfront:ListTagsForResource', ['warning distribution-managed']],
  ListDistributionTenants: [
    'cloudfront:ListDistributionTenants',
    ['warning tenant-firewall-off', 'warning tenant-origin'],
  ],
  GetDistributionTenant: ['cloudfront:GetDistributionTenant', ['warning tenant-origin']],
  GetMetricData: [
    'cloudwatch:GetMetricData',
    ['warning executions-failed', 'warning executions-throttled', 'warning compute-measured'],
  ],
} as const;

/** The list without these items, each once. */
export function without(list: readonly string[], hidden: readonly string[]): string[] {
  const rest = [...list];
  for (const item of hidden) {
    rest.splice(rest.indexOf(item), 1);
  }
  return rest;
}
