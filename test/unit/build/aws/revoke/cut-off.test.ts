import { describe, expect, it } from 'vitest';
import {
  cutOffForTokensIssuedUntil,
  isCutOffExpired,
  isEntryExpired,
  raiseCutOff,
  withGlobalCutOff,
  withoutExpiredCutOff,
  withoutGlobalCutOff,
} from '../../../../../build/aws/revoke/cut-off.js';

const NOW = 1_800_000_000;

const DAY = 86_400;

describe('a cut-off', () => {
  it('is the expiry of a token that is issued at the time', () => {
    expect(cutOffForTokensIssuedUntil(NOW, 604_800)).toBe(1_800_604_800);
    expect(cutOffForTokensIssuedUntil(NOW, Number.MAX_SAFE_INTEGER)).toBe(Number.MAX_SAFE_INTEGER);
  });

  it('has expired once the last token that it refuses has expired', () => {
    expect(isCutOffExpired(NOW, NOW, 0)).toBe(false);
    expect(isCutOffExpired(NOW - 1, NOW, 0)).toBe(true);
    expect(isCutOffExpired(NOW - 60, NOW, 60)).toBe(false);
    expect(isCutOffExpired(NOW - 61, NOW, 60)).toBe(true);
  });

  it.each([
    [undefined, '500'],
    ['499', '500'],
    ['500', '500'],
    ['501', '501'],
    [' 501\t', ' 501\t'],
    // Invalid cut-offs (SPEC 3.1): the edge refuses everybody.
    ['501 or so', '500'],
    ['1e9', '500'],
    ['9'.repeat(17), '500'],
    ['or so', '500'],
    ['', '500'],
  ])('of 500 turns %j into %j', (value, expected) => {
    expect(raiseCutOff(value, 500)).toBe(expected);
  });
});

describe('pruning', () => {
  it('keeps a cut-off for a day after its tokens have expired', () => {
    expect(isEntryExpired(String(NOW - DAY), NOW, 0)).toBe(false);
    expect(isEntryExpired(String(NOW - DAY - 1), NOW, 0)).toBe(true);
    expect(isEntryExpired(String(NOW - DAY - 1), NOW, 1)).toBe(false);
  });

  it.each(['', 'x', '1x', ' 1', '-1', '1.5', '1e3', '0x1', '١', '12345678901234567'])(
    'keeps %j, which is not a decimal number',
    (value) => {
      expect(isEntryExpired(value, NOW, 0)).toBe(false);
    },
  );
});

describe('a cut-off for everybody', () => {
  it.each([
    ['ab, CD\t', 'ab, CD\t;500'],
    ['ab;499', 'ab;500'],
    ['ab;501', 'ab;501'],
    ['ab;', 'ab;500'],
    ['ab;x;y', 'ab;500;y'],
    ['ab;501 or so;y', 'ab;500;y'],
    ['ab;501;y', 'ab;501;y'],
  ])('of 500 turns %j into %j', (value, expected) => {
    expect(withGlobalCutOff(value, 500, { attachment: '', selection: '' })).toBe(expected);
  });

  it.each([
    ['ab, CD\t', 'ab, CD\t'],
    ['ab;501', 'ab'],
    ['ab;x', 'ab'],
    ['ab;', 'ab'],
    // The part of a later version stays, and an empty cut-off would refuse everybody.
    ['ab;501;y', 'ab;0;y'],
    ['ab;0;y', 'ab;0;y'],
  ])('is removed: %j becomes %j', (value, expected) => {
    expect(withoutGlobalCutOff(value)).toBe(expected);
  });

  it('is refused if the value becomes too long for the store', () => {
    expect(withGlobalCutOff('a'.repeat(1020), 500, { attachment: '', selection: '' })).toHaveLength(
      1024,
    );
    expect(() =>
      withGlobalCutOff('a'.repeat(1021), 500, { attachment: '', selection: '--stage prd' }),
    ).toThrow(
      expect.objectContaining({
        exitCode: 4,
        message: expect.stringMatching(
          /1025 bytes.*1024.*: npx pocket-spa-auth rotate --stage prd$/,
        ),
      }),
    );
  });

  it.each([
    ['ab', 'ab'],
    [`ab;${NOW - DAY - 1}`, 'ab'],
    [`ab;${NOW - DAY}`, `ab;${NOW - DAY}`],
    ['ab;', 'ab;'],
    ['ab;x', 'ab;x'],
    ['ab;1;2', 'ab;1;2'],
  ])('is pruned if it has expired: %j becomes %j', (value, expected) => {
    expect(withoutExpiredCutOff(value, NOW, 0)).toBe(expected);
  });
});
