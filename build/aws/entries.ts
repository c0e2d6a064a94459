import type { Aws } from './clients.js';
import { ConflictError, ifThere, isFault } from './errors.js';

/** The key of the ring in the store (SPEC 2). */
export const TOKEN_SECRET = 'token_secret';

/** The data plane's account of a store. */
export interface StoreContent {
  readonly etag: string;
  readonly items: number;
  readonly bytes: number;
}

export async function readContent({ keyValueStore }: Aws, arn: string): Promise<StoreContent> {
  const { ETag, ItemCount, TotalSizeInBytes } = await keyValueStore.describeKeyValueStore({
    KvsARN: arn,
  });
  return { etag: ETag!, items: ItemCount ?? 0, bytes: TotalSizeInBytes ?? 0 };
}

export async function readEntry(
  { keyValueStore }: Aws,
  arn: string,
  key: string,
): Promise<string | undefined> {
  const found = await ifThere(keyValueStore.getKey({ KvsARN: arn, Key: key }));
  return found?.Value;
}

/** How often a write is tried again when somebody else wrote to the store meanwhile, to whatever entry. */
const TRIES = 4;

/**
 * Exchanges one entry's value, if it is still the one that was read: what another writer put there in the meantime is never lost.
 * Also right where the answer of an earlier try was lost.
 */
export async function exchangeEntry(
  aws: Aws,
  arn: string,
  key: string,
  { from, to }: { readonly from: string | undefined; readonly to: string },
): Promise<void> {
  for (let tries = 1; ; tries++) {
    // The ETag first: a write between the two calls makes it stale.
    const { etag } = await readContent(aws, arn);
    const value = await readEntry(aws, arn, key);
    if (value === to) return;
    if (value !== from) {
      throw new ConflictError(
        `the entry ${key} of the KeyValueStore was changed by somebody else meanwhile; run the command again, it goes on from what it finds`,
      );
    }
    try {
      await aws.keyValueStore.putKey({ KvsARN: arn, IfMatch: etag, Key: key, Value: to });
      return;
    } catch (error) {
      if (!isFault(error, 'conflict') || tries === TRIES) throw error;
    }
  }
}
