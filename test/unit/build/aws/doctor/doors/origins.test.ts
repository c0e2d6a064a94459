import type { Origin } from '@aws-sdk/client-cloudfront';
import { describe, expect, it } from 'vitest';
import { cacheBehavior } from '../../../../../fakes/aws/cloudfront/sample-distribution.js';
import { accessControl } from '../../../../../fakes/aws/state.js';
import { failed, listCodes, ok, siteConfig } from '../checks/healthy.js';
import { findDoors, withBehaviors, withBucket } from './doors.js';

const REST = 'site.s3.eu-west-1.amazonaws.com';

const WEBSITE = 'site.s3-website-eu-west-1.amazonaws.com';

const CUSTOM = siteConfig().Origins!.Items!.find(({ Id }) => Id === 'backend')!.CustomOriginConfig!;

/** An origin without anything that keeps strangers out. */
function open(DomainName: string, changes: Partial<Origin> = {}) {
  return withBucket({
    DomainName,
    OriginAccessControlId: '',
    S3OriginConfig: undefined,
    CustomOriginConfig: CUSTOM,
    ...changes,
  });
}

function headers(...names: string[]) {
  const items = names.map((name) => ({ HeaderName: name, HeaderValue: 'correct horse' }));
  return { CustomHeaders: { Quantity: items.length, Items: items } };
}

describe('the bucket of a guarded behavior is open', () => {
  it.each([
    WEBSITE,
    'site.s3-website.eu-central-1.amazonaws.com',
    'site.s3-website.cn-north-1.amazonaws.com.cn',
    REST,
    'site.s3.amazonaws.com',
    'site.s3.dualstack.eu-west-1.amazonaws.com',
    'site.s3-accelerate.amazonaws.com',
    's3.eu-west-1.amazonaws.com',
  ])('at %s', (host) => {
    expect(findDoors(open(host))).toMatchObject([
      { code: 'origin-open', severity: 'error', what: expect.stringContaining(host) },
    ]);
  });

  it('at its REST endpoint, without an access control and an identity', () => {
    const site = withBucket({ OriginAccessControlId: '' });
    expect(listCodes(findDoors(site))).toEqual(['origin-open']);
    expect(listCodes(findDoors(withBucket({ OriginAccessControlId: undefined })))).toEqual([
      'origin-open',
    ]);
  });

  it('at its REST endpoint, with a header that nobody has to send', () => {
    expect(listCodes(findDoors(open(REST, headers('Referer'))))).toEqual(['origin-open']);
  });

  it('with an access control that never signs', () => {
    const accessControls = new Map([['E0ACCESSCONTROL', ok(accessControl('never'))]]);
    expect(findDoors({}, {}, { accessControls })).toMatchObject([
      { code: 'origin-open', what: expect.stringContaining('E0ACCESSCONTROL, which never signs') },
    ]);
  });

  it('as the second member of an origin group', () => {
    const [bucket, backend] = siteConfig().Origins!.Items!;
    const twin = { ...bucket!, Id: 'twin', OriginAccessControlId: '' };
    const members = [{ OriginId: 'site' }, { OriginId: 'twin' }];
    const site = {
      Origins: { Quantity: 3, Items: [bucket!, backend!, twin] },
      OriginGroups: {
        Quantity: 1,
        Items: [
          {
            Id: 'pair',
            FailoverCriteria: { StatusCodes: { Quantity: 1, Items: [500] } },
            Members: { Quantity: 2, Items: members },
          },
        ],
      },
      DefaultCacheBehavior: { ...siteConfig().DefaultCacheBehavior!, TargetOriginId: 'pair' },
    };
    expect(findDoors(site)).toMatchObject([
      { code: 'origin-open', what: expect.stringContaining('the origin twin of') },
    ]);
  });

  it.each([['Referer'], ['X-Origin-Secret']])(
    'is a warning at a website endpoint that asks for %s',
    (name) => {
      const found = findDoors(open(WEBSITE, headers(name)));
      expect(found).toMatchObject([{ code: 'origin-header-only', severity: 'warning' }]);
      expect(JSON.stringify(found)).not.toContain('correct horse');
    },
  );
});

describe('an origin is harmless', () => {
  const identity = {
    OriginAccessControlId: '',
    S3OriginConfig: { OriginAccessIdentity: 'origin-access-identity/cloudfront/E1' },
  };
  it.each([
    ['with an access identity', withBucket(identity)],
    ['if it is no bucket', open('app.example')],
    ['if it is a load balancer in a VPC', open('internal-a.eu-west-1.elb.amazonaws.com')],
    ['if its name only looks like a bucket', open('my.s3.example')],
  ])('%s', (_, site) => {
    expect(findDoors(site)).toEqual([]);
  });

  it.each(['always', 'no-override'] as const)(
    'with an access control that signs: %s',
    (signing) => {
      const accessControls = new Map([['E0ACCESSCONTROL', ok(accessControl(signing))]]);
      expect(findDoors({}, {}, { accessControls })).toEqual([]);
    },
  );

  it('if only an open behavior has it', () => {
    const origins = siteConfig().Origins!.Items!;
    const images = { ...origins[0]!, Id: 'images', OriginAccessControlId: '' };
    const site = {
      ...withBehaviors(cacheBehavior('/img/*', { TargetOriginId: 'images' })),
      Origins: { Quantity: 3, Items: [...origins, images] },
    };
    expect(findDoors(site)).toEqual([]);
  });

  it('as far as can be seen, if the access control could not be read', () => {
    const accessControls = new Map([['E0ACCESSCONTROL', failed('ERR_AWS')]]);
    expect(listCodes(findDoors({}, {}, { accessControls }))).toEqual(['not-checked']);
  });
});
