import type {
  CacheBehavior,
  DistributionConfig,
  FunctionAssociation,
} from '@aws-sdk/client-cloudfront';
import { beforeEach, describe, expect, it } from 'vitest';
import { type AwsClients, createAwsClients } from '../../../build/aws/clients.js';
import {
  attachFunction,
  detachFunction,
  patternsRunning,
} from '../../../build/aws/resources/associations.js';
import {
  isDeployed,
  listDistributions,
  readDistribution,
  updateDistribution,
} from '../../../build/aws/resources/distributions.js';
import {
  cacheBehavior,
  sampleDistribution,
} from '../../fakes/aws/cloudfront/sample-distribution.js';
import { stubEnvironment } from '../../unit/build/aws/world.js';
import { TOOLS } from '../tools/tools.js';
import { useMoto } from './moto.js';

const ARN = 'arn:aws:cloudfront::123456789012:function/pocket-spa-auth';

const OURS: FunctionAssociation = { FunctionARN: ARN, EventType: 'viewer-request' };

const OTHER: FunctionAssociation = {
  FunctionARN: 'arn:aws:cloudfront::123456789012:function/headers',
  EventType: 'viewer-response',
};

const LAMBDA = {
  LambdaFunctionARN: 'arn:aws:lambda:us-east-1:123456789012:function:origins:9',
  EventType: 'origin-request',
  IncludeBody: true,
} as const;

/**
 * A distribution with other functions, and with settings that an update of the whole configuration
 * could lose.
 */
const { PathPattern: _, ...DefaultCacheBehavior } = behavior('*', OTHER);

const SITE: Partial<DistributionConfig> = {
  DefaultCacheBehavior,
  CacheBehaviors: listOf(behavior('/api/*'), behavior('/public/*')),
  CustomErrorResponses: listOf({
    ErrorCode: 404,
    ResponsePagePath: '/é.html',
    ResponseCode: '200',
  }),
  Aliases: listOf('app.example', '*.app.example'),
};

describe.runIf(TOOLS.moto)('a distribution on moto', () => {
  const moto = useMoto();
  let aws: AwsClients;

  beforeEach(async () => {
    stubEnvironment(moto.url);
    aws = await createAwsClients();
  });

  async function create(number = 1): Promise<string> {
    const DistributionConfig = sampleDistribution(number, SITE);
    const { Distribution } = await aws.cloudfront.createDistribution({ DistributionConfig });
    return Distribution!.Id!;
  }

  it('is read with its ETag, and is undefined if it does not exist', async () => {
    const id = await create();
    const { ETag } = await aws.cloudfront.getDistribution({ Id: id });
    expect(await readDistribution(aws, id)).toEqual({
      id,
      etag: ETag,
      config: expect.objectContaining({
        CallerReference: 'sample-1',
        Comment: 'Tides & <quays>, "old" town',
        Aliases: { Quantity: 2, Items: ['app.example', '*.app.example'] },
      }),
      unknownSettings: [],
    });
    expect(await readDistribution(aws, `${id}X`)).toBeUndefined();
  });

  // moto stores neither functions nor every field of an origin. Therefore these tests check the
  // last update that it received.
  it('is sent as a whole when the function is attached and when it is detached', async () => {
    const id = await create();
    const before = sampleDistribution(1, SITE);
    const { config, added, problems } = attachFunction(before, ['default', '/public/*'], ARN);
    expect({ added, problems }).toEqual({ added: ['default', '/public/*'], problems: [] });
    await updateDistribution(aws, { id, etag: 'any', config, unknownSettings: [] });
    const after = await moto.readLastUpdate();
    expect(after).toEqual({
      ...before,
      DefaultCacheBehavior: { ...DefaultCacheBehavior, FunctionAssociations: listOf(OTHER, OURS) },
      CacheBehaviors: listOf(behavior('/api/*'), behavior('/public/*', OURS)),
    });
    expect(patternsRunning(after, ARN)).toEqual(['/public/*', 'default']);

    await updateDistribution(aws, {
      id,
      etag: 'any',
      config: detachFunction(after, ARN),
      unknownSettings: [],
    });
    expect(await moto.readLastUpdate()).toEqual(before);
  });

  it('keeps its other settings when it is read and written back with the function', async () => {
    const id = await create();
    const read = (await readDistribution(aws, id))!;
    const { config } = attachFunction(read.config, ['default'], ARN);
    await updateDistribution(aws, { ...read, config });
    expect(await moto.readLastUpdate()).toEqual({
      ...read.config,
      DefaultCacheBehavior: {
        ...read.config.DefaultCacheBehavior,
        FunctionAssociations: listOf(OURS),
      },
    });
    expect((await readDistribution(aws, id))!.config).toEqual(read.config);
  });

  it('is not updated without an ETag or if it does not exist', async () => {
    const state = {
      id: await create(),
      etag: '',
      config: sampleDistribution(1, SITE),
      unknownSettings: [],
    };
    const change = (changes: object) => updateDistribution(aws, { ...state, ...changes });
    await expect(change({})).rejects.toMatchObject({
      fault: 'conflict',
      reason: 'InvalidIfMatchVersion',
    });
    await expect(change({ id: 'EOTHER', etag: 'any' })).rejects.toMatchObject({
      fault: 'missing',
      reason: 'NoSuchDistribution',
    });
  });

  it('is deployed only when its status is Deployed', async () => {
    const id = await create();
    expect(await isDeployed(aws, id)).toBe(true);
    await moto.deployAfter(2);
    const next = await create(2);
    expect(await isDeployed(aws, next)).toBe(false);
    expect(await isDeployed(aws, next)).toBe(true);
  });

  it('is found in a list of several pages', async () => {
    const ids: string[] = [];
    for (let number = 0; number < 101; number++) {
      ids.push(await create(number));
    }
    const { DistributionList } = await aws.cloudfront.listDistributions({});
    expect(DistributionList).toMatchObject({ Quantity: 100, IsTruncated: true });
    const found = await listDistributions(aws);
    expect(found.map(({ Id }) => Id)).toEqual(ids);
    expect(found[100]).toMatchObject({
      DefaultCacheBehavior: { TargetOriginId: 'site' },
      CacheBehaviors: { Items: [{ PathPattern: '/api/*' }, { PathPattern: '/public/*' }] },
    });
  });
});

/** A behavior with these functions, and with Lambda@Edge functions for origin events only. */
function behavior(pattern: string, ...associations: FunctionAssociation[]): CacheBehavior {
  return cacheBehavior(pattern, {
    LambdaFunctionAssociations: listOf(LAMBDA),
    FunctionAssociations: listOf(...associations),
  });
}

function listOf<T>(...Items: T[]): { Quantity: number; Items: T[] } {
  return { Quantity: Items.length, Items };
}
