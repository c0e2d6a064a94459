import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFields, writeExpiry, writeUserId } from '../../../signer/fields.js';
import { octets } from '../../../signer/hmac.js';

// SPEC 1 as a regular expression, which the code under test does not use.
const TOKEN = /^([^:\x00-\x1f\x7f\ud800-\udfff]+):(0|[1-9]\d{0,15}):([0-9a-f]{64})$/u;
const USER_ID = /^[^:\x00-\x1f\x7f\ud800-\udfff]+$/u;
const MAC = '1d9ce3921b69e57a4562a294cfa678b3ff4938b49b0369d646185d9ef24567e2';

function expectedFields(token: string) {
  const [, userId = '', expiry, mac = ''] = TOKEN.exec(token) ?? [];
  const isTooLarge = BigInt(expiry ?? 0) > 2n ** 53n - 1n || Buffer.byteLength(userId) > 1024;
  return expiry === undefined || isTooLarge ? undefined : { userId, expiry: Number(expiry), mac };
}

function fieldsOf(token: string) {
  const fields = readFields(token);
  return (
    fields && {
      userId: fields.userId,
      expiry: fields.expiry,
      mac: Buffer.from(fields.mac).toString('hex'),
    }
  );
}

const character = fc.oneof(
  fc.constantFrom(...':0123456789abcdefg -\t\x7f\xff\u0130\u0660\ud800'),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
);
const text = (maxLength: number) => fc.string({ unit: character, maxLength });
const expiry = fc.oneof(
  fc.maxSafeNat().map(String),
  fc.bigInt(2n ** 53n - 3n, 2n ** 53n + 3n).map(String),
  fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength: 20 }),
);
const mac = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .uint8Array({ minLength: 32, maxLength: 32 })
      .map((bytes) => Buffer.from(bytes).toString('hex')),
  },
  text(66),
);

describe('readFields', () => {
  it('agrees with the grammar of SPEC 1 for parts of any kind', () => {
    fc.assert(
      fc.property(text(40), expiry, mac, (userId, seconds, digits) => {
        const token = `${userId}:${seconds}:${digits}`;
        expect(fieldsOf(token)).toEqual(expectedFields(token));
      }),
      { seed: 20261128, numRuns: 5_000 },
    );
  });

  it('agrees with it after one change anywhere', () => {
    fc.assert(
      fc.property(
        text(20),
        expiry,
        fc.nat(110),
        character,
        fc.boolean(),
        (id, seconds, place, other, inserts) => {
          const token = `${id}:${seconds}:${MAC}`;
          const changed = token.slice(0, place) + other + token.slice(inserts ? place : place + 1);
          expect(fieldsOf(changed)).toEqual(expectedFields(changed));
        },
      ),
      { seed: 20261128, numRuns: 5_000 },
    );
  });

  it.each(['x', '\u00e9', '\u5bb6', '\u{1f600}'])('accepts 1,024 bytes of user id (%#)', (unit) => {
    const userId =
      unit.repeat(1024 / Buffer.byteLength(unit)) + 'x'.repeat(1024 % Buffer.byteLength(unit));
    for (const id of [userId, `${userId}x`, `${userId}${unit}`]) {
      const token = `${id}:9007199254740991:${MAC}`;
      expect(fieldsOf(token)).toEqual(expectedFields(token));
    }
    expect(fieldsOf(`${userId}:1:${MAC}`)?.userId).toBe(userId);
  });

  it('is not confused by the token before', () => {
    readFields(`somebody else:1:${MAC}`);
    expect(readFields(`:${MAC}`)).toBeUndefined();
    expect(readFields('')).toBeUndefined();
  });
});

describe('writeUserId', () => {
  it('writes what SPEC 1 allows and nothing else', () => {
    fc.assert(
      fc.property(fc.oneof(text(80), fc.string({ unit: 'binary', maxLength: 600 })), (userId) => {
        const allowed = USER_ID.test(userId) && Buffer.byteLength(userId) <= 1024;
        const length = writeUserId(userId);
        expect(length).toBe(allowed ? Buffer.byteLength(userId) : 0);
        if (allowed) {
          const end = writeExpiry(length, '42');
          expect(octets.toString('utf8', 0, end)).toBe(`${userId}:42`);
        }
      }),
      { seed: 20261128, numRuns: 5_000 },
    );
  });
});
