import { isAnyArrayBuffer, isUint8Array } from 'node:util/types';
import type { Realm } from './realm.js';

const ENCODINGS = ['utf8', 'hex', 'base64', 'base64url'] as const;

type Encoding = (typeof ENCODINGS)[number];

/**
 * How a runtime represents bytes: as a Buffer (2.0), or as a string that is marked as bytes (1.0).
 */
export interface ByteType {
  /** The bytes of a key or a message. Throws the realm's TypeError for any other value. */
  toBytes(value: unknown, encoding?: unknown): Buffer;
  fromBytes(bytes: Buffer): unknown;
}

/**
 * Runtime 1.0: installs `String.bytesFrom`, `toUTF8()`, and `toString(encoding)` for the strings
 * that they return.
 */
export function installByteStrings(realm: Realm): ByteType {
  const { String: RealmString, TypeError: RealmTypeError } = realm.intrinsics;
  // njs marks such strings internally; here they are recognized by their text. The difference
  // matters only from U+0080 on: as a key, "\xff" from bytesFrom is one byte, and an ordinary
  // "\xff" is two bytes.
  const byteStrings = new Set<string>();
  const fromBytes = (bytes: Buffer): string => {
    const text = bytes.toString('latin1');
    byteStrings.add(text);
    return text;
  };
  const bytesFrom = (text: unknown, encoding: unknown): string => {
    if (typeof text !== 'string' || !isEncoding(encoding) || encoding === 'utf8') {
      throw new RealmTypeError('bytesFrom takes text and "hex", "base64" or "base64url"');
    }
    return fromBytes(Buffer.from(text, encoding));
  };
  Object.assign(RealmString, { bytesFrom: realm.adopt(bytesFrom) });
  const plain = RealmString.prototype.toString;
  const encode = function (this: string, encoding?: unknown): string {
    const text = plain.call(this);
    return isEncoding(encoding) ? Buffer.from(text, 'latin1').toString(encoding) : text;
  };
  const toUTF8 = function (this: string): string {
    return fromBytes(Buffer.from(plain.call(this)));
  };
  Object.assign(RealmString.prototype, {
    toString: realm.adopt(encode),
    toUTF8: realm.adopt(toUTF8),
  });
  const toBytes = (value: unknown): Buffer => {
    if (typeof value !== 'string') {
      throw new RealmTypeError('not a string');
    }
    return Buffer.from(value, byteStrings.has(value) ? 'latin1' : 'utf8');
  };
  return { toBytes, fromBytes };
}

/** Runtime 2.0: installs `Buffer` with the methods that CloudFront documents. */
export function installBuffer(realm: Realm): ByteType {
  const { Uint8Array: RealmBytes, TypeError: RealmTypeError } = realm.intrinsics;
  const view = (bytes: Uint8Array): Buffer =>
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const toBytes = (value: unknown, encoding: unknown = 'utf8'): Buffer => {
    if (isUint8Array(value)) {
      return view(value);
    }
    if (typeof value !== 'string') {
      throw new RealmTypeError('not a string or Buffer-like object');
    }
    return Buffer.from(value, checkEncoding(realm, encoding));
  };
  const prototype = {
    toString(this: Uint8Array, encoding: unknown = 'utf8'): string {
      return view(this).toString(checkEncoding(realm, encoding));
    },
    write(this: Uint8Array, text: unknown): number {
      return view(this).write(String(text));
    },
    equals(this: Uint8Array, other: unknown): boolean {
      return view(this).equals(toBytes(other));
    },
  };
  realm.adopt(prototype);
  Object.setPrototypeOf(prototype, RealmBytes.prototype);
  // Copies bytes, and shares the memory of an ArrayBuffer, as the constructor does.
  const fromBytes = (bytes: Uint8Array | ArrayBuffer): Uint8Array =>
    Object.setPrototypeOf(new RealmBytes(bytes as ArrayBuffer), prototype) as Uint8Array;
  const statics = {
    from: (value: unknown, encoding?: unknown) =>
      fromBytes(
        Array.isArray(value)
          ? Buffer.from(value)
          : isAnyArrayBuffer(value)
            ? (value as ArrayBuffer)
            : toBytes(value, encoding),
      ),
    alloc: (size: number) => fromBytes(Buffer.alloc(size)),
    concat: (list: Uint8Array[]) => fromBytes(Buffer.concat(list.map((each) => toBytes(each)))),
    compare: (a: unknown, b: unknown) => Buffer.compare(toBytes(a), toBytes(b)),
  };
  realm.define('Buffer', realm.adopt(Object.assign(() => undefined, statics)));
  return { toBytes, fromBytes };
}

/** Throws the realm's TypeError for an encoding that CloudFront does not support. */
export function checkEncoding(realm: Realm, encoding: unknown): Encoding {
  if (isEncoding(encoding)) {
    return encoding;
  }
  throw new realm.intrinsics.TypeError('Unknown encoding');
}

function isEncoding(encoding: unknown): encoding is Encoding {
  return (ENCODINGS as readonly unknown[]).includes(encoding);
}
