import { describe, expect, it } from 'vitest';
import { checkLogin } from '../../../../../../build/aws/doctor/checks/login.js';
import type { EdgeConfig } from '../../../../../../build/config/edge-config.js';
import { cacheBehavior } from '../../../../../fakes/aws/cloudfront/sample-distribution.js';
import { API, codes, guarded, healthy, seen, siteConfig, surveyed } from './healthy.js';

function onSite(config: EdgeConfig, ...items: ReturnType<typeof cacheBehavior>[]) {
  const site = siteConfig({ CacheBehaviors: { Quantity: items.length, Items: items } });
  return codes(checkLogin(healthy({ distribution: surveyed(site) }, config)));
}

const GET_ONLY = { Quantity: 2, Items: ['GET' as const, 'HEAD' as const] };

const cookies = (forward: 'none' | 'all' | 'whitelist') => ({
  CachePolicyId: undefined,
  OriginRequestPolicyId: undefined,
  ForwardedValues: { QueryString: true, Cookies: { Forward: forward } },
});

describe('a login at the backend', () => {
  it.each([
    ['by a behavior of its own', API, []],
    ['by one that runs the function', guarded(API), ['login-gated']],
    ['without POST', { ...API, AllowedMethods: GET_ONLY }, ['login-no-post']],
    ['without cookies', { ...API, OriginRequestPolicyId: undefined }, ['login-no-cookies']],
    [
      'without cookies, by a policy of AWS that has some headers',
      { ...API, OriginRequestPolicyId: '59781a5b-3903-41f3-afcb-af62929ccde1' },
      ['login-no-cookies'],
    ],
    [
      'with a policy that is not told',
      { ...API, OriginRequestPolicyId: '11111111-2222-3333-4444-555555555555' },
      [],
    ],
    [
      'with a cache policy that is not told',
      { ...API, OriginRequestPolicyId: undefined, CachePolicyId: '11111111-2222' },
      [],
    ],
    ['with the settings of old, no cookies', { ...API, ...cookies('none') }, ['login-no-cookies']],
    ['with the settings of old, all cookies', { ...API, ...cookies('all') }, []],
    ['with the settings of old, some cookies', { ...API, ...cookies('whitelist') }, []],
  ])('%s', (_, behavior, expected) => {
    expect(onSite({}, behavior as typeof API)).toEqual(expected);
  });

  it('is looked for without its query', () => {
    expect(
      onSite({ loginPath: '/api/enter?step=1' }, { ...API, PathPattern: '/api/enter' }),
    ).toEqual([]);
  });
});

describe('a login at the bucket', () => {
  it.each([
    ['of a path', {}, ['login-gated', 'login-at-s3']],
    ['of a page', { loginPath: '/login.html' }, ['login-gated']],
    [
      'of a page of the app, whose files are public',
      { loginPath: '/login', publicPaths: ['/assets/*'] },
      ['login-gated'],
    ],
    [
      'of a path, with public files and no fallback',
      { loginPath: '/login', publicPaths: ['/assets/*'], spaFallback: false as const },
      ['login-gated', 'login-at-s3'],
    ],
  ])('%s', (_, config, expected) => {
    expect(onSite(config)).toEqual(expected);
  });

  it('is no page of the app where the function does not run', () => {
    const config = { loginPath: '/login', publicPaths: ['/assets/*'] };
    expect(onSite(config, cacheBehavior('/login'))).toEqual(['login-at-s3']);
  });
});

describe('a login by an address', () => {
  it.each([
    ['of this distribution', 'https://d1.cloudfront.net/api/enter', ['login-no-post']],
    ['of an alias', 'https://app.example/api/enter', ['login-no-post']],
    ['of another site', 'https://id.example/api/enter', []],
  ])('%s', (_, loginPath, expected) => {
    expect(onSite({ loginPath }, { ...API, AllowedMethods: GET_ONLY })).toEqual(expected);
  });
});

it('says nothing of a distribution that is not there', () => {
  expect(checkLogin(healthy({ distribution: seen(undefined) }))).toEqual([]);
});
