import { describe, expect, it } from 'vitest';
import { describeOutcome, startClients } from './clients.js';

const CODE = 'function handler(event) { return event.request; }';

const config = (store?: string) => ({
  Comment: 'a < b & "c"\n é',
  Runtime: 'cloudfront-js-2.0' as const,
  KeyValueStoreAssociations: {
    Quantity: store ? 1 : 0,
    Items: store ? [{ KeyValueStoreARN: store }] : [],
  },
});

const bytes = (text: string) => new TextEncoder().encode(text);

const input = (Name: string, code = CODE, store?: string) => ({
  Name,
  FunctionConfig: config(store),
  FunctionCode: bytes(code),
});

describe('a function', () => {
  it('is created at DEVELOPMENT, with an ETag and exactly what was sent', async () => {
    const { cloudfront } = await startClients();
    const made = await cloudfront.createFunction(input('gate'));
    expect(made.$metadata.httpStatusCode).toBe(201);
    expect(made.FunctionSummary).toMatchObject({
      Name: 'gate',
      Status: 'UNPUBLISHED',
      FunctionConfig: { Comment: 'a < b & "c"\n é', Runtime: 'cloudfront-js-2.0' },
      FunctionMetadata: {
        FunctionARN: 'arn:aws:cloudfront::000000000000:function/gate',
        Stage: 'DEVELOPMENT',
        CreatedTime: new Date(1_800_000_000_000),
      },
    });
    const got = await cloudfront.getFunction({ Name: 'gate', Stage: 'DEVELOPMENT' });
    expect(new TextDecoder().decode(got.FunctionCode)).toBe(CODE);
    expect(got.ETag).toBe(made.ETag);
    const described = await cloudfront.describeFunction({ Name: 'gate', Stage: 'DEVELOPMENT' });
    expect(described.ETag).toBe(made.ETag);
    const live = cloudfront.describeFunction({ Name: 'gate', Stage: 'LIVE' });
    expect(await describeOutcome(live)).toBe('NoSuchFunctionExists 404');
    expect(await describeOutcome(cloudfront.createFunction(input('gate')))).toBe(
      'FunctionAlreadyExists 409',
    );
  });

  it('is replaced completely by an update, and LIVE only by publishing', async () => {
    const { aws, cloudfront } = await startClients();
    const store = aws.cloudfront.addStore('keys');
    const { ETag: first } = await cloudfront.createFunction(input('gate', CODE, store));
    await cloudfront.publishFunction({ Name: 'gate', IfMatch: first });
    const { FunctionConfig: _, ...rest } = input('gate', `${CODE}//2`);
    const FunctionConfig = { Comment: '', Runtime: 'cloudfront-js-2.0' as const };
    const updated = await cloudfront.updateFunction({ ...rest, FunctionConfig, IfMatch: first });
    expect(updated.ETag).not.toBe(first);
    expect(updated.FunctionSummary?.Status).toBe('UNPUBLISHED');
    const development = await cloudfront.describeFunction({ Name: 'gate' });
    expect(development.FunctionSummary?.FunctionConfig?.KeyValueStoreAssociations).toBeUndefined();
    const live = await cloudfront.getFunction({ Name: 'gate', Stage: 'LIVE' });
    expect(new TextDecoder().decode(live.FunctionCode)).toBe(CODE);
    expect(live.ETag).not.toBe(first);
    const before = aws.cloudfront.functions.get('gate')?.LIVE?.config.KeyValueStoreAssociations;
    expect(before?.Items).toEqual([{ KeyValueStoreARN: store }]);
    await cloudfront.publishFunction({ Name: 'gate', IfMatch: updated.ETag });
    expect(aws.cloudfront.functions.get('gate')?.LIVE?.code.toString()).toBe(`${CODE}//2`);
    const summary = await cloudfront.describeFunction({ Name: 'gate', Stage: 'LIVE' });
    expect(summary.FunctionSummary?.Status).toBe('UNASSOCIATED');
  });

  it('accepts changes only with its current ETag', async () => {
    const { cloudfront } = await startClients();
    const { ETag } = await cloudfront.createFunction(input('gate'));
    const { ETag: current } = await cloudfront.updateFunction({ ...input('gate'), IfMatch: ETag });
    for (const [IfMatch, refusal] of [
      [ETag, 'PreconditionFailed 412'],
      [undefined, 'InvalidIfMatchVersion 400'],
    ] as const) {
      const change = { ...input('gate'), IfMatch };
      expect(await describeOutcome(cloudfront.updateFunction(change))).toBe(refusal);
      expect(await describeOutcome(cloudfront.publishFunction({ Name: 'gate', IfMatch }))).toBe(
        refusal,
      );
      expect(await describeOutcome(cloudfront.deleteFunction({ Name: 'gate', IfMatch }))).toBe(
        refusal,
      );
    }
    await cloudfront.deleteFunction({ Name: 'gate', IfMatch: current });
    expect(await describeOutcome(cloudfront.describeFunction({ Name: 'gate' }))).toBe(
      'NoSuchFunctionExists 404',
    );
  });

  it('has at most 10,240 bytes of code', async () => {
    const { cloudfront } = await startClients();
    await cloudfront.createFunction(input('full', CODE.padEnd(10_240)));
    expect(
      await describeOutcome(cloudfront.createFunction(input('over', CODE.padEnd(10_241)))),
    ).toBe('FunctionSizeLimitExceeded 413');
  });

  it('accepts one store that is READY, only with runtime 2.0', async () => {
    const { aws, cloudfront } = await startClients();
    const { KeyValueStore } = await cloudfront.createKeyValueStore({ Name: 'new' });
    const create = (change: object) =>
      describeOutcome(
        cloudfront.createFunction({
          ...input('gate'),
          FunctionConfig: { ...config(KeyValueStore?.ARN), ...change },
        }),
      );
    expect(await create({})).toBe('InvalidArgument 400');
    await aws.clock.advance(35);
    const two = [
      { KeyValueStoreARN: KeyValueStore?.ARN },
      { KeyValueStoreARN: KeyValueStore?.ARN },
    ];
    const one = two.slice(1);
    expect(await create({ KeyValueStoreAssociations: { Quantity: 2, Items: two } })).toBe(
      'InvalidArgument 400',
    );
    expect(await create({ KeyValueStoreAssociations: { Quantity: 2, Items: one } })).toBe(
      'InvalidArgument 400',
    );
    expect(await create({ Runtime: 'cloudfront-js-1.0' })).toBe('InvalidArgument 400');
    expect(await create({ Runtime: 'cloudfront-js-3.0' })).toBe('InvalidArgument 400');
    expect(
      await create({
        KeyValueStoreAssociations: {
          Quantity: 1,
          Items: [{ KeyValueStoreARN: 'arn:aws:cloudfront::000000000000:key-value-store/none' }],
        },
      }),
    ).toBe('InvalidArgument 400');
    expect(await create({})).toBe('not refused');
  });

  it('is listed on pages', async () => {
    const { aws, cloudfront } = await startClients();
    for (const name of ['c', 'a', 'b']) {
      aws.cloudfront.addFunction(name, { code: CODE });
    }
    const first = await cloudfront.listFunctions({ MaxItems: 2, Stage: 'LIVE' });
    expect(first.FunctionList?.Items?.map(({ Name }) => Name)).toEqual(['a', 'b']);
    const rest = await cloudfront.listFunctions({
      MaxItems: 2,
      Stage: 'LIVE',
      Marker: first.FunctionList?.NextMarker,
    });
    expect(rest.FunctionList?.Items?.map(({ Name }) => Name)).toEqual(['c']);
    expect(rest.FunctionList?.NextMarker).toBeUndefined();
  });
});
