import type { DistributionConfig, FunctionAssociation } from '@aws-sdk/client-cloudfront';
import { describe, expect, it } from 'vitest';
import {
  detachFunction,
  patternsRunning,
} from '../../../../../build/aws/resources/associations.js';
import {
  cacheBehavior,
  sampleDistribution,
} from '../../../../fakes/aws/cloudfront/sample-distribution.js';

const OURS: FunctionAssociation = { FunctionARN: 'arn:ours', EventType: 'viewer-request' };

const OTHER: FunctionAssociation = { FunctionARN: 'arn:other', EventType: 'viewer-response' };

const with_ = (...items: FunctionAssociation[]) => ({
  FunctionAssociations: { Quantity: items.length, Items: items },
});

/** A distribution whose behaviors have these functions; the default one comes last. */
function distribution(...[first, second, last]: FunctionAssociation[][]): DistributionConfig {
  const { DefaultCacheBehavior, ...config } = sampleDistribution(1, {});
  return {
    ...config,
    DefaultCacheBehavior: { ...DefaultCacheBehavior!, ...with_(...last!) },
    CacheBehaviors: {
      Quantity: 2,
      Items: [cacheBehavior('/a/*', with_(...first!)), cacheBehavior('/b', with_(...second!))],
    },
  };
}

describe('detaching', () => {
  it('takes the one function away wherever it stands, and nothing else', () => {
    const before = distribution([OURS, OTHER], [OTHER], [OURS]);
    const kept = structuredClone(before);
    expect(detachFunction(before, 'arn:ours')).toEqual(distribution([OTHER], [OTHER], []));
    expect(before).toEqual(kept);
  });

  it('takes it from either event', () => {
    const response = { ...OURS, EventType: 'viewer-response' } as const;
    const before = distribution([], [OURS, response], []);
    expect(detachFunction(before, 'arn:ours')).toEqual(distribution([], [], []));
  });

  it('gives a distribution without it back as it is', () => {
    const before = distribution([OTHER], [], []);
    expect(detachFunction(before, 'arn:ours')).toEqual(before);
  });

  it.each([{ Quantity: 0 }, undefined])('copes with no behaviors as %j', (behaviors) => {
    const config = { ...distribution([], [], [OURS]), CacheBehaviors: behaviors };
    expect(detachFunction(config, 'arn:ours')).toEqual({
      ...distribution([], [], []),
      CacheBehaviors: behaviors,
    });
  });

  it('names the patterns that have it', () => {
    expect(patternsRunning(distribution([OURS], [OTHER], [OURS]), 'arn:ours')).toEqual([
      '/a/*',
      'default',
    ]);
    expect(patternsRunning(distribution([], [], []), 'arn:ours')).toEqual([]);
  });
});
