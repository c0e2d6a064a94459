import { describe, expect, it } from 'vitest';
import { safeNext } from '../../../signer/index.js';
import { thrownBy } from './fixtures.js';

const fallback = '/fallback';
const allowedOrigins = Object.freeze(['https://app.example', 'http://localhost:3000']);

describe('safeNext with a path', () => {
  it.each([
    '/',
    '/a',
    '/a/',
    '/a/b.html?x=1&y=2#z',
    '/?next=//evil.example',
    '/a?b=\\',
    '/a//b',
    '/%2F/evil.example',
    '/a:b@c',
    '/a b',
    '/%',
    `/${'x'.repeat(2047)}`,
  ])('returns %j unchanged', (next) => {
    expect(safeNext(next, { fallback })).toBe(next);
  });

  it.each([
    ['/é', '/%C3%A9'],
    ['/漢?字=1#字', '/%E6%BC%A2?%E5%AD%97=1#%E5%AD%97'],
    ['/😀 x', '/%F0%9F%98%80%20x'],
    ['/\u2028', '/%E2%80%A8'],
    ['/\ud800', '/%EF%BF%BD'],
  ])('encodes %j as a browser does', (next, encoded) => {
    expect(safeNext(next, { fallback })).toBe(encoded);
  });

  it.each([
    '',
    'a',
    '.',
    '?',
    '#',
    ' /a',
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\/evil.example',
    '\\\\evil.example',
    '/a\\b',
    '/\t/evil.example',
    '/\n/evil.example',
    '/a\r\nset-cookie: x=y',
    '/a\u0000',
    '/a\u007f',
    '\u00a0//evil.example',
    '/.//evil.example',
    '/..//evil.example',
    '/a/..//evil.example',
    '/%2e//evil.example',
    '/a/%2E%2e//evil.example',
    'javascript:alert(1)',
    'data:text/html,x',
    'https:evil.example',
    'https:/evil.example',
    'evil.example',
    `/${'x'.repeat(2048)}`,
    `/${'x'.repeat(5_000_000)}`,
  ])('returns the fallback for case %#', (next) => {
    expect(safeNext(next, { fallback, allowedOrigins })).toBe(fallback);
  });
});

describe('safeNext with a URL', () => {
  it.each([
    'https://app.example',
    'https://app.example/',
    'https://app.example/a?b=//c#d',
    'https://APP.example:443/a',
    'http://localhost:3000/a',
    `https://app.example/${'x'.repeat(2047)}`,
  ])('returns %j unchanged', (next) => {
    expect(safeNext(next, { fallback, allowedOrigins })).toBe(next);
  });

  it('encodes what is not ASCII', () => {
    expect(safeNext('https://app.example/é', { allowedOrigins })).toBe(
      'https://app.example/%C3%A9',
    );
    expect(
      safeNext('https://bücher.example/é', { allowedOrigins: ['https://bücher.example'] }),
    ).toBe('https://xn--bcher-kva.example/%C3%A9');
  });

  it.each([
    'https://evil.example/',
    'https://app.example.evil.example/',
    'https://app.example@evil.example/',
    'https://user@app.example/',
    'https://user:word@app.example/',
    'https://:word@app.example/',
    'http://app.example/',
    'https://app.example:8443/',
    'http://localhost/',
    'https://app.example\\@evil.example/',
    'https://app.example/a\\b',
    'https://app.example/\n',
    ' https://app.example/',
    'HTTPS://app.example/',
    'ftp://app.example/',
    'blob:https://app.example/x',
    'https://',
    'https://[',
    `https://app.example/${'x'.repeat(2048)}`,
  ])('returns the fallback for %j', (next) => {
    expect(safeNext(next, { fallback, allowedOrigins })).toBe(fallback);
  });

  it('allows no origin by default', () => {
    expect(safeNext('https://app.example/')).toBe('/');
  });
});

describe('safeNext with a value that is not text', () => {
  it.each<[unknown]>([
    [undefined],
    [null],
    [0],
    [true],
    [{}],
    [[]],
    [['/a']],
    [Symbol('/a')],
    [new String('/a')],
    [new URL('https://app.example/')],
    [{ toString: () => '/a' }],
  ])('returns the fallback (%#)', (next) => {
    expect(safeNext(next, { fallback, allowedOrigins })).toBe(fallback);
  });
});

describe('safeNext with bad options', () => {
  it.each<[unknown, typeof TypeError | typeof RangeError]>([
    ['', RangeError],
    ['home', RangeError],
    ['//evil.example', RangeError],
    ['https://other.example/', RangeError],
    [null, TypeError],
    [false, TypeError],
  ])('rejects the fallback of case %# for every next', (bad, type) => {
    for (const next of ['/', '//evil.example']) {
      const error = thrownBy(() => safeNext(next, { fallback: bad as never }));
      expect(error).toBeInstanceOf(type);
      expect(error.code).toBe('ERR_SPA_AUTH_NEXT_FALLBACK');
    }
  });

  it.each<[unknown, typeof TypeError | typeof RangeError]>([
    ['https://app.example', TypeError],
    [null, TypeError],
    [[5], TypeError],
    [[''], RangeError],
    [['app.example'], RangeError],
    [['*'], RangeError],
    [['null'], RangeError],
    [['https://*'], RangeError],
    [['https://*.app.example'], RangeError],
    [['https://app.example/path'], RangeError],
    [['https://app.example?'], RangeError],
    [['https://user@app.example'], RangeError],
    [['ftp://app.example'], RangeError],
    [['https://ok.example', 'file:///'], RangeError],
  ])('rejects the allowedOrigins of case %#', (bad, type) => {
    const error = thrownBy(() => safeNext('/', { allowedOrigins: bad as never }));
    expect(error).toBeInstanceOf(type);
    expect(error.code).toBe('ERR_SPA_AUTH_NEXT_ORIGINS');
  });

  it('accepts an origin with a trailing slash, also as the fallback', () => {
    const options = { allowedOrigins: ['https://app.example/'], fallback: 'https://app.example/' };
    expect(safeNext('//evil.example', options)).toBe('https://app.example/');
  });
});
