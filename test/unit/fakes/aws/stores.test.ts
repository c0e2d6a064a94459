import { describe, expect, it } from 'vitest';
import { describeOutcome, startClients } from './clients.js';

const STALE = 'Pre-Condition failed during update of Key-Value-Store';

async function startWithStore(entries: Record<string, string> = {}) {
  const clients = await startClients();
  const KvsARN = clients.aws.cloudfront.addStore('keys', entries);
  const etag = async () => (await clients.kvs.describeKeyValueStore({ KvsARN })).ETag;
  return { ...clients, KvsARN, etag };
}

describe('the control plane of a store', () => {
  it('is PROVISIONING for 35 seconds, then READY', async () => {
    const { aws, cloudfront, kvs } = await startClients();
    const made = await cloudfront.createKeyValueStore({ Name: 'keys', Comment: 'for tests' });
    const status = async () =>
      (await cloudfront.describeKeyValueStore({ Name: 'keys' })).KeyValueStore?.Status;
    expect(made.$metadata.httpStatusCode).toBe(201);
    expect(made.KeyValueStore?.ARN).toMatch(
      /^arn:aws:cloudfront::000000000000:key-value-store\/[0-9a-f-]{36}$/,
    );
    await aws.clock.advance(34);
    expect(await status()).toBe('PROVISIONING');
    const KvsARN = made.KeyValueStore?.ARN;
    expect(await describeOutcome(kvs.listKeys({ KvsARN }))).toBe('ConflictException 409');
    await aws.clock.advance(1);
    expect(await status()).toBe('READY');
    expect((await kvs.listKeys({ KvsARN })).Items).toEqual([]);
    expect(await describeOutcome(cloudfront.createKeyValueStore({ Name: 'keys' }))).toBe(
      'EntityAlreadyExists 409',
    );
  });

  it('changes and deletes a store with its ETag only, and deletes none that a function uses', async () => {
    const { aws, cloudfront } = await startClients();
    const store = aws.cloudfront.addStore('keys');
    aws.cloudfront.addFunction('gate', { code: 'x', store, live: false });
    const { ETag } = await cloudfront.describeKeyValueStore({ Name: 'keys' });
    const updated = await cloudfront.updateKeyValueStore({
      Name: 'keys',
      Comment: 'other',
      IfMatch: ETag,
    });
    expect(updated.KeyValueStore?.Comment).toBe('other');
    const remove = (IfMatch: string | undefined) =>
      describeOutcome(cloudfront.deleteKeyValueStore({ Name: 'keys', IfMatch }));
    expect(await remove(ETag)).toBe('PreconditionFailed 412');
    expect(await remove(undefined)).toBe('InvalidIfMatchVersion 400');
    expect(await remove(updated.ETag)).toBe('CannotDeleteEntityWhileInUse 409');
    const { ETag: gate } = await cloudfront.describeFunction({ Name: 'gate' });
    await cloudfront.deleteFunction({ Name: 'gate', IfMatch: gate });
    expect(await remove(updated.ETag)).toBe('not refused');
    expect(await remove(updated.ETag)).toBe('EntityNotFound 404');
  });

  it('lists the stores, all or by status', async () => {
    const { aws, cloudfront } = await startClients();
    aws.cloudfront.addStore('b');
    await cloudfront.createKeyValueStore({ Name: 'a' });
    const names = async (Status?: string) =>
      (await cloudfront.listKeyValueStores({ Status })).KeyValueStoreList?.Items?.map(
        ({ Name }) => Name,
      );
    expect(await names()).toEqual(['a', 'b']);
    expect(await names('READY')).toEqual(['b']);
  });
});

describe('the data plane of a store', () => {
  it('puts, gets and deletes entries with the ETag of the whole store', async () => {
    const { aws, kvs, KvsARN, etag } = await startWithStore({ old: 'v' });
    const before = await etag();
    const put = await kvs.putKey({ KvsARN, Key: 'a/b c', Value: 'é&"', IfMatch: before });
    expect(put).toMatchObject({ ItemCount: 2, TotalSizeInBytes: 13 });
    expect(put.ETag).not.toBe(before);
    expect(put.ETag).toBe(await etag());
    expect(await kvs.getKey({ KvsARN, Key: 'a/b c' })).toMatchObject({
      Key: 'a/b c',
      Value: 'é&"',
    });
    const stale = kvs.putKey({ KvsARN, Key: 'other', Value: '', IfMatch: before });
    await expect(stale).rejects.toMatchObject({ name: 'ValidationException', message: STALE });
    const gone = await kvs.deleteKey({ KvsARN, Key: 'a/b c', IfMatch: put.ETag });
    expect(await describeOutcome(kvs.getKey({ KvsARN, Key: 'a/b c' }))).toBe(
      'ResourceNotFoundException 404',
    );
    await kvs.deleteKey({ KvsARN, Key: 'never there', IfMatch: gone.ETag });
    expect(aws.stores.entries('keys')).toEqual({ old: 'v' });
  });

  it('refuses an ETag from before a change by another writer', async () => {
    const { aws, kvs, KvsARN, etag } = await startWithStore();
    const before = await etag();
    aws.stores.put('keys', 'theirs', '1');
    expect(await describeOutcome(kvs.deleteKey({ KvsARN, Key: 'a', IfMatch: before }))).toBe(
      'ValidationException 400',
    );
  });

  it('changes all keys of a call or none, at most 50', async () => {
    const { aws, kvs, KvsARN, etag } = await startWithStore({ a: '1', b: '2' });
    const update = async (puts: number, value = 'v') =>
      describeOutcome(
        kvs.updateKeys({
          KvsARN,
          IfMatch: await etag(),
          Puts: Array.from({ length: puts }, (_, i) => ({ Key: `k${i}`, Value: value })),
          Deletes: [{ Key: 'a' }],
        }),
      );
    expect(await update(50)).toBe('ValidationException 400');
    expect(await update(1, 'v'.repeat(1025))).toBe('ValidationException 400');
    expect(aws.stores.entries('keys')).toEqual({ a: '1', b: '2' });
    expect(await update(49, 'v'.repeat(1024))).toBe('not refused');
    expect(Object.keys(aws.stores.entries('keys'))).toHaveLength(50);
    expect(aws.stores.entries('keys')).not.toHaveProperty('a');
  });

  it('accepts keys up to 512 bytes and stores up to 5 MB', async () => {
    const { aws, kvs, KvsARN, etag } = await startWithStore();
    const put = async (Key: string) =>
      describeOutcome(kvs.putKey({ KvsARN, Key, Value: 'v'.repeat(1024), IfMatch: await etag() }));
    expect(await put('é'.repeat(256))).toBe('not refused');
    expect(await put('é'.repeat(257))).toBe('ValidationException 400');
    const full = Object.fromEntries(
      Array.from({ length: 4096 }, (_, i) => [`${i}`.padStart(256), 'v'.repeat(1024)]),
    );
    const arn = aws.cloudfront.addStore('full', full);
    const { ETag, TotalSizeInBytes } = await kvs.describeKeyValueStore({ KvsARN: arn });
    expect(TotalSizeInBytes).toBe(5 * 1024 * 1024);
    const one = kvs.putKey({ KvsARN: arn, Key: 'one', Value: '', IfMatch: ETag });
    expect(await describeOutcome(one)).toBe('ServiceQuotaExceededException 402');
  });

  it('lists 10 keys on a page by default, and at most 50', async () => {
    const keys = Array.from({ length: 12 }, (_, i) => `k${String(i).padStart(2, '0')}`);
    const { kvs, KvsARN } = await startWithStore(Object.fromEntries(keys.map((key) => [key, ''])));
    const first = await kvs.listKeys({ KvsARN });
    expect(first.Items?.map(({ Key }) => Key)).toEqual(keys.slice(0, 10));
    const rest = await kvs.listKeys({ KvsARN, NextToken: first.NextToken });
    expect(rest.Items?.map(({ Key }) => Key)).toEqual(keys.slice(10));
    expect(rest.NextToken).toBeUndefined();
    expect((await kvs.listKeys({ KvsARN, MaxResults: 50 })).Items).toHaveLength(12);
    expect(await describeOutcome(kvs.listKeys({ KvsARN, MaxResults: 51 }))).toBe(
      'ValidationException 400',
    );
  });

  it('refuses every signature but SigV4A', async () => {
    const { aws, KvsARN } = await startWithStore();
    const host = aws.url.replace('//', '//000000000000.');
    const response = await fetch(`${host}/key-value-stores/${encodeURIComponent(KvsARN)}`, {
      headers: {
        authorization:
          'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20270115/us-east-1/cloudfront-keyvaluestore/aws4_request, SignedHeaders=host, Signature=00',
      },
    });
    expect(response.status).toBe(403);
    expect(response.headers.get('x-amzn-errortype')).toBe('AccessDeniedException');
  });
});
