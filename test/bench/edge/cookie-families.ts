import { type CookiePlan, cookie } from './plan.js';

/** Several cookies of the same kind; four of them are read. */
export const four = (part: Partial<CookiePlan>, count = 4) =>
  Array.from({ length: count }, () => cookie(part));

const longest = { shape: 'forged', length: 1024 } as const;

/** Four candidates that are well-formed: two cookies, each raw and decoded. */
export const rawAndDecoded = four({ ...longest, encoded: 1, length: 1022 }, 2);

/** A token whose value is parsed as it is, unquoted, and decoded from there. */
export const quotedAndDecoded = { shape: 'forged', length: 930, encoded: 1, quoted: true } as const;

/** Tokens as Express and Hono write them, in quotes and with escapes: dear in every step. */
export const expressAndPython = {
  ...quotedAndDecoded,
  length: 900,
  encoded: 0,
  encodedColons: 2,
  escapes: 8,
} as const;

/** The cookies of the token's name, by what they try. */
export const cookieSets: Record<string, readonly (readonly CookiePlan[])[]> = {
  'one long value': [
    [cookie({ length: 4096 })],
    [cookie({ length: 4096, unit: '日' })],
    [cookie({ length: 4096, unit: '😀' })],
    [cookie({ length: 4096, unit: 'é' })],
    [cookie({ length: 4096, unit: '%' })],
    [cookie({ length: 4096, unit: '%4' })],
    [cookie({ length: 4096, unit: 'a:' })],
    [cookie({ length: 4096, unit: ':0' })],
  ],
  'percent-encoded values': [
    [cookie({ length: 1365, encoded: 1365 })],
    [cookie({ length: 4096, unit: '%41' })],
    [cookie({ length: 4095, unit: '%E6%97%A5' })],
    [cookie({ length: 4096, unit: '%F0%9F%98%80' })],
    four({ length: 1023, unit: '%41' }),
    four({ length: 1020, unit: '%F0%9F%98%80' }),
    four({ length: 1020, unit: '😀', tail: '%41' }),
    [cookie({ length: 4090, unit: '😀', tail: '%41' })],
    [cookie({ length: 4090, unit: '日', tail: '%41' })],
  ],
  'invalid percent sequences late': [
    [cookie({ length: 4092, unit: '%41', tail: '%' })],
    four({ length: 1020, unit: '%41', tail: '%' }),
    four({ length: 1017, unit: '%41', tail: '%ff' }),
    four({ length: 1008, unit: '%F0%9F%98%80', tail: '%E6%97' }),
    four({ length: 1015, unit: '😀', tail: '%E6%97' }),
  ],
  'quoted values': [
    [cookie({ length: 4094, quoted: true })],
    four({ length: 1022, quoted: true }),
    [cookie({ length: 3960, quoted: true, escapes: 32 })],
    [cookie({ length: 3960, quoted: true, escapes: 32, unit: '日' })],
    [cookie({ length: 3960, quoted: true, escapes: 32, unit: '😀' })],
    [cookie({ length: 3960, quoted: true, escapes: 16, escape: '\\\\' })],
    [cookie({ length: 3960, quoted: true, escapes: 32, escape: '\\"' })],
    [cookie({ length: 3960, quoted: true, escapes: 32, unit: '%41' })],
    [cookie({ length: 3960, quoted: true, escapes: 32, unit: '%41', tail: '%' })],
    [cookie({ length: 3960, quoted: true, escapes: 32, unit: '日', tail: '%41' })],
    four({ length: 980, quoted: true, escapes: 8 }),
    four({ length: 980, quoted: true, escapes: 8, unit: '日' }),
    four({ length: 980, quoted: true, escapes: 8, unit: '%41' }),
    [cookie({ length: 4090, quoted: true, unit: '\\' })],
    four({ length: 1020, quoted: true, unit: '\\' }),
    [cookie({ length: 4090, quoted: true, unit: '\\101' })],
    [cookie({ length: 0, quoted: true, escapes: 1, escape: '\\'.repeat(32) })],
  ],
  'forged tokens': [
    four({ shape: 'forged', length: 940 }),
    four({ shape: 'forged', length: 341, unit: '日' }),
    four({ shape: 'forged', length: 256, unit: '😀' }),
    four({ shape: 'forged', length: 512, unit: 'é' }),
    rawAndDecoded,
    [...rawAndDecoded, cookie({ length: 900, unit: '%41' }), cookie({ length: 900, unit: '%41' })],
    [...rawAndDecoded, cookie({ length: 1800, unit: '%41' })],
    [...rawAndDecoded, cookie({ length: 1800, unit: '😀', tail: '%41' })],
    [...rawAndDecoded, cookie({ length: 1700, unit: '日', quoted: true, escapes: 32 })],
    [...rawAndDecoded, cookie({ length: 1700, quoted: true, escapes: 32, unit: '%41' })],
    four({ shape: 'forged', length: 940, encoded: 1 }),
    four(quotedAndDecoded),
    four({ shape: 'forged', length: 300, encoded: 300 }),
    four({ shape: 'forged', length: 940, encodedColons: 2 }),
    four(expressAndPython),
    four({ ...expressAndPython, encodedColons: 1 }),
    four({ ...expressAndPython, length: 285, unit: '日' }),
    four({ shape: 'forged', length: 900, quoted: true, escapes: 8, escape: '\\"' }),
    four({ shape: 'forged', length: 330, unit: '日', encoded: 1 }),
    four({ shape: 'forged', length: 330, unit: '日', encoded: 1, quoted: true, escapes: 8 }),
    four({ shape: 'forged', length: 256, unit: '😀', quoted: true, escapes: 8, escape: '\\😀' }),
  ],
  'forged tokens with ids that are too long': [
    [cookie({ shape: 'forged', length: 4000 })],
    [cookie({ shape: 'forged', length: 4000, unit: '日' })],
    [cookie({ shape: 'forged', length: 4000, unit: '😀' })],
    four({ shape: 'forged', length: 940, unit: '😀' }),
    four({ shape: 'forged', length: 930, unit: '😀', encoded: 1 }),
    four({ shape: 'forged', length: 900, unit: '😀', quoted: true, escapes: 8 }),
  ],
  'expired tokens': [
    four({ shape: 'expired', length: 940 }),
    four({ shape: 'expired', length: 930, encoded: 1, quoted: true }),
    four({ shape: 'expired', length: 900, encoded: 1, quoted: true, escapes: 8 }),
    four({ shape: 'expired', length: 341, unit: '日' }),
    four({ shape: 'expired', length: 341, unit: '日', encoded: 1, quoted: true, escapes: 8 }),
  ],
  'signed tokens': [
    [cookie({ shape: 'signed', length: 1024 })],
    [cookie({ shape: 'signed', length: 1024, unit: '@' })],
    [cookie({ shape: 'signed', length: 1024, unit: '/' })],
    [cookie({ shape: 'signed', length: 341, unit: '日' })],
    [cookie({ shape: 'signed', length: 1022, encoded: 1 })],
    [...four({ ...longest, length: 940 }, 3), cookie({ shape: 'signed', length: 1000 })],
    ['a', 'b', 'c', 'd'].map((unit) => cookie({ shape: 'signed', length: 940, unit })),
    ['a', '日', '@', 'd'].map((unit) => cookie({ shape: 'signed', length: 300, unit })),
  ],
};
