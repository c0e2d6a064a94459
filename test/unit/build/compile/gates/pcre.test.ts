import { describe, expect, it } from 'vitest';
import { syntax } from '../../../../../build/compile/gates/syntax.js';
import { buildArtifact, expectRefusal, plantFault } from './artifact.js';

/** The problem that the gate finds in a statement that follows the function. */
async function findProblem(statement: string): Promise<string> {
  const error = await expectRefusal(
    plantFault(await buildArtifact(), (code) => `${code}${statement}`),
  );
  expect(error.gate).toBe('syntax');
  expect(error.place).toMatch(/^viewer-request\.js:3:\d+$/);
  return error.message;
}

describe('a regular expression that PCRE reads differently from V8', () => {
  it.each([
    // Also before a final newline.
    ['/^a$/', '"$"'],
    // The bracket is the first character of the class.
    ['/a[^]/', 'an empty class'],
    ['/a[]/', 'an empty class'],
    // In PCRE everything but a newline; V8 excludes three more characters.
    ['/a.b/', '"."'],
    // Names of character classes in PCRE, characters in V8.
    ['/[[:alpha:]]/', 'a class'],
    ['/[[.a.]]/', 'a class'],
    ['/[a[]/', 'a class'],
    // Horizontal white space in PCRE, the letter h in V8.
    ['/\\h/', '"\\h"'],
    ['/[\\h]/', 'a class'],
    // May depend on the locale or Unicode in PCRE.
    ['/\\w/', '"\\w"'],
    ['/\\b/', '"\\b"'],
    ['/\\s/', '"\\s"'],
    ['/[\\s]/', 'a class'],
    ['/[\\S\\s]/', 'a class'],
    ['/[^\\s\\S]/', 'a class'],
    ['/\\D/', '"\\D"'],
    // A reference to a group without a match: fails in PCRE, matches the empty text in V8.
    ['/(a)\\1/', '"\\1"'],
    ['/\\0/', '"\\0"'],
    // Not an escape in PCRE.
    ['/\\u0041/', '"\\u"'],
    // Anchors and quoting in PCRE, letters in V8.
    ['/\\A/', '"\\A"'],
    ['/\\Qa\\E/', '"\\Q"'],
    // A quantifier in PCRE2 10.43, text in V8.
    ['/a{,2}/', '"{,"'],
    ['/a{x/', '"{x"'],
    // An error in PCRE, text in V8.
    ['/[\\d-x]/', 'a class'],
    ['/[!-\\d]/', 'a class'],
    // Text in both, but more likely a mistake.
    ['/a]/', '"]"'],
    ['/a}/', '"}"'],
    // If case is ignored, PCRE also matches the Kelvin sign and the long s.
    ['/k/i', '"i"'],
    ['/S/gi', '"i"'],
    ['/[a-z]/i', '"i"'],
    ['/[^j-l]/i', '"i"'],
    ['/\\x73/i', '"i"'],
    ['/a/m', 'flag "m"'],
  ])('is refused: %s', async (pattern, problem) => {
    expect(await findProblem(`var f=${pattern};`)).toContain(problem);
  });
});

describe('a regular expression that is created at run time', () => {
  it.each([
    'var f=new RegExp("a");',
    'var f=RegExp("a");',
    'var f=RegExp;',
    'function f(g){g(RegExp)}',
    'var f=new globalThis.RegExp("a");',
    'var f=globalThis["RegExp"];',
    'var f=new(/a/.constructor)("b");',
    '/a/["constructor"]("b");',
    '"a".match("a");',
    '"a".search("a");',
    '"a"["search"]("a");',
    'function f(a){"a".match("a"+a)}',
    '"a".match();',
  ])('is refused: %s', async (statement) => {
    expect(await findProblem(statement)).toMatch(/RegExp|run time/);
  });
});

describe('a regular expression that means the same in PCRE and V8', () => {
  it.each([
    '/^[^:\\x00-\\x1f\\x7f]+:(0|[1-9]\\d{0,15}):[0-9a-f]{64}(?![\\s\\S])/',
    '/\\/\\\\\\.\\-\\[\\]\\(\\)\\*\\+\\?\\{\\}\\|\\^/g',
    '/(?:a|b)*?c{2,}(?=d)/',
    '/[-a.^$(){}*+?|\\]\\[-]/',
    '/[g-j]%2e/i',
    '/[a-z]/g',
  ])('passes: %s', async (pattern) => {
    const statement = `var f=${pattern};"a".match(/a/);"a".search(/a/g);"a".split("a");`;
    const built = plantFault(await buildArtifact(), (code) => `${code}${statement}`);
    expect(() => syntax.check(built)).not.toThrow();
  });
});
