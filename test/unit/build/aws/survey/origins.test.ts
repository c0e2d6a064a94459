import type { Origin } from '@aws-sdk/client-cloudfront';
import { describe, expect, it } from 'vitest';
import {
  containsLocation,
  isS3Origin,
  locateOrigin,
} from '../../../../../build/aws/survey/origins.js';

function origin(DomainName: string, OriginPath = ''): Origin {
  return { Id: 'one', DomainName, OriginPath };
}

describe('the bucket of an origin', () => {
  it.each([
    ['site.s3.amazonaws.com', '', 'site', ''],
    ['site.s3.eu-west-1.amazonaws.com', '', 'site', ''],
    ['SITE.S3.EU-WEST-1.AMAZONAWS.COM', '', 'site', ''],
    ['site.s3-eu-west-1.amazonaws.com', '/app', 'site', '/app'],
    ['site.s3-us-gov-west-1.amazonaws.com', '', 'site', ''],
    ['site.s3.dualstack.eu-west-1.amazonaws.com', '', 'site', ''],
    ['site.s3-fips.dualstack.us-east-1.amazonaws.com', '', 'site', ''],
    ['site.s3-fips.us-east-1.amazonaws.com', '', 'site', ''],
    ['site.s3-external-1.amazonaws.com', '', 'site', ''],
    ['site.s3-accelerate.amazonaws.com', '', 'site', ''],
    ['site.s3-accelerate.dualstack.amazonaws.com', '', 'site', ''],
    ['site.s3-website-eu-west-1.amazonaws.com', '', 'site', ''],
    ['site.s3-website.eu-central-1.amazonaws.com', '', 'site', ''],
    ['www.app.example.s3.eu-west-1.amazonaws.com', '', 'www.app.example', ''],
    ['my.s3.site.s3.eu-west-1.amazonaws.com', '', 'my.s3.site', ''],
    ['s3.amazonaws.com', '/site', 'site', ''],
    ['s3.eu-west-1.amazonaws.com', '/site/app', 'site', '/app'],
    ['s3-eu-west-1.amazonaws.com', '/site/app/', 'site', '/app'],
    ['s3.dualstack.eu-west-1.amazonaws.com', 'site', 'site', ''],
    ['site.s3.cn-north-1.amazonaws.com.cn', '', 'site', ''],
    ['site.s3-website.cn-north-1.amazonaws.com.cn', '', 'site', ''],
  ])('%s%s', (host, path, bucket, folder) => {
    expect(locateOrigin(origin(host, path))).toMatchObject({ bucket, path: folder });
    expect(isS3Origin(origin(host, path))).toBe(true);
  });

  it.each([
    's3.amazonaws.com',
    'x.mrap.accesspoint.s3-global.amazonaws.com',
    'p-1.s3-accesspoint.eu-west-1.amazonaws.com',
  ])('is unknown of %s', (host) => {
    expect(locateOrigin(origin(host)).bucket).toBeUndefined();
    expect(isS3Origin(origin(host))).toBe(true);
  });

  it.each([
    'app.example',
    'my.s3.example',
    's3.example',
    'site.s3.amazonaws.com.evil.example',
    'abc.execute-api.eu-west-1.amazonaws.com',
    'site-s3.eu-west-1.elb.amazonaws.com',
    'abc.lambda-url.eu-west-1.on.aws',
  ])('%s is none', (host) => {
    expect(locateOrigin(origin(host)).bucket).toBeUndefined();
    expect(isS3Origin(origin(host))).toBe(false);
  });

  it('is told by S3OriginConfig too, whatever the host', () => {
    expect(
      isS3Origin({ ...origin('app.example'), S3OriginConfig: { OriginAccessIdentity: '' } }),
    ).toBe(true);
  });

  it.each([
    ['site.s3-website-eu-west-1.amazonaws.com', true],
    ['site.s3-website.eu-west-1.amazonaws.com', true],
    ['s3-website.s3.eu-west-1.amazonaws.com', false],
    ['site.s3.eu-west-1.amazonaws.com', false],
  ])('%s is a website endpoint: %s', (host, expected) => {
    expect(locateOrigin(origin(host)).isWebsite).toBe(expected);
  });
});

describe('one origin serves the files of another', () => {
  const REST = 'site.s3.eu-west-1.amazonaws.com';
  it.each([
    [origin(REST), origin('s3.amazonaws.com', '/site'), true],
    [origin(REST), origin('site.s3-website-eu-west-1.amazonaws.com', '/app'), true],
    [origin(REST, '/app'), origin(REST, '/app/'), true],
    [origin(REST, '/app'), origin(REST), false],
    [origin(REST, '/app'), origin(REST, '/apple'), false],
    [origin(REST, '/app'), origin(REST, '/docs'), false],
    [origin(REST), origin('other.s3.eu-west-1.amazonaws.com'), false],
    [origin(REST), origin('site.s3.cn-north-1.amazonaws.com.cn'), false],
    [origin('App.example'), origin('app.example.'), true],
    [origin('app.example'), origin('www.app.example'), false],
  ])('%j, %j: %s', (outer, inner, expected) => {
    expect(containsLocation(locateOrigin(outer), locateOrigin(inner))).toBe(expected);
  });
});
