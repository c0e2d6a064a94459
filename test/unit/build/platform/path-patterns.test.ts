import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coversPattern, matchesPattern } from '../../../../build/platform/path-patterns.js';

describe('a pattern', () => {
  it.each([
    ['*', '/a', true],
    ['/a?', '/a*', true],
    ['/a?', '/a', false],
    ['/a*b*c', '/axxbxxbc', true],
    ['/a*b*c', '/axxbxxb', false],
    ['/A', '/a', false],
    ['/?', '/😀', true],
    ['', '/', true],
  ])('%j matches %j: %s', (pattern, path, expected) => {
    expect(matchesPattern(pattern, path)).toBe(expected);
  });

  it('matches as a regular expression does', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '/', '*', '?'), maxLength: 8 });
    fc.assert(
      fc.property(text, text, (pattern, path) => {
        const source = pattern.replace(/^\//, '').replaceAll('*', '[^]*').replaceAll('?', '[^]');
        expect(matchesPattern(pattern, `/${path}`)).toBe(
          new RegExp(`^/${source}$`).test(`/${path}`),
        );
      }),
      { seed: 12 },
    );
  });

  it('takes no long time, however many wildcards it has', () => {
    expect(matchesPattern(`${'*a'.repeat(127)}b`, `/${'a'.repeat(8000)}`)).toBe(false);
  });
});

describe('one pattern covers another', () => {
  it.each([
    ['*', undefined, true],
    ['/*', undefined, true],
    ['**', undefined, true],
    ['/?*', undefined, false],
    ['*.html', undefined, false],
    ['*', '/files/*', true],
    ['/f*', 'files/*', true],
    ['files/*', '/files/*', true],
    ['/files/*', '/files*', false],
    ['/files/*', '/Files/*', false],
    ['/files/*.js', '/files/*', false],
    ['/files/*', '/files/a?.js', true],
    ['/files/?.js', '/files/*.js', false],
    ['/files/*?', '/files/?*', true],
    ['/files/?*', '/files/*?', true],
    ['/files/a', '/files/?', false],
    ['*/secret/*', '/files/secret/*', true],
    ['*/secret/*', '/files/*', false],
  ])('%j covers %j: %s', (pattern, other, expected) => {
    expect(coversPattern(pattern, other)).toBe(expected);
  });

  it('only if it matches every path of the other', () => {
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 6 });
    const path = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 6 });
    fc.assert(
      fc.property(pattern, pattern, path, (one, other, text) => {
        if (coversPattern(one, other) && matchesPattern(other, `/${text}`)) {
          expect(matchesPattern(one, `/${text}`)).toBe(true);
        }
      }),
      { seed: 12, numRuns: 1000 },
    );
  });
});
