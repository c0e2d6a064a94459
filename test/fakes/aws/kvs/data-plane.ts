import type * as Sdk from '@aws-sdk/client-cloudfront-keyvaluestore';
import { statusOf } from '../cloudfront/key-value-stores.js';
import type { Given, Operations } from '../server/service.js';
import { type Account, date, type Entries, type FakeStore, newEtag } from '../state.js';
import { Refusal } from '../wire/refusal.js';

const KEY_LIMIT = 512;
const VALUE_LIMIT = 1024;
const STORE_LIMIT = 5 * 1024 * 1024;
const KEYS_A_CALL = 50;
/** The page size where none is asked for. */
const PAGE = 10;

/** What a write answers. */
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
    const store = readyStore(account, KvsARN);
    if (IfMatch !== store.dataEtag) {
      throw invalid('Pre-Condition failed during update of Key-Value-Store');
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
    if (sizeOf(entries) > STORE_LIMIT) {
      throw new Refusal('ServiceQuotaExceededException', `The store is over ${STORE_LIMIT} bytes.`);
    }
    replaceEntries(account, store, entries);
    return { ...totalsOf(store), ETag: store.dataEtag };
  };

  return {
    DescribeKeyValueStore(
      input: Given<Sdk.DescribeKeyValueStoreRequest>,
    ): Sdk.DescribeKeyValueStoreResponse {
      const store = findStoreByArn(account, input.KvsARN);
      return {
        ...totalsOf(store),
        KvsARN: store.arn,
        Created: date(store.created),
        LastModified: date(store.modified),
        Status: statusOf(account, store),
        ETag: store.dataEtag,
      };
    },

    GetKey(input: Given<Sdk.GetKeyRequest>): Sdk.GetKeyResponse {
      const store = readyStore(account, input.KvsARN);
      const value = store.entries.current?.get(input.Key);
      if (value === undefined) {
        throw new Refusal('ResourceNotFoundException', 'The key is not in the store.');
      }
      return { ...totalsOf(store), Key: input.Key, Value: value };
    },

    ListKeys(input: Given<Sdk.ListKeysRequest>): Sdk.ListKeysResponse {
      const { entries } = readyStore(account, input.KvsARN);
      const size = input.MaxResults ?? PAGE;
      if (!(size >= 1 && size <= KEYS_A_CALL)) {
        throw invalid(`MaxResults is 1 to ${KEYS_A_CALL}.`);
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
        throw invalid('There is nothing to update.');
      }
      if (keys.length > KEYS_A_CALL) {
        throw invalid(`A call takes ${KEYS_A_CALL} keys.`);
      }
      if (new Set(keys).size < keys.length) {
        throw invalid('A key is there twice.');
      }
      return write(input, puts, deletes);
    },
  };
}

/** Puts these entries in the place of all, at the time of the clock. */
export function replaceEntries(account: Account, store: FakeStore, entries: Entries): void {
  const { clock, propagation } = account;
  store.entries.set(entries, clock.now());
  store.dataEtag = newEtag(account);
  store.modified = clock.now();
  clock.mark(propagation.testedValue);
  clock.mark(propagation.value);
}

export function findStoreByArn({ stores }: Account, arn: string): FakeStore {
  const found = [...stores.values()].find((store) => store.arn === arn);
  if (!found) {
    throw new Refusal('ResourceNotFoundException', 'The store does not exist.');
  }
  return found;
}

function readyStore(account: Account, arn: string): FakeStore {
  const found = findStoreByArn(account, arn);
  if (statusOf(account, found) !== 'READY') {
    throw new Refusal('ConflictException', 'The store is not ready.');
  }
  return found;
}

function totalsOf({ entries }: FakeStore): Omit<Totals, 'ETag'> {
  const current = entries.current ?? new Map();
  return { ItemCount: current.size, TotalSizeInBytes: sizeOf(current) };
}

function sizeOf(entries: Entries): number {
  let size = 0;
  for (const [key, value] of entries) {
    size += Buffer.byteLength(key) + Buffer.byteLength(value);
  }
  return size;
}

function checkBytes(what: string, text: string, least: number, limit: number): void {
  const size = Buffer.byteLength(text);
  if (size < least || size > limit) {
    throw invalid(`A ${what} has ${least} to ${limit} bytes.`);
  }
}

function invalid(message: string): Refusal {
  return new Refusal('ValidationException', message);
}
