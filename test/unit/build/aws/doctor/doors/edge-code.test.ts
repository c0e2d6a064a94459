import { describe, expect, it } from 'vitest';
import { cacheBehavior } from '../../../../../fakes/aws/cloudfront/sample-distribution.js';
import { siteConfig, withFunction } from '../checks/healthy.js';
import { findDoors, withApi } from './doors.js';

const FUNCTION = 'arn:aws:cloudfront::000000000000:function/headers';

const LAMBDA = 'arn:aws:lambda:us-east-1:000000000000:function:login:7';

const cff = (EventType: 'viewer-request' | 'viewer-response') => ({
  FunctionAssociations: { Quantity: 1, Items: [{ EventType, FunctionARN: FUNCTION }] },
});

const lambda = (EventType: 'viewer-request' | 'origin-request' | 'origin-response') => ({
  LambdaFunctionAssociations: { Quantity: 1, Items: [{ EventType, LambdaFunctionARN: LAMBDA }] },
});

describe('code of others in an open behavior', () => {
  it.each([
    ['viewer-response', cff('viewer-response'), `${FUNCTION} at viewer-response`],
    ['viewer-request of Lambda@Edge', lambda('viewer-request'), `${LAMBDA} at viewer-request`],
    ['origin-request of Lambda@Edge', lambda('origin-request'), `${LAMBDA} at origin-request`],
    ['origin-response of Lambda@Edge', lambda('origin-response'), 'at origin-response'],
  ])('is named: %s', (_, changes, what) => {
    expect(findDoors(withApi(changes))).toMatchObject([
      { code: 'behavior-edge-code', severity: 'warning', what: expect.stringContaining(what) },
    ]);
  });

  it.each([
    ['a function at viewer-request', withApi(cff('viewer-request'))],
    ['none', withApi({ LambdaFunctionAssociations: { Quantity: 0 } })],
    [
      'one in a guarded behavior, beside the function',
      withApi({}, withFunction(cacheBehavior('/app/*', lambda('origin-response')))),
    ],
  ])('is not: %s', (_, site) => {
    expect(findDoors(site)).toEqual([]);
  });

  it('is not, if the guarded default behavior adds headers to its answers', () => {
    const behavior = withFunction(siteConfig().DefaultCacheBehavior!);
    const items = [
      ...behavior.FunctionAssociations.Items,
      { EventType: 'viewer-response' as const, FunctionARN: FUNCTION },
    ];
    // siteConfig attaches the function alone, so this site has both in a behavior of its own.
    const guarded = cacheBehavior('/app/*', {
      FunctionAssociations: { Quantity: 2, Items: items },
    });
    expect(findDoors(withApi({}, guarded))).toEqual([]);
  });
});
