import type { DistributionConfig } from '@aws-sdk/client-cloudfront';
import { describe, expect, it } from 'vitest';
import { attachFunction } from '../../../../../build/aws/resources/associations.js';
import {
  cacheBehavior,
  sampleDistribution,
} from '../../../../fakes/aws/cloudfront/sample-distribution.js';
import { addSite, runDeploy } from '../deploy/deployment.js';
import { startWorld } from '../world.js';

const OURS = 'arn:aws:cloudfront::000000000000:function/pocket-spa-auth';

const RESPONSE = {
  FunctionARN: 'arn:aws:cloudfront::000000000000:function/headers',
  EventType: 'viewer-response',
} as const;

function site(changes: Partial<DistributionConfig> = {}): DistributionConfig {
  return structuredClone(sampleDistribution(1, changes));
}

describe('attachFunction', () => {
  it('changes only the associations of the named behaviors', () => {
    const before = site();
    const kept = structuredClone(before);
    const { config, added, problems } = attachFunction(before, ['/api/*', 'default'], OURS);
    expect({ added, problems }).toEqual({ added: ['/api/*', 'default'], problems: [] });
    const association = {
      Quantity: 1,
      Items: [{ FunctionARN: OURS, EventType: 'viewer-request' }],
    };
    const [api, ...others] = kept.CacheBehaviors!.Items!;
    expect(config).toEqual({
      ...kept,
      DefaultCacheBehavior: { ...kept.DefaultCacheBehavior, FunctionAssociations: association },
      CacheBehaviors: {
        Quantity: kept.CacheBehaviors!.Quantity,
        Items: [{ ...api, FunctionAssociations: association }, ...others],
      },
    });
    expect(before).toEqual(kept);
  });

  it('keeps a function at the other event', () => {
    const behavior = cacheBehavior('/app/*', {
      FunctionAssociations: { Quantity: 1, Items: [RESPONSE] },
    });
    const before = site({ CacheBehaviors: { Quantity: 1, Items: [behavior] } });
    const { config } = attachFunction(before, ['/app/*'], OURS);
    expect(config.CacheBehaviors!.Items![0]!.FunctionAssociations).toEqual({
      Quantity: 2,
      Items: [RESPONSE, { FunctionARN: OURS, EventType: 'viewer-request' }],
    });
  });

  it('adds no association that exists, and only one for a pattern that is given twice', () => {
    const once = attachFunction(site(), ['default', 'default'], OURS);
    expect(once.added).toEqual(['default']);
    expect(attachFunction(once.config, ['default'], OURS)).toMatchObject({
      added: [],
      problems: [],
    });
  });

  it('works if the distribution has only the default behavior', () => {
    const { CacheBehaviors: _, ...before } = site();
    const { config } = attachFunction(before as DistributionConfig, ['default'], OURS);
    expect(config.CacheBehaviors).toBeUndefined();
  });
});

describe('deploy to a distribution that somebody else changes meanwhile', () => {
  it('keeps the change', async () => {
    const world = await startWorld();
    const { distribution, config } = addSite(world);
    const { cloudfront } = (await world.session()).aws;
    world.fake.faults.inject(
      ({ operation }) => operation === 'UpdateDistribution',
      async () => {
        const { ETag, DistributionConfig } = await cloudfront.getDistributionConfig({
          Id: distribution,
        });
        await cloudfront.updateDistribution({
          Id: distribution,
          IfMatch: ETag,
          DistributionConfig: { ...DistributionConfig!, Comment: 'theirs' },
        });
      },
    );
    await runDeploy(world, config);
    const after = world.fake.cloudfront.distributions.get(distribution)!.config;
    expect(after.Comment).toBe('theirs');
    expect(after.DefaultCacheBehavior!.FunctionAssociations!.Quantity).toBe(1);
  });
});
