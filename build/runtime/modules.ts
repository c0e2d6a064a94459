import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { type ByteType, checkEncoding } from './bytes.js';
import type { Realm } from './realm.js';

const ALGORITHMS: readonly unknown[] = ['md5', 'sha1', 'sha256'];

/** Creates `require`, which has only CloudFront's `crypto` module. */
export function createRequire(realm: Realm, bytes: ByteType): (name: unknown) => object {
  const crypto = createCrypto(realm, bytes);
  return realm.adopt((name: unknown) => {
    if (name === 'crypto') {
      return crypto;
    }
    throw new realm.intrinsics.Error('Cannot find module');
  });
}

function createCrypto(realm: Realm, bytes: ByteType): object {
  const { TypeError: RealmTypeError } = realm.intrinsics;
  const checkAlgorithm = (algorithm: unknown): string => {
    if (ALGORITHMS.includes(algorithm)) {
      return algorithm as string;
    }
    throw new RealmTypeError('not supported algorithm');
  };
  const wrapHash = (hash: Hash | Hmac): object => {
    let isDigested = false;
    const checkNotDigested = () => {
      if (isDigested) {
        throw new RealmTypeError('Digest already called');
      }
    };
    const self = realm.adopt({
      update: (data: unknown, encoding?: unknown) => {
        checkNotDigested();
        hash.update(bytes.toBytes(data, encoding));
        return self;
      },
      digest: (encoding?: unknown) => {
        checkNotDigested();
        isDigested = true;
        const result = hash.digest();
        return encoding === undefined
          ? bytes.fromBytes(result)
          : result.toString(checkEncoding(realm, encoding));
      },
    });
    return self;
  };
  return realm.adopt({
    createHash: (algorithm: unknown) => wrapHash(createHash(checkAlgorithm(algorithm))),
    createHmac: (algorithm: unknown, key: unknown) =>
      wrapHash(createHmac(checkAlgorithm(algorithm), bytes.toBytes(key))),
  });
}

/** The content of a KeyValueStore. An entry of null cannot be read, as in an outage. */
export type KeyValues = Readonly<Record<string, string | null>>;

/**
 * Creates the `cloudfront` module over one KeyValueStore. Reading a missing key rejects, as on
 * CloudFront. `log` gets what the function writes to the access log.
 */
export function createCloudfront(
  realm: Realm,
  store: KeyValues,
  log: (text: unknown) => void = () => undefined,
): object {
  const { Error: RealmError, Promise: RealmPromise, JSON: RealmJson } = realm.intrinsics;
  const has = (key: unknown): key is string => typeof key === 'string' && Object.hasOwn(store, key);
  const fail = (problem: string) => RealmPromise.reject(new RealmError(problem));
  const handle = realm.adopt({
    get: (key: unknown, options?: { format?: unknown }) => {
      const text = has(key) ? store[key] : undefined;
      if (text === undefined) {
        return fail('KeyNotFound');
      }
      if (text === null) {
        return fail('InternalError');
      }
      return RealmPromise.resolve(options?.format === 'json' ? RealmJson.parse(text) : text);
    },
    exists: (key: unknown) =>
      has(key) && store[key] === null ? fail('InternalError') : RealmPromise.resolve(has(key)),
    meta: () =>
      RealmPromise.resolve(
        realm.adopt({
          creationDateTime: '2024-01-01T00:00:00.000Z',
          lastUpdatedDateTime: '2024-01-01T00:00:00.000Z',
          keyCount: Object.keys(store).length,
        }),
      ),
  });
  // The origin that a function chooses is not part of its output.
  const chooseOrigin = () => undefined;
  return realm.adopt({
    kvs: () => handle,
    logCustomData: (text: unknown) => log(text),
    updateRequestOrigin: chooseOrigin,
    selectRequestOriginById: chooseOrigin,
    createRequestOriginGroup: chooseOrigin,
  });
}
