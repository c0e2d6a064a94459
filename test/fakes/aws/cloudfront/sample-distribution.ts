import type * as Sdk from '@aws-sdk/client-cloudfront';
import { SAMPLE_ACCESS_CONTROL } from '../state.js';

const NONE = { Quantity: 0 };

/** A behavior of the sample distribution: GET and HEAD over https from the site's bucket. */
export function cacheBehavior(
  pattern: string,
  changes: Partial<Sdk.CacheBehavior> = {},
): Sdk.CacheBehavior {
  return { PathPattern: pattern, ...DEFAULT_BEHAVIOR, ...changes };
}

const DEFAULT_BEHAVIOR: Sdk.DefaultCacheBehavior = {
  TargetOriginId: 'site',
  TrustedSigners: { Enabled: false, Quantity: 0 },
  TrustedKeyGroups: { Enabled: false, Quantity: 0 },
  ViewerProtocolPolicy: 'redirect-to-https',
  AllowedMethods: {
    Quantity: 2,
    Items: ['HEAD', 'GET'],
    CachedMethods: { Quantity: 2, Items: ['HEAD', 'GET'] },
  },
  SmoothStreaming: false,
  Compress: true,
  LambdaFunctionAssociations: NONE,
  FunctionAssociations: NONE,
  FieldLevelEncryptionId: '',
  CachePolicyId: '658327ea-f89d-4fab-a63d-7e88639e58f6',
};

/**
 * A single-page app in a bucket, its backend under `/api/*` and public files under `/public/*`,
 * without a function. It has the settings that CloudFront fills in, and text that XML has to
 * escape, so that a test notices whatever an update of the configuration loses.
 */
export function sampleDistribution(
  number: number,
  changes: Partial<Sdk.DistributionConfig>,
): Sdk.DistributionConfig {
  return {
    CallerReference: `sample-${number}`,
    Aliases: { Quantity: 1, Items: ['app.example'] },
    DefaultRootObject: 'index.html',
    Origins: { Quantity: 2, Items: [BUCKET, BACKEND] },
    OriginGroups: NONE,
    DefaultCacheBehavior: DEFAULT_BEHAVIOR,
    CacheBehaviors: {
      Quantity: 2,
      Items: [
        cacheBehavior('/api/*', {
          TargetOriginId: 'backend',
          OriginRequestPolicyId: 'b689b0a8-53d0-40ab-baf2-68738e2966ac',
          CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
        }),
        cacheBehavior('/public/*'),
      ],
    },
    CustomErrorResponses: NONE,
    Comment: 'Tides & <quays>, "old" town',
    Logging: { Enabled: false, IncludeCookies: false, Bucket: '', Prefix: '' },
    PriceClass: 'PriceClass_100',
    Enabled: true,
    ViewerCertificate: {
      CloudFrontDefaultCertificate: true,
      MinimumProtocolVersion: 'TLSv1',
      CertificateSource: 'cloudfront',
    },
    Restrictions: { GeoRestriction: { RestrictionType: 'none', Quantity: 0 } },
    WebACLId: '',
    HttpVersion: 'http2and3',
    IsIPV6Enabled: true,
    ContinuousDeploymentPolicyId: '',
    Staging: false,
    ...changes,
  };
}

const ORIGIN = {
  OriginPath: '',
  CustomHeaders: NONE,
  ConnectionAttempts: 3,
  ConnectionTimeout: 10,
  OriginShield: { Enabled: false },
};

const BUCKET: Sdk.Origin = {
  ...ORIGIN,
  Id: 'site',
  DomainName: 'site.s3.eu-west-1.amazonaws.com',
  S3OriginConfig: { OriginAccessIdentity: '' },
  OriginAccessControlId: SAMPLE_ACCESS_CONTROL,
};

const BACKEND: Sdk.Origin = {
  ...ORIGIN,
  Id: 'backend',
  DomainName: 'backend.example',
  CustomOriginConfig: {
    HTTPPort: 80,
    HTTPSPort: 443,
    OriginProtocolPolicy: 'https-only',
    OriginSslProtocols: { Quantity: 1, Items: ['TLSv1.2'] },
    OriginReadTimeout: 30,
    OriginKeepaliveTimeout: 5,
  },
};

/** A cache policy that may cache for a year, with nothing in its key. */
export function cachePolicy(changes: Partial<Sdk.CachePolicyConfig> = {}): Sdk.CachePolicyConfig {
  return {
    Name: 'sample',
    MinTTL: 0,
    DefaultTTL: 86_400,
    MaxTTL: 31_536_000,
    ParametersInCacheKeyAndForwardedToOrigin: {
      EnableAcceptEncodingGzip: true,
      HeadersConfig: { HeaderBehavior: 'none' },
      CookiesConfig: { CookieBehavior: 'none' },
      QueryStringsConfig: { QueryStringBehavior: 'none' },
    },
    ...changes,
  };
}
