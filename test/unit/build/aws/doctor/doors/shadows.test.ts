import { describe, expect, it } from 'vitest';
import type { EdgeConfig } from '../../../../../../build/config/edge-config.js';
import { cacheBehavior } from '../../../../../fakes/aws/cloudfront/sample-distribution.js';
import { API, listCodes, siteConfig, withFunction } from '../checks/healthy.js';
import { findDoors, withBehaviors } from './doors.js';

// Its answers are not cached.
const BACKEND = {
  TargetOriginId: 'backend',
  CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
};

/** The sample's bucket, and a second origin that differs from it. */
function withOrigin(changes: object) {
  const origins = siteConfig().Origins!.Items!;
  const second = { ...origins.find(({ Id }) => Id === 'site')!, Id: 'second', ...changes };
  return { Origins: { Quantity: origins.length + 1, Items: [...origins, second] } };
}

describe('an open behavior shadows a guarded one', () => {
  it.each(['*', '/*', '**', '*?', '/?*'])(
    'with the pattern %s before the default one',
    (pattern) => {
      expect(listCodes(findDoors(withBehaviors(cacheBehavior(pattern))))).toEqual([
        'behavior-shadowed',
      ]);
    },
  );

  it('before the default one, whatever its origin', () => {
    const site = withBehaviors(cacheBehavior('*', BACKEND));
    expect(findDoors(site)).toMatchObject([
      { severity: 'error', what: expect.stringContaining('takes every request of default') },
    ]);
  });

  it.each(['/files/*', '/f*', 'files/*', '*/secret/*', '/files/?ecret/*'])(
    'with the pattern %s before /files/secret/*',
    (pattern) => {
      const guarded = withFunction(cacheBehavior('/files/secret/*'));
      const site = withBehaviors(cacheBehavior(pattern, BACKEND), guarded);
      expect(listCodes(findDoors(site))).toEqual(['behavior-shadowed']);
    },
  );

  it('that only the configuration names', () => {
    const site = withBehaviors(cacheBehavior('/f*', BACKEND), cacheBehavior('/files/*'));
    const config = { deploy: { behaviors: ['default', '/files/*'] } };
    expect(findDoors(site, config)).toMatchObject([
      { code: 'behavior-shadowed', fix: expect.stringContaining('add "/f*" to deploy.behaviors') },
    ]);
  });
});

describe("an open behavior serves the app's page", () => {
  it.each([
    ['the page of spaFallback', '*.html', {}, {}],
    ['that page alone', '/index.html', {}, {}],
    ['that page under another name', 'app.*', { spaFallback: '/app.htm' }, {}],
    ['the start page', '/', {}, {}],
    ['the default root object', '/home.htm?', {}, { DefaultRootObject: 'home.html' }],
  ])('%s', (_, pattern, config: EdgeConfig, changes) => {
    const site = { ...changes, ...withBehaviors(cacheBehavior(pattern)) };
    expect(listCodes(findDoors(site, config))).toEqual(['behavior-shadowed']);
  });

  it('from another spelling of the same bucket', () => {
    const second = cacheBehavior('*.html', { TargetOriginId: 'second' });
    const site = (changes: object) => ({ ...withBehaviors(second), ...withOrigin(changes) });
    const DomainName = 'site.s3.dualstack.eu-west-1.amazonaws.com';
    expect(listCodes(findDoors(site({ DomainName })))).toContain('behavior-shadowed');
    expect(findDoors(site({ DomainName: 'docs.s3.eu-west-1.amazonaws.com' }))).toEqual([]);
    expect(findDoors(site({ DomainName, OriginPath: '/docs' }))).toEqual([]);
  });
});

describe('an open behavior is harmless', () => {
  it.each([
    ['beside the guarded ones', [cacheBehavior('/assets/*')], {}],
    ['with a pattern in another case', [cacheBehavior('*.HTML')], {}],
    ['with one character too few', [cacheBehavior('/index.htm')], {}],
    ["that serves another origin's pages", [cacheBehavior('*.html', BACKEND)], {}],
    ['after a guarded one', [withFunction(cacheBehavior('/f*')), cacheBehavior('/files/*')], {}],
    [
      'before a guarded one that has more',
      [cacheBehavior('/files/*.js'), withFunction(cacheBehavior('/files/*'))],
      {},
    ],
    [
      'before a guarded one that is public anyway',
      [cacheBehavior('/public/*'), withFunction(cacheBehavior('/public/img/*'))],
      { publicPaths: ['/public/*'] },
    ],
    ['for a start page that is public', [cacheBehavior('/')], { publicPaths: ['/'] }],
    ['for another page of the app', [cacheBehavior('/app.html')], {}],
    [
      'for the page that spaFallback would serve, if that is off',
      [cacheBehavior('/app.html')],
      { spaFallback: false as const },
    ],
    [
      'after one that takes the page',
      [withFunction(cacheBehavior('/index.html')), cacheBehavior('*.html')],
      {},
    ],
  ])('%s', (_, items, config: EdgeConfig) => {
    expect(findDoors(withBehaviors(...items), config)).toEqual([]);
  });

  it('as long as it does not come before everything', () => {
    const site = { CacheBehaviors: { Quantity: 1, Items: [API] } };
    expect(findDoors(site)).toEqual([]);
  });
});
