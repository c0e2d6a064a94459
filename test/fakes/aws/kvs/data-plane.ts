import type * as Sdk from '@aws-sdk/client-cloudfront-keyvaluestore';
import { storeStatus } from '../cloudfront/key-value-stores.js';
import type { Given, Operations } from '../server/service.js';
import { type Account, type Entries, type FakeStore, newEtag, toDate } from '../state.js';
import { ServiceError } from '../wire/service-error.js';

const KEY_LIMIT = 512;
const VALUE_LIMIT = 1024;
const STORE_LIMIT = 5 * 1024 * 1024;
const KEYS_PER_CALL = 50;
/** The page size if a request gives none. */
const DEFAULT_PAGE_SIZE = 10;

/** The answer of a write. */
interface Totals {
  ItemCount: number;
  TotalSizeInBytes: number;
  ETag: string;
}

export function dataOperations(account: Account): Operations {
  const write = (
    { KvsARN, IfMatch }: { KvsARN: string; IfMatch: string },
    puts: readonly Sdk.PutKeyRequestListItem[],
    deletes: readonly Sdk.DeleteKeyRequestListItem[] = [],
  ): Totals => {
    const store = getReadyStore(account, KvsARN);
    if (IfMatch !== store.dataEtag) {
      throw invalidRequest('Pre-Condition failed during update of Key-Value-Store');
    }
    const entries = new Map(store.entries.current);
    for (const { Key } of deletes) {
      entries.delete(Key!);
    }
    for (const { Key, Value } of puts) {
      checkBytes('key', Key!, 1, KEY_LIMIT);
      checkBytes('value', Value!, 0, VALUE_LIMIT);
      entries.set(Key!, Value!);
    }
    if (measureSize(entries) > STORE_LIMIT) {
      throw new ServiceError(
        'ServiceQuotaExceededException',
        `The store is over ${STORE_LIMIT} bytes.`,
      );
    }
    replaceEntries(account, store, entries);
    return { ...computeTotals(store), ETag: store.dataEtag };
  };

  return {
    DescribeKeyValueStore(
      input: Given<Sdk.DescribeKeyValueStoreRequest>,
    ): Sdk.DescribeKeyValueStoreResponse {
      const store = findStoreByArn(account, input.KvsARN);
      return {
        ...computeTotals(store),
        KvsARN: store.arn,
        Created: toDate(store.created),
        LastModified: toDate(store.modified),
        Status: storeStatus(account, store),
        ETag: store.dataEtag,
      };
    },

    GetKey(input: Given<Sdk.GetKeyRequest>): Sdk.GetKeyResponse {
      const store = getReadyStore(account, input.KvsARN);
      const value = store.entries.current?.get(input.Key);
      if (value === undefined) {
        throw new ServiceError('ResourceNotFoundException', 'The key is not in the store.');
      }
      return { ...computeTotals(store), Key: input.Key, Value: value };
    },

    ListKeys(input: Given<Sdk.ListKeysRequest>): Sdk.ListKeysResponse {
      const { entries } = getReadyStore(account, input.KvsARN);
      const size = input.MaxResults ?? DEFAULT_PAGE_SIZE;
      if (!(size >= 1 && size <= KEYS_PER_CALL)) {
        throw invalidRequest(`MaxResults is 1 to ${KEYS_PER_CALL}.`);
      }
      const rest = [...(entries.current ?? [])]
        .filter(([key]) => key > (input.NextToken ?? ''))
        .sort(([a], [b]) => (a < b ? -1 : 1));
      const items = rest.slice(0, size);
      return {
        Items: items.map(([Key, Value]) => ({ Key, Value })),
        NextToken: rest.length > size ? items.at(-1)![0] : undefined,
      };
    },

    PutKey(input: Given<Sdk.PutKeyRequest>): Sdk.PutKeyResponse {
      return write(input, [input]);
    },

    DeleteKey(input: Given<Sdk.DeleteKeyRequest>): Sdk.DeleteKeyResponse {
      return write(input, [], [input]);
    },

    UpdateKeys(input: Given<Sdk.UpdateKeysRequest>): Sdk.UpdateKeysResponse {
      const { Puts: puts = [], Deletes: deletes = [] } = input;
      const keys = [...puts, ...deletes].map(({ Key }) => Key);
      if (keys.length === 0) {
        throw invalidRequest('There is nothing to update.');
      }
      if (keys.length > KEYS_PER_CALL) {
        throw invalidRequest(`A call takes ${KEYS_PER_CALL} keys.`);
      }
      if (new Set(keys).size < keys.length) {
        throw invalidRequest('A key appears twice.');
      }
      return write(input, puts, deletes);
    },
  };
}

/** Replaces all entries now. */
export function replaceEntries(account: Account, store: FakeStore, entries: Entries): void {
  const { clock, propagation } = account;
  store.entries.set(entries, clock.now());
  store.dataEtag = newEtag(account);
  store.modified = clock.now();
  clock.scheduleStop(propagation.testedValue);
  clock.scheduleStop(propagation.value);
}

export function findStoreByArn({ stores }: Account, arn: string): FakeStore {
  const found = [...stores.values()].find((store) => store.arn === arn);
  if (!found) {
    throw new ServiceError('ResourceNotFoundException', 'The store does not exist.');
  }
  return found;
}

function getReadyStore(account: Account, arn: string): FakeStore {
  const found = findStoreByArn(account, arn);
  if (storeStatus(account, found) !== 'READY') {
    throw new ServiceError('ConflictException', 'The store is not ready.');
  }
  return found;
}

function computeTotals({ entries }: FakeStore): Omit<Totals, 'ETag'> {
  const current = entries.current ?? new Map();
  return { ItemCount: current.size, TotalSizeInBytes: measureSize(current) };
}

function measureSize(entries: Entries): number {
  let size = 0;
  for (const [key, value] of entries) {
    size += Buffer.byteLength(key) + Buffer.byteLength(value);
  }
  return size;
}

function checkBytes(what: string, text: string, least: number, limit: number): void {
  const size = Buffer.byteLength(text);
  if (size < least || size > limit) {
    throw invalidRequest(`A ${what} has ${least} to ${limit} bytes.`);
  }
}

function invalidRequest(message: string): ServiceError {
  return new ServiceError('ValidationException', message);
}
