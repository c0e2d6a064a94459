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

const associations = (...items: FunctionAssociation[]) => ({
  FunctionAssociations: { Quantity: items.length, Items: items },
});

/** A distribution whose behaviors have these functions; the default one comes last. */
function distribution(...[first, second, last]: FunctionAssociation[][]): DistributionConfig {
  const { DefaultCacheBehavior, ...config } = sampleDistribution(1, {});
  return {
    ...config,
    DefaultCacheBehavior: { ...DefaultCacheBehavior!, ...associations(...last!) },
    CacheBehaviors: {
      Quantity: 2,
      Items: [
        cacheBehavior('/a/*', associations(...first!)),
        cacheBehavior('/b', associations(...second!)),
      ],
    },
  };
}

describe('detachFunction', () => {
  it('removes only the given function, from all behaviors', () => {
    const before = distribution([OURS, OTHER], [OTHER], [OURS]);
    const kept = structuredClone(before);
    expect(detachFunction(before, 'arn:ours')).toEqual(distribution([OTHER], [OTHER], []));
    expect(before).toEqual(kept);
  });

  it('removes it from both events', () => {
    const response = { ...OURS, EventType: 'viewer-response' } as const;
    const before = distribution([], [OURS, response], []);
    expect(detachFunction(before, 'arn:ours')).toEqual(distribution([], [], []));
  });

  it('returns a configuration without the function unchanged', () => {
    const before = distribution([OTHER], [], []);
    expect(detachFunction(before, 'arn:ours')).toEqual(before);
  });

  it.each([{ Quantity: 0 }, undefined])(
    'accepts %j for a distribution with only the default behavior',
    (behaviors) => {
      const config = { ...distribution([], [], [OURS]), CacheBehaviors: behaviors };
      expect(detachFunction(config, 'arn:ours')).toEqual({
        ...distribution([], [], []),
        CacheBehaviors: behaviors,
      });
    },
  );

  it('patternsRunning lists the patterns of the behaviors that run the function', () => {
    expect(patternsRunning(distribution([OURS], [OTHER], [OURS]), 'arn:ours')).toEqual([
      '/a/*',
      'default',
    ]);
    expect(patternsRunning(distribution([], [], []), 'arn:ours')).toEqual([]);
  });
});
