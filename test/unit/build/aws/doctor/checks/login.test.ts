import { describe, expect, it } from 'vitest';
import { checkLogin } from '../../../../../../build/aws/doctor/checks/login.js';
import type { EdgeConfig } from '../../../../../../build/config/edge-config.js';
import { cacheBehavior } from '../../../../../fakes/aws/cloudfront/sample-distribution.js';
import {
  API,
  healthyInput,
  listCodes,
  ok,
  okDistribution,
  siteConfig,
  withFunction,
} from './healthy.js';

function onSite(config: EdgeConfig, ...items: ReturnType<typeof cacheBehavior>[]) {
  const site = siteConfig({ CacheBehaviors: { Quantity: items.length, Items: items } });
  return listCodes(checkLogin(healthyInput({ distribution: okDistribution(site) }, config)));
}

const GET_ONLY = { Quantity: 2, Items: ['GET' as const, 'HEAD' as const] };

const cookies = (forward: 'none' | 'all' | 'whitelist') => ({
  CachePolicyId: undefined,
  OriginRequestPolicyId: undefined,
  ForwardedValues: { QueryString: true, Cookies: { Forward: forward } },
});

describe('a login at the backend', () => {
  it.each([
    ['with a behavior of its own', API, []],
    ['with a behavior that runs the function', withFunction(API), ['login-gated']],
    ['without POST', { ...API, AllowedMethods: GET_ONLY }, ['login-no-post']],
    ['without cookies', { ...API, OriginRequestPolicyId: undefined }, ['login-no-cookies']],
    [
      'without cookies, because its managed policy forwards only headers',
      { ...API, OriginRequestPolicyId: '59781a5b-3903-41f3-afcb-af62929ccde1' },
      ['login-no-cookies'],
    ],
    [
      'with a custom origin request policy',
      { ...API, OriginRequestPolicyId: '11111111-2222-3333-4444-555555555555' },
      [],
    ],
    [
      'with a custom cache policy',
      { ...API, OriginRequestPolicyId: undefined, CachePolicyId: '11111111-2222' },
      [],
    ],
    [
      'with legacy cache settings and no cookies',
      { ...API, ...cookies('none') },
      ['login-no-cookies'],
    ],
    ['with legacy cache settings and all cookies', { ...API, ...cookies('all') }, []],
    ['with legacy cache settings and some cookies', { ...API, ...cookies('whitelist') }, []],
  ])('%s', (_, behavior, expected) => {
    expect(onSite({}, behavior as typeof API)).toEqual(expected);
  });

  it('is found without the query of its path', () => {
    expect(
      onSite({ loginPath: '/api/enter?step=1' }, { ...API, PathPattern: '/api/enter' }),
    ).toEqual([]);
  });
});

describe('a login at the bucket', () => {
  it.each([
    ['at a path without an extension', {}, ['login-gated', 'login-at-s3']],
    ['at an HTML file', { loginPath: '/login.html' }, ['login-gated']],
    [
      'at a page of the app whose files are public',
      { loginPath: '/login', publicPaths: ['/assets/*'] },
      ['login-gated'],
    ],
    [
      'at a path, with public files and without spaFallback',
      { loginPath: '/login', publicPaths: ['/assets/*'], spaFallback: false as const },
      ['login-gated', 'login-at-s3'],
    ],
  ])('%s', (_, config, expected) => {
    expect(onSite(config)).toEqual(expected);
  });

  it('is not a page of the app if the function does not run there', () => {
    const config = { loginPath: '/login', publicPaths: ['/assets/*'] };
    expect(onSite(config, cacheBehavior('/login'))).toEqual(['login-at-s3']);
  });
});

describe('a login at a URL', () => {
  it.each([
    ['of this distribution', 'https://d1.cloudfront.net/api/enter', ['login-no-post']],
    ['of an alias', 'https://app.example/api/enter', ['login-no-post']],
    ['of another site', 'https://id.example/api/enter', []],
  ])('%s', (_, loginPath, expected) => {
    expect(onSite({ loginPath }, { ...API, AllowedMethods: GET_ONLY })).toEqual(expected);
  });
});

it('finds nothing if there is no distribution', () => {
  expect(checkLogin(healthyInput({ distribution: ok(undefined) }))).toEqual([]);
});
