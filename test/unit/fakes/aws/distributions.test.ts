import type { DistributionConfig } from '@aws-sdk/client-cloudfront';
import { describe, expect, it } from 'vitest';
import { cacheBehavior } from '../../../fakes/aws/cloudfront/sample-distribution.js';
import { type Clients, describeOutcome, startClients } from './clients.js';

const CODE = 'function handler(event) { return event.request; }';

async function startWithDistribution(changes: Partial<DistributionConfig> = {}) {
  const clients = await startClients();
  const gate = clients.aws.cloudfront.addFunction('gate', { code: CODE });
  const Id = clients.aws.cloudfront.addDistribution(changes);
  return { ...clients, Id, gate };
}

/** Reads the configuration, changes it, sends it back. */
async function change(
  { cloudfront }: Clients,
  Id: string,
  work: (config: DistributionConfig) => void,
) {
  const { DistributionConfig: config, ETag } = await cloudfront.getDistributionConfig({ Id });
  work(config!);
  return cloudfront.updateDistribution({ Id, IfMatch: ETag, DistributionConfig: config });
}

const attach =
  (...associations: [arn: string, event?: 'viewer-request' | 'viewer-response'][]) =>
  (config: DistributionConfig) => {
    config.DefaultCacheBehavior!.FunctionAssociations = {
      Quantity: associations.length,
      Items: associations.map(([FunctionARN, EventType = 'viewer-request']) => ({
        FunctionARN,
        EventType,
      })),
    };
  };

describe('a distribution', () => {
  it('returns every part of its configuration', async () => {
    const clients = await startWithDistribution();
    const { aws, cloudfront, Id } = clients;
    const before = structuredClone(aws.cloudfront.distributions.get(Id)?.config);
    await change(clients, Id, () => undefined);
    const after = aws.cloudfront.distributions.get(Id)?.config;
    expect(JSON.parse(JSON.stringify(after))).toEqual(before);
    const { Distribution } = await cloudfront.getDistribution({ Id });
    expect(Distribution?.DistributionConfig?.Comment).toBe('Tides & <quays>, "old" town');
  });

  it('is InProgress for 240 seconds after a change', async () => {
    const clients = await startWithDistribution();
    const { aws, cloudfront, Id, gate } = clients;
    const status = async () => (await cloudfront.getDistribution({ Id })).Distribution?.Status;
    expect(await status()).toBe('Deployed');
    const changed = await change(clients, Id, attach([gate]));
    expect(changed.Distribution?.Status).toBe('InProgress');
    expect(changed.ETag).toBe((await cloudfront.getDistribution({ Id })).ETag);
    await aws.clock.advance(239);
    expect(await status()).toBe('InProgress');
    await aws.clock.advance(1);
    expect(await status()).toBe('Deployed');
  });

  it('loses the settings that an update leaves out', async () => {
    const clients = await startWithDistribution();
    await change(clients, clients.Id, (config) => {
      delete config.CacheBehaviors;
    });
    const { config } = clients.aws.cloudfront.distributions.get(clients.Id)!;
    expect(config.CacheBehaviors).toBeUndefined();
  });

  it('accepts an update only with its current ETag', async () => {
    const clients = await startWithDistribution();
    const { cloudfront, Id } = clients;
    const { DistributionConfig, ETag } = await cloudfront.getDistributionConfig({ Id });
    await change(clients, Id, () => undefined);
    const update = (IfMatch: string | undefined) =>
      describeOutcome(cloudfront.updateDistribution({ Id, IfMatch, DistributionConfig }));
    expect(await update(ETag)).toBe('PreconditionFailed 412');
    expect(await update(undefined)).toBe('InvalidIfMatchVersion 400');
    expect(await describeOutcome(cloudfront.getDistribution({ Id: 'ENONE' }))).toBe(
      'NoSuchDistribution 404',
    );
  });

  it.each<[string, string, (config: DistributionConfig) => void]>([
    [
      'IllegalUpdate 400',
      'another caller reference',
      (config) => {
        config.CallerReference = 'other';
      },
    ],
    [
      'InconsistentQuantities 400',
      'a nested Quantity that is not the number of its items',
      (config) => {
        config.CacheBehaviors!.Items![0]!.AllowedMethods!.CachedMethods!.Quantity = 3;
      },
    ],
    [
      'NoSuchOrigin 404',
      'a behavior whose origin does not exist',
      (config) => {
        config.DefaultCacheBehavior!.TargetOriginId = 'elsewhere';
      },
    ],
    [
      'InvalidArgument 400',
      'the same path pattern twice',
      (config) => {
        config.CacheBehaviors = { Quantity: 2, Items: [cacheBehavior('/a'), cacheBehavior('/a')] };
      },
    ],
    [
      'MalformedXML 400',
      'a required setting that is missing',
      (config) => {
        delete (config as Partial<DistributionConfig>).Enabled;
      },
    ],
  ])('answers %s to %s', async (refusal, _, work) => {
    const clients = await startWithDistribution();
    const before = clients.aws.cloudfront.distributions.get(clients.Id)!.config;
    expect(await describeOutcome(change(clients, clients.Id, work))).toBe(refusal);
    expect(clients.aws.cloudfront.distributions.get(clients.Id)!.config).toBe(before);
  });

  it('accepts one LIVE function for each event, and none beside Lambda@Edge', async () => {
    const clients = await startWithDistribution();
    const { aws, Id, gate } = clients;
    const other = aws.cloudfront.addFunction('other', { code: CODE });
    const draft = aws.cloudfront.addFunction('draft', { code: CODE, live: false });
    const attempt = (work: (config: DistributionConfig) => void) =>
      describeOutcome(change(clients, Id, work));
    expect(await attempt(attach([draft]))).toBe('InvalidFunctionAssociation 400');
    expect(await attempt(attach([`${gate}-none`]))).toBe('InvalidFunctionAssociation 400');
    expect(await attempt(attach([gate], [other]))).toBe('InvalidFunctionAssociation 400');
    expect(await attempt(attach([gate], [other, 'viewer-response'], [other]))).toBe(
      'TooManyFunctionAssociations 400',
    );
    const lambda = {
      LambdaFunctionARN: 'arn:aws:lambda:us-east-1:000000000000:function:other:1',
      EventType: 'viewer-response' as const,
    };
    const beside = attempt((config) => {
      attach([gate])(config);
      config.DefaultCacheBehavior!.LambdaFunctionAssociations = { Quantity: 1, Items: [lambda] };
    });
    expect(await beside).toBe('InvalidFunctionAssociation 400');
    expect(await attempt(attach([gate], [other, 'viewer-response']))).toBe('not refused');
  });

  it('prevents the deletion of its function until no edge location runs it', async () => {
    const clients = await startWithDistribution();
    const { aws, cloudfront, Id, gate } = clients;
    const { ETag: IfMatch } = await cloudfront.describeFunction({ Name: 'gate' });
    const remove = () => describeOutcome(cloudfront.deleteFunction({ Name: 'gate', IfMatch }));
    await change(clients, Id, attach([gate]));
    await aws.clock.advance(240);
    expect(await remove()).toBe('FunctionInUse 409');
    await change(clients, Id, attach());
    expect(await remove()).toBe('FunctionInUse 409');
    await aws.clock.advance(240);
    expect(await remove()).toBe('not refused');
  });

  it('determines the status of its function', async () => {
    const clients = await startWithDistribution();
    const { aws, cloudfront, Id, gate } = clients;
    const status = async () =>
      (await cloudfront.describeFunction({ Name: 'gate', Stage: 'LIVE' })).FunctionSummary?.Status;
    expect(await status()).toBe('UNASSOCIATED');
    await change(clients, Id, attach([gate]));
    const { ETag } = await cloudfront.describeFunction({ Name: 'gate' });
    await cloudfront.publishFunction({ Name: 'gate', IfMatch: ETag });
    expect(await status()).toBe('IN_PROGRESS');
    await aws.clock.advance(60);
    expect(await status()).toBe('DEPLOYED');
  });

  it('is listed on pages', async () => {
    const { aws, cloudfront, Id } = await startWithDistribution();
    const other = aws.cloudfront.addDistribution({ Comment: 'other' });
    const { DistributionList: first } = await cloudfront.listDistributions({ MaxItems: 1 });
    expect(first?.Items?.map((one) => one.Id)).toEqual([Id]);
    expect(first?.IsTruncated).toBe(true);
    const { DistributionList: rest } = await cloudfront.listDistributions({
      Marker: first?.NextMarker,
    });
    expect(rest).toMatchObject({ IsTruncated: false, Quantity: 1 });
    expect(rest?.Items?.[0]).toMatchObject({ Id: other, Comment: 'other', Status: 'Deployed' });
  });

  it('returns only the Quantity of an empty list', async () => {
    const { aws, cloudfront } = await startClients();
    const Id = aws.cloudfront.addDistribution({ Aliases: { Quantity: 0, Items: [] } });
    const { DistributionConfig } = await cloudfront.getDistributionConfig({ Id });
    expect(DistributionConfig?.Aliases).toEqual({ Quantity: 0 });
  });
});
