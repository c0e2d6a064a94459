import { describe, expect, it } from 'vitest';
import { redact } from '../../../../build/config/redact.js';
import { count, formatDuration, quote } from '../../../../build/explain/words.js';

describe('formatDuration', () => {
  it.each([
    [0, 'less than a second'],
    [0.9, 'less than a second'],
    [1, '1 second'],
    [59, '59 seconds'],
    [60, '1 minute'],
    [61, '1 minute 1 second'],
    [3600, '1 hour'],
    [3601, '1 hour'],
    [7260, '2 hours 1 minute'],
    [86_400, '1 day'],
    [86_461, '1 day'],
    [604_799, '6 days 23 hours'],
    [9_007_199_254_740_991, '104,249,991,374 days 7 hours'],
  ])('%d seconds are %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });
});

describe('quote', () => {
  it('cuts long text between characters, not within one', () => {
    expect(quote('aé😀b', 3)).toBe('"aé😀…"');
    expect(quote('aé😀b', 4)).toBe('"aé😀b"');
  });

  it.each([
    ['ab'.repeat(32), /[\da-f]{8}…/i],
    ['CD'.repeat(64), /[\da-f]{8}…/i],
    ['%61%62'.repeat(32), /(?:%6[12]){8}[%\d]*…/],
    ['%2531'.repeat(64), /(?:%2531){8}[%\d]*…/],
  ])('cuts no run of hex digits: %s', (digits, rest) => {
    // `redact` knows a MAC and a secret as wholes alone.
    for (let length = 1; length < 80; length++) {
      expect(quote(`${'/'.repeat(length)}${digits}`)).not.toMatch(rest);
    }
  });

  it('escapes what could control a terminal', () => {
    expect(quote('\u001b[2J\u202e"')).toBe('"\\u001b[2J\\u202e\\""');
  });
});

describe('count', () => {
  it.each([
    [0, '0 cookies'],
    [1, '1 cookie'],
    [4096, '4,096 cookies'],
  ])('%d', (number, text) => {
    expect(count(number, 'cookie')).toBe(text);
  });
});

describe('redact', () => {
  const mac = 'ab'.repeat(32);

  it.each([
    [`/x?t=ada:17:${mac}`, '/x?t=ada:17:(removed)'],
    [`/x?t=ada%3A17%3a${mac.toUpperCase()}`, '/x?t=ada%3A17%3a(removed)'],
    [`/x?t=ada%253A17%253A${mac}`, '/x?t=ada%253A17%253A(removed)'],
    [`/x?t=ada:17:%61${mac.slice(1)}`, '/x?t=ada:17:(removed)'],
    [`/x?t=ada:%31%2537:${mac.slice(1)}%2562`, '/x?t=ada:%31%2537:(removed)'],
    [`/x/${'CD'.repeat(16)}`, '/x/(removed)'],
    [`/x/%43%2564${'cD'.repeat(15)}`, '/x/(removed)'],
    // The hash in the name of a file is no MAC.
    [`/assets/app.${mac}.js`, `/assets/app.${mac}.js`],
  ])('%s', (text, shown) => {
    expect(redact({ list: [text] }, ['cd'.repeat(16)])).toEqual({ list: [shown] });
  });
});
