import { describe, expect, it } from 'vitest';
import { checkBehaviors } from '../../../../../../build/aws/doctor/checks/behaviors.js';
import type { EdgeConfig } from '../../../../../../build/config/edge-config.js';
import { cacheBehavior } from '../../../../../fakes/aws/cloudfront/sample-distribution.js';
import {
  API,
  FUNCTION_ARN,
  failed,
  healthyInput,
  LIVE,
  listCodes,
  ok,
  okDistribution,
  siteConfig,
  withFunction,
} from './healthy.js';

const OTHER_ARN = `${FUNCTION_ARN}-of-another`;

const SITE = siteConfig();

const DEFAULT = SITE.DefaultCacheBehavior!;

const NONE = { Quantity: 0, Items: [] };

function behaviors(...items: ReturnType<typeof cacheBehavior>[]) {
  return { CacheBehaviors: { Quantity: items.length, Items: items } };
}

describe('a configured behavior', () => {
  const withDefault = (behavior: object) =>
    healthyInput({
      distribution: okDistribution({ ...SITE, DefaultCacheBehavior: { ...DEFAULT, ...behavior } }),
    });
  const lambda = (event: 'viewer-request' | 'viewer-response') => {
    const items = [
      { LambdaFunctionARN: 'arn:aws:lambda:us-east-1:0:function:f:1', EventType: event },
    ];
    return {
      FunctionAssociations: NONE,
      LambdaFunctionAssociations: { Quantity: 1, Items: items },
    };
  };

  it.each([
    ['runs the function', {}, []],
    ['runs no function', { FunctionAssociations: NONE }, ['behavior-open']],
    ['runs another function', withFunction({}, OTHER_ARN), ['behavior-taken']],
    ['runs Lambda@Edge', lambda('viewer-request'), ['behavior-taken']],
    ['runs Lambda@Edge at another event', lambda('viewer-response'), ['behavior-open']],
  ])('%s', (_, behavior, expected) => {
    const found = listCodes(checkBehaviors(withDefault(behavior)));
    expect(found.filter((code) => code !== 'behavior-not-guarded')).toEqual(expected);
  });

  it('is not reported as taken if LIVE could not be read', () => {
    const examined = { ...withDefault(withFunction({}, OTHER_ARN)), live: failed('ERR_AWS') };
    expect(listCodes(checkBehaviors(examined))).not.toContain('behavior-taken');
  });

  it('is reported if the distribution does not have it', () => {
    const deploy = { behaviors: ['default', '/app/*'] };
    expect(checkBehaviors(healthyInput({}, { deploy }))).toMatchObject([
      { code: 'behavior-missing', what: expect.stringContaining('it has /api/*, default') },
      { code: 'behavior-not-guarded' },
    ]);
  });
});

describe('another behavior', () => {
  const withBehaviors = (...items: ReturnType<typeof cacheBehavior>[]) =>
    healthyInput({ distribution: okDistribution(siteConfig(behaviors(...items))) });

  it('is a note if it has an origin of its own', () => {
    expect(listCodes(checkBehaviors(withBehaviors(API)))).toEqual(['behavior-not-guarded']);
  });

  it('is a warning if it has the origin of a guarded behavior', () => {
    expect(checkBehaviors(withBehaviors(cacheBehavior('*.js')))).toMatchObject([
      {
        code: 'behavior-same-files',
        fix: expect.stringContaining('add "*.js" to deploy.behaviors'),
      },
    ]);
  });

  it('is a warning if it has the same bucket under another origin id', () => {
    const bucket = SITE.Origins!.Items!.find(({ Id }) => Id === 'site')!;
    const items = [...SITE.Origins!.Items!, { ...bucket, Id: 'twin' }];
    const site = siteConfig({
      ...behaviors(cacheBehavior('/assets/*', { TargetOriginId: 'twin' })),
      Origins: { Quantity: items.length, Items: items },
    });
    expect(listCodes(checkBehaviors(healthyInput({ distribution: okDistribution(site) })))).toEqual(
      ['behavior-same-files'],
    );
  });

  it('is a warning if its origin group contains the same origin', () => {
    const group = {
      Id: 'pair',
      FailoverCriteria: { StatusCodes: { Quantity: 1, Items: [500] } },
      Members: { Quantity: 2, Items: [{ OriginId: 'backend' }, { OriginId: 'site' }] },
    };
    const site = siteConfig({
      ...behaviors(cacheBehavior('/assets/*', { TargetOriginId: 'pair' })),
      OriginGroups: { Quantity: 1, Items: [group] },
    });
    expect(listCodes(checkBehaviors(healthyInput({ distribution: okDistribution(site) })))).toEqual(
      ['behavior-same-files'],
    );
  });

  it.each([
    [
      'the same bucket in another spelling',
      'SITE.s3-website-eu-west-1.amazonaws.com',
      '/app',
      true,
    ],
    ['a parent of its path there', 's3.eu-west-1.amazonaws.com', '/site', true],
    ['another path there', 'site.s3.eu-west-1.amazonaws.com', '/docs', false],
    ['a path below it', 'site.s3.eu-west-1.amazonaws.com', '/app/docs', false],
  ])('is judged by the files of its origin: %s', (_, DomainName, OriginPath, hasSameFiles) => {
    const bucket = SITE.Origins!.Items!.find(({ Id }) => Id === 'site')!;
    const items = [
      { ...bucket, OriginPath: '/app' },
      { ...bucket, Id: 'twin', DomainName, OriginPath },
    ];
    const site = siteConfig({
      ...behaviors(cacheBehavior('/assets/*', { TargetOriginId: 'twin' })),
      Origins: { Quantity: items.length, Items: items },
    });
    expect(listCodes(checkBehaviors(healthyInput({ distribution: okDistribution(site) })))).toEqual(
      [hasSameFiles ? 'behavior-same-files' : 'behavior-not-guarded'],
    );
  });

  it('is a note if its path is in publicPaths', () => {
    const site = siteConfig(behaviors(cacheBehavior('/public/*')));
    const examined = healthyInput(
      { distribution: okDistribution(site) },
      { publicPaths: ['/public/*'] },
    );
    expect(listCodes(checkBehaviors(examined))).toEqual(['behavior-not-guarded']);
  });

  it('is no finding if it runs the function', () => {
    expect(checkBehaviors(withBehaviors(withFunction(cacheBehavior('*.js'))))).toEqual([]);
  });
});

describe('a backend', () => {
  const GUARDED = withFunction(API);
  const check = (behavior: typeof API, config = {}) =>
    checkBehaviors(
      healthyInput({ distribution: okDistribution(siteConfig(behaviors(behavior))) }, config),
    );

  it.each([
    ['', GUARDED, {}, '"/api/*"'],
    ['without a slash', withFunction({ ...API, PathPattern: 'api/*' }), {}, '"/api/*"'],
    ['of another entry', GUARDED, { backendPaths: ['/ws/*'] }, '"/api/*"'],
    ['of an entry that is narrower', GUARDED, { backendPaths: ['/api/v1/*'] }, '"/api/*"'],
    ['that is public', GUARDED, { publicPaths: ['/api/*'] }, '"/api/*"'],
    ['under a question mark', withFunction({ ...API, PathPattern: '/v?/*' }), {}, 'the paths of'],
  ])('%s that runs the function is reported unless backendPaths names it', (_, ...given) => {
    const [behavior, config, entry] = given as [typeof API, EdgeConfig, string];
    const fix = expect.stringContaining(`add ${entry}`);
    expect(check(behavior, config)).toMatchObject([{ code: 'backend-replaced', fix }]);
  });

  it.each([
    ['its pattern', GUARDED, { backendPaths: ['/api/*'] }],
    ['a prefix of it', GUARDED, { backendPaths: ['/a*'] }],
    ['all', GUARDED, { backendPaths: ['/*'] }],
    ['nothing, without a fallback', GUARDED, { spaFallback: false as const }],
    ['nothing, of files', withFunction({ ...API, PathPattern: '/api/*.json' }), {}],
    ['nothing, of a bucket', withFunction(cacheBehavior('/assets/*')), {}],
    ['nothing, of the login alone', withFunction({ ...API, PathPattern: '/api/auth/login' }), {}],
  ])('is not reported if backendPaths names %s', (_, behavior, config) => {
    expect(check(behavior, config)).toEqual([]);
  });

  it('without the function is to be put into both lists', () => {
    expect(check(API)).toMatchObject([
      {
        code: 'behavior-not-guarded',
        fix: expect.stringContaining('add "/api/*" to backendPaths and "/api/*" to deploy.beh'),
      },
    ]);
    expect(check(API, { backendPaths: ['/api/*'] })).toMatchObject([
      { fix: expect.stringContaining('open, add "/api/*" to deploy.behaviors, then') },
    ]);
  });
});

it('finds nothing if there is no distribution', () => {
  expect(checkBehaviors(healthyInput({ distribution: ok(undefined) }))).toEqual([]);
});

it('finds every behavior open if there is no function', () => {
  const site = { ...SITE, DefaultCacheBehavior: { ...DEFAULT, FunctionAssociations: NONE } };
  const changes = {
    live: ok(undefined),
    development: ok(LIVE),
    distribution: okDistribution(site),
  };
  expect(listCodes(checkBehaviors(healthyInput(changes)))).toEqual([
    'behavior-open',
    'behavior-not-guarded',
  ]);
});
