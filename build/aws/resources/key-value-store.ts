import { STORE_KEYS_PER_CALL } from '../../platform/limits.js';
import type { AwsClients } from '../clients.js';
import { ConflictError, isAwsFault, undefinedIfMissing } from '../errors.js';
import { type Tags, toCloudFrontTags, withTags } from './tags.js';

/** A KeyValueStore, as the control plane describes it. */
export interface StoreState {
  readonly arn: string;
  /** The ETag of the control plane; the data plane has its own. */
  readonly etag: string;
  /** `PROVISIONING` for half a minute after its creation, then `READY`. */
  readonly status: string;
  readonly comment: string;
}

/** Reads the description of a store; undefined if the store does not exist. */
export async function readStore(
  { cloudfront }: AwsClients,
  name: string,
): Promise<StoreState | undefined> {
  const found = await undefinedIfMissing(cloudfront.describeKeyValueStore({ Name: name }));
  const { ARN, Comment = '', Status = '' } = found?.KeyValueStore ?? {};
  return found && { arn: ARN!, etag: found.ETag!, status: Status, comment: Comment };
}

export async function createStore(
  { cloudfront }: AwsClients,
  name: string,
  comment: string,
  tags: Tags = {},
) {
  await cloudfront.createKeyValueStore({
    Name: name,
    Comment: comment,
    ...withTags(tags, toCloudFrontTags),
  });
}

/**
 * Deletes the store with all entries. CloudFront refuses while a function is associated with it.
 */
export async function deleteStore({ cloudfront }: AwsClients, name: string, etag: string) {
  await cloudfront.deleteKeyValueStore({ Name: name, IfMatch: etag });
}

/** The key of the entry that holds the key ring (SPEC 2). */
export const TOKEN_SECRET_KEY = 'token_secret';

/** A KeyValueStore, as the data plane describes it. */
export interface StoreContent {
  readonly etag: string;
  /** The number of entries. */
  readonly items: number;
  readonly bytes: number;
}

export async function readStoreContent(
  { keyValueStore }: AwsClients,
  arn: string,
): Promise<StoreContent> {
  const { ETag, ItemCount, TotalSizeInBytes } = await keyValueStore.describeKeyValueStore({
    KvsARN: arn,
  });
  return { etag: ETag!, items: ItemCount ?? 0, bytes: TotalSizeInBytes ?? 0 };
}

/** Reads the value of a key; undefined if there is no such entry. */
export async function readEntry(
  { keyValueStore }: AwsClients,
  arn: string,
  key: string,
): Promise<string | undefined> {
  const found = await undefinedIfMissing(keyValueStore.getKey({ KvsARN: arn, Key: key }));
  return found?.Value;
}

export interface Entry {
  readonly key: string;
  readonly value: string;
}

export async function listEntries({ keyValueStore }: AwsClients, arn: string): Promise<Entry[]> {
  const entries: Entry[] = [];
  let token: string | undefined;
  do {
    const { Items = [], NextToken } = await keyValueStore.listKeys({
      KvsARN: arn,
      MaxResults: STORE_KEYS_PER_CALL,
      ...(token === undefined ? {} : { NextToken: token }),
    });
    for (const { Key, Value } of Items) {
      entries.push({ key: Key!, value: Value! });
    }
    token = NextToken;
  } while (token !== undefined);
  return entries;
}

/**
 * Deletes entries, but only if nothing in the store has changed since `content` was read. Calls
 * `onBatch` after each call to AWS with the number of deleted entries.
 *
 * @returns the content of the store afterwards.
 */
export async function deleteEntries(
  { keyValueStore }: AwsClients,
  arn: string,
  content: StoreContent,
  keys: readonly string[],
  onBatch: (deleted: number) => void,
): Promise<StoreContent> {
  let now = content;
  for (let i = 0; i < keys.length; i += STORE_KEYS_PER_CALL) {
    const batch = keys.slice(i, i + STORE_KEYS_PER_CALL);
    const { ETag, ItemCount, TotalSizeInBytes } = await keyValueStore.updateKeys({
      KvsARN: arn,
      IfMatch: now.etag,
      Deletes: batch.map((key) => ({ Key: key })),
    });
    now = { etag: ETag!, items: ItemCount!, bytes: TotalSizeInBytes! };
    onBatch(batch.length);
  }
  return now;
}

/**
 * Puts entries in this order, but only if nothing in the store has changed since `content` was
 * read.
 */
export async function putEntries(
  { keyValueStore }: AwsClients,
  arn: string,
  content: StoreContent,
  entries: readonly Entry[],
): Promise<void> {
  let { etag } = content;
  for (let i = 0; i < entries.length; i += STORE_KEYS_PER_CALL) {
    const batch = entries.slice(i, i + STORE_KEYS_PER_CALL);
    const { ETag } = await keyValueStore.updateKeys({
      KvsARN: arn,
      IfMatch: etag,
      Puts: batch.map(({ key, value }) => ({ Key: key, Value: value })),
    });
    etag = ETag!;
  }
}

/**
 * A write fails if anybody has changed any entry of the store since it was read; it is then tried
 * again.
 */
const MAX_TRIES = 4;

/**
 * Replaces the value `from` of an entry with `to`; undefined stands for no entry. It never
 * overwrites another writer's value, and it succeeds if the value is `to` already, as after a try
 * whose answer was lost.
 *
 * @throws ConflictError if the entry has neither value.
 */
export async function replaceEntry(
  aws: AwsClients,
  arn: string,
  key: string,
  { from, to }: { readonly from: string | undefined; readonly to: string | undefined },
): Promise<void> {
  for (let tries = 1; ; tries++) {
    // The ETag first: a write between the two calls makes it stale.
    const { etag } = await readStoreContent(aws, arn);
    const value = await readEntry(aws, arn, key);
    if (value === to) {
      return;
    }
    if (value !== from) {
      throw new ConflictError(
        `the entry ${key} of the KeyValueStore was changed by somebody else meanwhile; run the command again: it continues from the state it finds`,
      );
    }
    try {
      const target = { KvsARN: arn, IfMatch: etag, Key: key };
      if (to === undefined) {
        await aws.keyValueStore.deleteKey(target);
      } else {
        await aws.keyValueStore.putKey({ ...target, Value: to });
      }
      return;
    } catch (error) {
      if (!isAwsFault(error, 'conflict') || tries === MAX_TRIES) {
        throw error;
      }
    }
  }
}
