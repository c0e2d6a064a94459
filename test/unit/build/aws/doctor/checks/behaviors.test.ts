import { describe, expect, it } from 'vitest';
import { checkCoverage } from '../../../../../../build/aws/doctor/checks/behaviors.js';
import { cacheBehavior } from '../../../../../fakes/aws/cloudfront/sample-distribution.js';
import {
  API,
  codes,
  FUNCTION_ARN,
  guarded,
  healthy,
  LIVE,
  refusal,
  seen,
  siteConfig,
  surveyed,
} from './healthy.js';

const OTHER_ARN = `${FUNCTION_ARN}-of-another`;

const SITE = siteConfig();

const DEFAULT = SITE.DefaultCacheBehavior!;

const NONE = { Quantity: 0, Items: [] };

function behaviors(...items: ReturnType<typeof cacheBehavior>[]) {
  return { CacheBehaviors: { Quantity: items.length, Items: items } };
}

describe('the behaviors that are named', () => {
  const withDefault = (behavior: object) =>
    healthy({
      distribution: surveyed({ ...SITE, DefaultCacheBehavior: { ...DEFAULT, ...behavior } }),
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
    ['run the function', {}, []],
    ['run nothing', { FunctionAssociations: NONE }, ['behavior-open']],
    ['run another function', guarded({}, OTHER_ARN), ['behavior-taken']],
    ['run Lambda@Edge', lambda('viewer-request'), ['behavior-taken']],
    ['run Lambda@Edge at another event', lambda('viewer-response'), ['behavior-open']],
  ])('%s', (_, behavior, expected) => {
    const found = codes(checkCoverage(withDefault(behavior)));
    expect(found.filter((code) => code !== 'behavior-not-guarded')).toEqual(expected);
  });

  it('run something, and nobody could look whose it is', () => {
    const examined = { ...withDefault(guarded({}, OTHER_ARN)), live: refusal('ERR_AWS') };
    expect(codes(checkCoverage(examined))).not.toContain('behavior-taken');
  });

  it('are not all there', () => {
    const deploy = { behaviors: ['default', '/app/*'] };
    expect(checkCoverage(healthy({}, { deploy }))).toMatchObject([
      { code: 'behavior-missing', what: expect.stringContaining('it has /api/*, default') },
      { code: 'behavior-not-guarded' },
    ]);
  });
});

describe('the other behaviors', () => {
  const with_ = (...items: ReturnType<typeof cacheBehavior>[]) =>
    healthy({ distribution: surveyed(siteConfig(behaviors(...items))) });

  it('have an origin of their own', () => {
    expect(codes(checkCoverage(with_(API)))).toEqual(['behavior-not-guarded']);
  });

  it('serve the files of a guarded one', () => {
    expect(checkCoverage(with_(cacheBehavior('*.js')))).toMatchObject([
      {
        code: 'behavior-same-files',
        mend: expect.stringContaining('add "*.js" to deploy.behaviors'),
      },
    ]);
  });

  it('serve the same files by another name of the origin', () => {
    const bucket = SITE.Origins!.Items!.find(({ Id }) => Id === 'site')!;
    const items = [...SITE.Origins!.Items!, { ...bucket, Id: 'twin' }];
    const site = siteConfig({
      ...behaviors(cacheBehavior('/assets/*', { TargetOriginId: 'twin' })),
      Origins: { Quantity: items.length, Items: items },
    });
    expect(codes(checkCoverage(healthy({ distribution: surveyed(site) })))).toEqual([
      'behavior-same-files',
    ]);
  });

  it('serve the same files by a group of origins', () => {
    const group = {
      Id: 'pair',
      FailoverCriteria: { StatusCodes: { Quantity: 1, Items: [500] } },
      Members: { Quantity: 2, Items: [{ OriginId: 'backend' }, { OriginId: 'site' }] },
    };
    const site = siteConfig({
      ...behaviors(cacheBehavior('/assets/*', { TargetOriginId: 'pair' })),
      OriginGroups: { Quantity: 1, Items: [group] },
    });
    expect(codes(checkCoverage(healthy({ distribution: surveyed(site) })))).toEqual([
      'behavior-same-files',
    ]);
  });

  it('serve what is public by the configuration too', () => {
    const site = siteConfig(behaviors(cacheBehavior('/public/*')));
    const examined = healthy({ distribution: surveyed(site) }, { publicPaths: ['/public/*'] });
    expect(codes(checkCoverage(examined))).toEqual(['behavior-not-guarded']);
  });

  it('run the function without being named', () => {
    expect(checkCoverage(with_(guarded(cacheBehavior('*.js'))))).toEqual([]);
  });
});

it('says nothing of a distribution that is not there', () => {
  expect(checkCoverage(healthy({ distribution: seen(undefined) }))).toEqual([]);
});

it('finds every behavior open where there is no function', () => {
  const site = { ...SITE, DefaultCacheBehavior: { ...DEFAULT, FunctionAssociations: NONE } };
  const changes = { live: seen(undefined), development: seen(LIVE), distribution: surveyed(site) };
  expect(codes(checkCoverage(healthy(changes)))).toEqual(['behavior-open', 'behavior-not-guarded']);
});
