import type { CacheBehavior, CachePolicyConfig } from '@aws-sdk/client-cloudfront';
import { describe, expect, it } from 'vitest';
import {
  cacheBehavior,
  cachePolicy,
} from '../../../../../fakes/aws/cloudfront/sample-distribution.js';
import { API, failed, listCodes, ok, siteConfig, withFunction } from '../checks/healthy.js';
import { findDoors, withApi } from './doors.js';

const CUSTOM = '11111111-2222-3333-4444-555555555555';

const KEY = cachePolicy().ParametersInCacheKeyAndForwardedToOrigin!;

/** A custom cache policy that the behavior of the backend refers to. */
function custom(changes: Partial<CachePolicyConfig>, keyed: Partial<typeof KEY> = {}) {
  const policy = cachePolicy({
    ParametersInCacheKeyAndForwardedToOrigin: { ...KEY, ...keyed },
    ...changes,
  });
  return { cachePolicies: new Map([[CUSTOM, ok(policy)]]) };
}

function legacy(changes: object, ttl: object = {}): Partial<CacheBehavior> {
  const ForwardedValues = { QueryString: true, Cookies: { Forward: 'none' as const }, ...changes };
  return { CachePolicyId: undefined, OriginRequestPolicyId: undefined, ForwardedValues, ...ttl };
}

const cookies = (Forward: 'none' | 'all' | 'whitelist', ...names: string[]) => ({
  Cookies: { Forward, WhitelistedNames: { Quantity: names.length, Items: names } },
});

const keyedOn = (
  CookieBehavior: 'none' | 'all' | 'whitelist' | 'allExcept',
  ...names: string[]
) => ({
  CookiesConfig: { CookieBehavior, Cookies: { Quantity: names.length, Items: names } },
});

describe('a login that is cached', () => {
  it.each([
    ['CachingOptimized', '658327ea-f89d-4fab-a63d-7e88639e58f6', ['login-cached']],
    [
      'CachingOptimizedForUncompressedObjects',
      'b2884449-e4de-46a7-ac36-70bc7f1ddd6d',
      ['login-cached'],
    ],
    ['Amplify', '2e54312d-136d-493c-8eb9-b001f22f67d2', ['login-cached']],
    ['Elemental-MediaPackage', '08627262-05a9-4f76-9ded-b50ca2e3a84f', ['login-cached']],
    ['CachingDisabled', '4135ea2d-6df8-44a3-9df3-4b5a84be39ad', []],
    ['UseOriginCacheControlHeaders', '83da9c7e-98b4-4e11-a168-04f0df8e2c65', []],
    ['UseOriginCacheControlHeaders-QueryStrings', '4cc15a8a-d715-48a4-82b8-cc0b614638fe', []],
  ])('by the managed policy %s', (_, CachePolicyId, expected) => {
    expect(listCodes(findDoors(withApi({ CachePolicyId })))).toEqual(expected);
  });

  it.each([
    ['without a key', custom({}), ['login-cached']],
    ['without a maximum', custom({ DefaultTTL: 0, MaxTTL: undefined }), ['login-cached']],
    ['for a second', custom({ DefaultTTL: 0, MaxTTL: 1 }), ['login-cached']],
    ['never', custom({ DefaultTTL: 0, MaxTTL: 0 }), []],
    ['by all cookies', custom({}, keyedOn('all')), []],
    ['by all cookies, with a minimum', custom({ MinTTL: 1 }, keyedOn('all')), ['login-cached']],
    ['by the cookie', custom({}, keyedOn('whitelist', 'lang', 'pocket-spa-token')), []],
    ['by a wildcard', custom({}, keyedOn('whitelist', 'pocket-*')), []],
    ['by another cookie', custom({}, keyedOn('whitelist', 'session')), ['login-cached']],
    [
      'by a cookie in another case',
      custom({}, keyedOn('whitelist', 'Pocket-Spa-Token')),
      ['login-cached'],
    ],
    ['by all cookies except another', custom({}, keyedOn('allExcept', '_ga')), []],
    [
      'by all cookies except it',
      custom({}, keyedOn('allExcept', 'pocket-spa-token')),
      ['login-cached'],
    ],
  ])('by a custom policy %s', (_, surroundings, expected) => {
    const found = findDoors(withApi({ CachePolicyId: CUSTOM }), {}, surroundings);
    expect(listCodes(found)).toEqual(expected);
  });

  it.each([
    ['without a maximum', legacy({}), ['login-cached']],
    ['for a minute', legacy({}, { MinTTL: 0, MaxTTL: 60 }), ['login-cached']],
    ['never', legacy({}, { MinTTL: 0, DefaultTTL: 0, MaxTTL: 0 }), []],
    ['by all cookies', legacy(cookies('all')), []],
    ['by all cookies, with a minimum', legacy(cookies('all'), { MinTTL: 60 }), ['login-cached']],
    ['by the cookie', legacy(cookies('whitelist', 'pocket-spa-token')), []],
    ['by a wildcard', legacy(cookies('whitelist', 'pocket-spa-?oken')), []],
    ['by another cookie', legacy(cookies('whitelist', 'session')), ['login-cached']],
    [
      'not, because all headers are forwarded',
      legacy({ Headers: { Quantity: 1, Items: ['*'] } }),
      [],
    ],
    ['for a header', legacy({ Headers: { Quantity: 1, Items: ['Origin'] } }), ['login-cached']],
  ])('by legacy settings %s', (_, changes, expected) => {
    expect(listCodes(findDoors(withApi(changes)))).toEqual(expected);
  });

  it('is found with the cookie of the configuration', () => {
    const site = withApi(legacy(cookies('whitelist', 'session')));
    expect(findDoors(site, { cookieName: 'session' })).toEqual([]);
  });

  it('is described by what makes it so', () => {
    expect(findDoors(withApi(legacy({}, { MinTTL: 5 })))[0]).toMatchObject({
      severity: 'error',
      what: expect.stringMatching(
        /serves the login path \/api\/auth\/login, has a minimum TTL of 5 s/,
      ),
      fix: 'give it the cache policy CachingDisabled',
    });
    expect(findDoors(withApi(legacy({}, { MaxTTL: 60 })))[0]!.what).toContain(
      'may cache for 60 s, and the cookie pocket-spa-token is not in its cache key',
    );
  });
});

describe('the behaviors that must not be cached for everybody', () => {
  const CACHED = { CachePolicyId: '658327ea-f89d-4fab-a63d-7e88639e58f6' };
  const GET_ONLY = { AllowedMethods: { Quantity: 2, Items: ['GET' as const, 'HEAD' as const] } };
  const graphql = { ...API, PathPattern: '/graphql', ...CACHED };

  it.each([
    [
      'the login of another path',
      withApi({}, { ...graphql, ...GET_ONLY }),
      { loginPath: '/graphql' },
      1,
    ],
    ['an open API that takes POST', withApi({}, graphql), {}, 1],
    ['an open API without POST', withApi({}, { ...graphql, ...GET_ONLY }), {}, 0],
    ['a guarded API that takes POST', withApi({}, withFunction(graphql)), {}, 0],
    ['a guarded login', withApi({}, withFunction(graphql)), { loginPath: '/graphql' }, 1],
    ['a bucket that takes POST', withApi({}, { ...graphql, TargetOriginId: 'site' }), {}, 0],
    ['a login page in a bucket', withApi({}), { loginPath: '/login.html' }, 0],
    [
      'a login on another site',
      withApi({ ...CACHED, ...GET_ONLY }),
      { loginPath: 'https://id.example/in' },
      0,
    ],
  ])('are %s', (_, site, config, count) => {
    expect(listCodes(findDoors(site, config))).toEqual(Array(count).fill('login-cached'));
  });

  it('are unknown if the policy could not be read', () => {
    const cachePolicies = new Map([[CUSTOM, failed('ERR_AWS')]]);
    const site = withApi({ CachePolicyId: CUSTOM });
    expect(listCodes(findDoors(site, {}, { cachePolicies }))).toEqual(['not-checked']);
  });
});

describe('a page with an identity that is cached', () => {
  const header = { identityHeader: 'X-User-Id' };
  const behavior = (changes: Partial<CacheBehavior>) => {
    const { PathPattern: _, ...rest } = cacheBehavior('*', {
      TargetOriginId: 'backend',
      ...changes,
    });
    return {
      DefaultCacheBehavior: {
        ...siteConfig().DefaultCacheBehavior!,
        ...rest,
        FunctionAssociations: withFunction({}).FunctionAssociations,
      },
    };
  };
  const headers = (...items: string[]) => ({ Headers: { Quantity: items.length, Items: items } });
  const keyedOnHeaders = (...items: string[]) => ({
    HeadersConfig: {
      HeaderBehavior: 'whitelist' as const,
      Headers: { Quantity: items.length, Items: items },
    },
  });

  it.each([
    ['by a managed policy', behavior({}), {}],
    [
      'by all cookies except the token',
      behavior({ CachePolicyId: CUSTOM }),
      custom({}, keyedOn('allExcept', 'pocket-spa-token')),
    ],
    [
      'by another header',
      behavior({ CachePolicyId: CUSTOM }),
      custom({}, keyedOnHeaders('Accept')),
    ],
    ['by legacy settings', behavior(legacy(headers('Accept'))), {}],
    ['by a minimum', behavior(legacy({}, { MinTTL: 1, MaxTTL: 1 })), {}],
  ])('%s may be of another user', (_, site, surroundings) => {
    expect(listCodes(findDoors(site, header, surroundings))).toEqual(['identity-cached']);
  });

  it.each([
    ['by no identity header', behavior({}), {}, {}],
    ['never', behavior({ CachePolicyId: API.CachePolicyId }), header, {}],
    [
      'in another case',
      behavior({ CachePolicyId: CUSTOM }),
      header,
      custom({}, keyedOnHeaders('x-user-ID')),
    ],
    ['for each token', behavior({ CachePolicyId: CUSTOM }), header, custom({}, keyedOn('all'))],
    ['by that header', behavior(legacy(headers('X-USER-ID'))), header, {}],
    ['by all headers', behavior(legacy(headers('*'))), header, {}],
    ['in a bucket', {}, header, {}],
  ])('%s is not', (_, site, config, surroundings) => {
    expect(findDoors(site, config, surroundings)).toEqual([]);
  });
});
