import { beforeAll, describe, expect, it } from 'vitest';

interface Key {
  toString(encoding: 'hex'): string;
}
// A dynamic import: the types of the edge are for another runtime than Node.js.
const source = '../../../edge/keys.js';
const keys = (await import(source)) as {
  parseKeyRing(ring: string): Key[] | null;
  decodeSecret(secret: string): Key;
};

const SECRET = '0123456789abcdef'.repeat(4);

beforeAll(() => {
  Object.assign(globalThis, { BYTE_STRINGS: false });
});

/** The keys in hex, or null. */
function hex(ring: string): string[] | null {
  return keys.parseKeyRing(ring)?.map((key) => key.toString('hex')) ?? null;
}

// The handler answers a thrown error like an unusable ring, so no vector can tell them apart.
describe('parseKeyRing', () => {
  it.each([
    ['one secret', SECRET, [SECRET]],
    ['capitals', SECRET.toUpperCase(), [SECRET]],
    ['the shortest', '00'.repeat(16), ['00'.repeat(16)]],
    ['the longest', 'ff'.repeat(128), ['ff'.repeat(128)]],
    ['white space', ` ${SECRET}\n`, [SECRET]],
    ['two', `${SECRET},${'ab'.repeat(16)}`, [SECRET, 'ab'.repeat(16)]],
    ['four', Array(4).fill(SECRET).join(' , '), Array(4).fill(SECRET)],
    ['62 digits and white space, 64 characters', ` ${SECRET.slice(2)} `, [SECRET.slice(2)]],
  ])('returns the keys of %s', (_, ring, expected) => {
    expect(hex(ring)).toEqual(expected);
  });

  it.each([
    ['nothing', ''],
    ['white space', '  '],
    ['an odd number of digits', SECRET.slice(1)],
    ['15 bytes', 'ab'.repeat(15)],
    ['129 bytes', 'ab'.repeat(129)],
    ['a bad digit at the end', `${SECRET.slice(0, -1)}g`],
    ['a bad digit in front', `g${SECRET.slice(1)}`],
    ['a digit of another script, which Node.js reads by its low byte', `\u0130${SECRET.slice(1)}`],
    ['five secrets', Array(5).fill(SECRET).join(',')],
    ['an empty item', `${SECRET},`],
    ['one bad secret beside a good one', `${SECRET},zz`],
    ['64 characters of two short ones', `${'ab'.repeat(15)},${'ab'.repeat(16)}0`],
  ])('returns null for %s', (_, ring) => {
    expect(keys.parseKeyRing(ring)).toBeNull();
  });
});

describe('decodeSecret', () => {
  it('returns the bytes of the secret', () => {
    expect(keys.decodeSecret(SECRET).toString('hex')).toBe(SECRET);
  });
});
