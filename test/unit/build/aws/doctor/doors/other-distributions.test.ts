import type {
  CacheBehavior,
  DistributionConfig,
  DistributionSummary,
} from '@aws-sdk/client-cloudfront';
import { describe, expect, it } from 'vitest';
import { cacheBehavior } from '../../../../../fakes/aws/cloudfront/sample-distribution.js';
import { DISTRIBUTION, listCodes, ok, siteConfig, withFunction } from '../checks/healthy.js';
import { findDoors, withBucket } from './doors.js';

const OPEN = siteConfig().DefaultCacheBehavior!;

/** A second distribution with the sample's bucket in a default behavior without the function. */
function second(changes: Partial<DistributionConfig> = {}, summary: object = {}) {
  const { FunctionAssociations: _, ...behavior } = OPEN;
  const config = { ...siteConfig(), DefaultCacheBehavior: behavior, ...changes };
  return { ...config, Id: 'E2SECOND', Enabled: true, ...summary } as unknown as DistributionSummary;
}

function beside(other: DistributionSummary, path = '', config = {}) {
  const distributions = ok([{ ...second(), Id: DISTRIBUTION } as DistributionSummary, other]);
  return findDoors(withBucket({ OriginPath: path }), config, { distributions });
}

function only(behavior: CacheBehavior): Partial<DistributionConfig> {
  return {
    DefaultCacheBehavior: withFunction(OPEN),
    CacheBehaviors: { Quantity: 1, Items: [behavior] },
  };
}

describe('another distribution serves the same files', () => {
  it.each([
    ['site.s3.eu-west-1.amazonaws.com', '', ''],
    ['site.s3.amazonaws.com', '/app', '/app'],
    ['site.s3-eu-west-1.amazonaws.com', '', '/app'],
    ['site.s3-website-eu-west-1.amazonaws.com', '/', '/app'],
    ['site.s3.dualstack.eu-west-1.amazonaws.com', '/app', '/app/2026'],
    ['site.s3-accelerate.amazonaws.com', '', ''],
    ['s3.eu-west-1.amazonaws.com', '/site/app', '/app'],
    ['SITE.s3.eu-west-1.amazonaws.com', '', ''],
  ])('from %s%s, where the site is at "%s"', (DomainName, OriginPath, path) => {
    const other = second(withBucket({ DomainName, OriginPath }));
    expect(beside(other, path)).toMatchObject([
      {
        code: 'distribution-same-bucket',
        severity: 'warning',
        what: expect.stringContaining('E2SECOND serves the same bucket'),
        fix: expect.stringContaining('deploy --distribution E2SECOND --shared'),
      },
    ]);
  });

  it('in one behavior, whatever its default one runs', () => {
    expect(beside(second(only(cacheBehavior('/all/*'))))[0]!.what).toContain('by /all/*');
  });

  it('with another function', () => {
    const other = withFunction(OPEN, 'arn:aws:cloudfront::0:function/rewrite');
    expect(listCodes(beside(second({ DefaultCacheBehavior: other })))).toEqual([
      'distribution-same-bucket',
    ]);
  });

  it('with the function at the other viewer event', () => {
    const items = withFunction(OPEN).FunctionAssociations.Items.map((each) => ({
      ...each,
      EventType: 'viewer-response' as const,
    }));
    const other = { ...OPEN, FunctionAssociations: { Quantity: 1, Items: items } };
    expect(listCodes(beside(second({ DefaultCacheBehavior: other })))).toEqual([
      'distribution-same-bucket',
    ]);
  });

  it('as its staging distribution', () => {
    expect(beside(second({}, { Staging: true }))[0]!.what).toMatch(/^the staging distribution E2/);
  });

  it('through an origin group', () => {
    const group = {
      Id: 'pair',
      FailoverCriteria: { StatusCodes: { Quantity: 1, Items: [500] } },
      Members: { Quantity: 2, Items: [{ OriginId: 'backend' }, { OriginId: 'site' }] },
    };
    const { FunctionAssociations: _, ...behavior } = OPEN;
    const other = second({
      OriginGroups: { Quantity: 1, Items: [group] },
      DefaultCacheBehavior: { ...behavior, TargetOriginId: 'pair' },
    });
    expect(listCodes(beside(other))).toEqual(['distribution-same-bucket']);
  });
});

describe('another distribution is harmless', () => {
  it.each([
    ['with another bucket', second(withBucket({ DomainName: 'docs.s3.amazonaws.com' })), ''],
    ['beside the path of the site', second(withBucket({ OriginPath: '/docs' })), '/app'],
    ['at a path with the same beginning', second(withBucket({ OriginPath: '/ap' })), '/app'],
    ['below the path of the site', second(withBucket({ OriginPath: '/docs' })), ''],
    ['with the function', second({ DefaultCacheBehavior: withFunction(OPEN) }), ''],
    ['if it is disabled', second({}, { Enabled: false }), ''],
    ['in China', second(withBucket({ DomainName: 'site.s3.cn-north-1.amazonaws.com.cn' })), ''],
  ])('%s', (_, other, path) => {
    expect(beside(other, path)).toEqual([]);
  });

  it('if it serves public files only', () => {
    const other = second(only(cacheBehavior('/public/img/*')));
    expect(beside(other, '', { publicPaths: ['/public/*'] })).toEqual([]);
    expect(listCodes(beside(other))).toEqual(['distribution-same-bucket']);
  });
});
