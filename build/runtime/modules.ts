import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { type ByteType, checkEncoding } from './bytes.js';
import type { Realm } from './realm.js';

const ALGORITHMS: readonly unknown[] = ['md5', 'sha1', 'sha256'];

/** `require`, which knows the platform's `crypto` and nothing else. */
export function createRequire(realm: Realm, bytes: ByteType): (name: unknown) => object {
  const crypto = cryptoModule(realm, bytes);
  return realm.adopt((name: unknown) => {
    if (name === 'crypto') {
      return crypto;
    }
    throw new realm.intrinsics.Error('Cannot find module');
  });
}

function cryptoModule(realm: Realm, bytes: ByteType): object {
  const { TypeError: RealmTypeError } = realm.intrinsics;
  const checkedAlgorithm = (algorithm: unknown): string => {
    if (ALGORITHMS.includes(algorithm)) {
      return algorithm as string;
    }
    throw new RealmTypeError('not supported algorithm');
  };
  const digester = (hash: Hash | Hmac): object => {
    let done = false;
    const checkOpen = () => {
      if (done) {
        throw new RealmTypeError('Digest already called');
      }
    };
    const self = realm.adopt({
      update: (data: unknown, encoding?: unknown) => {
        checkOpen();
        hash.update(bytes.toBytes(data, encoding));
        return self;
      },
      digest: (encoding?: unknown) => {
        checkOpen();
        done = true;
        const result = hash.digest();
        return encoding === undefined
          ? bytes.fromBytes(result)
          : result.toString(checkEncoding(realm, encoding));
      },
    });
    return self;
  };
  return realm.adopt({
    createHash: (algorithm: unknown) => digester(createHash(checkedAlgorithm(algorithm))),
    createHmac: (algorithm: unknown, key: unknown) =>
      digester(createHmac(checkedAlgorithm(algorithm), bytes.toBytes(key))),
  });
}

/** What a KeyValueStore holds; null for an entry that cannot be read, as in an outage. */
export type KeyValues = Readonly<Record<string, string | null>>;

/** The `cloudfront` module over one KeyValueStore. A key that is not there rejects, as on the platform. */
export function createCloudfront(realm: Realm, store: KeyValues): object {
  const { Error: RealmError, Promise: RealmPromise, JSON: RealmJson } = realm.intrinsics;
  const has = (key: unknown): key is string => typeof key === 'string' && Object.hasOwn(store, key);
  const failed = (problem: string) => RealmPromise.reject(new RealmError(problem));
  const handle = realm.adopt({
    get: (key: unknown, options?: { format?: unknown }) => {
      const text = has(key) ? store[key] : undefined;
      if (text === undefined) {
        return failed('KeyNotFound');
      }
      if (text === null) {
        return failed('InternalError');
      }
      return RealmPromise.resolve(options?.format === 'json' ? RealmJson.parse(text) : text);
    },
    exists: (key: unknown) =>
      has(key) && store[key] === null ? failed('InternalError') : RealmPromise.resolve(has(key)),
    meta: () =>
      RealmPromise.resolve(
        realm.adopt({
          creationDateTime: '2024-01-01T00:00:00.000Z',
          lastUpdatedDateTime: '2024-01-01T00:00:00.000Z',
          keyCount: Object.keys(store).length,
        }),
      ),
  });
  return realm.adopt({ kvs: () => handle });
}
