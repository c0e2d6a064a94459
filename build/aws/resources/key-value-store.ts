import { STORE_KEYS_PER_CALL } from '../../platform/limits.js';
import type { AwsClients } from '../clients.js';
import { ConflictError, isAwsFault, undefinedIfMissing } from '../errors.js';

/** A KeyValueStore as the control plane knows it. */
export interface StoreState {
  readonly arn: string;
  /** Of the control plane; the data plane has its own. */
  readonly etag: string;
  /** `PROVISIONING` for half a minute after it was made, then `READY`. */
  readonly status: string;
}

export async function readStore(
  { cloudfront }: AwsClients,
  name: string,
): Promise<StoreState | undefined> {
  const found = await undefinedIfMissing(cloudfront.describeKeyValueStore({ Name: name }));
  const { ARN, Status } = found?.KeyValueStore ?? {};
  return found && { arn: ARN!, etag: found.ETag!, status: Status ?? '' };
}

export async function createStore({ cloudfront }: AwsClients, name: string, comment: string) {
  await cloudfront.createKeyValueStore({ Name: name, Comment: comment });
}

/** Deletes the store with all entries; CloudFront refuses while a function is associated with it. */
export async function deleteStore({ cloudfront }: AwsClients, name: string, etag: string) {
  await cloudfront.deleteKeyValueStore({ Name: name, IfMatch: etag });
}

/** The key of the ring in the store (SPEC 2). */
export const TOKEN_SECRET_KEY = 'token_secret';

/** The data plane's account of a store. */
export interface StoreContent {
  readonly etag: string;
  readonly items: number;
  readonly bytes: number;
}

export async function readContent(
  { keyValueStore }: AwsClients,
  arn: string,
): Promise<StoreContent> {
  const { ETag, ItemCount, TotalSizeInBytes } = await keyValueStore.describeKeyValueStore({
    KvsARN: arn,
  });
  return { etag: ETag!, items: ItemCount ?? 0, bytes: TotalSizeInBytes ?? 0 };
}

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
 * Deletes entries of a store that is still as it was when `content` was read; gives what it is then. `onBatch` is told after each
 * call how many keys it took away.
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

/** How often a write is tried again when somebody else wrote to the store meanwhile, to whatever entry. */
const TRIES = 4;

/**
 * Exchanges one entry's value, if it is still the one that was read; undefined is no entry. What another writer put there in the meantime is never lost.
 * Also right where the answer of an earlier try was lost.
 */
export async function replaceEntry(
  aws: AwsClients,
  arn: string,
  key: string,
  { from, to }: { readonly from: string | undefined; readonly to: string | undefined },
): Promise<void> {
  for (let tries = 1; ; tries++) {
    // The ETag first: a write between the two calls makes it stale.
    const { etag } = await readContent(aws, arn);
    const value = await readEntry(aws, arn, key);
    if (value === to) {
      return;
    }
    if (value !== from) {
      throw new ConflictError(
        `the entry ${key} of the KeyValueStore was changed by somebody else meanwhile; run the command again, it goes on from what it finds`,
      );
    }
    try {
      const place = { KvsARN: arn, IfMatch: etag, Key: key };
      if (to === undefined) {
        await aws.keyValueStore.deleteKey(place);
      } else {
        await aws.keyValueStore.putKey({ ...place, Value: to });
      }
      return;
    } catch (error) {
      if (!isAwsFault(error, 'conflict') || tries === TRIES) {
        throw error;
      }
    }
  }
}
