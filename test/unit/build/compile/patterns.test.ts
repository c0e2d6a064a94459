import { describe, expect, it } from 'vitest';
import { syntax } from '../../../../build/compile/gates/syntax.js';
import { artifact, planted, refusal } from './fixtures.js';

/** What the gate says of a statement behind the function. */
async function problemOf(statement: string): Promise<string> {
  const error = await refusal(planted(await artifact(), (code) => `${code}${statement}`));
  expect(error.gate).toBe('syntax');
  expect(error.place).toMatch(/^viewer-request\.js:3:\d+$/);
  return error.message;
}

describe('a regular expression that the engine, PCRE, reads otherwise than V8', () => {
  it.each([
    // Also before a final newline.
    ['/^a$/', '"$"'],
    // The bracket is the first character of the class.
    ['/a[^]/', 'an empty class'],
    ['/a[]/', 'an empty class'],
    // All but a newline; V8 leaves out three more.
    ['/a.b/', '"."'],
    // Names of sets there, characters here.
    ['/[[:alpha:]]/', 'a class'],
    ['/[[.a.]]/', 'a class'],
    ['/[a[]/', 'a class'],
    // Horizontal white space there, the letter h here.
    ['/\\h/', '"\\h"'],
    ['/[\\h]/', 'a class'],
    // May follow the locale or Unicode there.
    ['/\\w/', '"\\w"'],
    ['/\\b/', '"\\b"'],
    ['/\\s/', '"\\s"'],
    ['/[\\s]/', 'a class'],
    ['/[\\S\\s]/', 'a class'],
    ['/[^\\s\\S]/', 'a class'],
    ['/\\D/', '"\\D"'],
    // Of a group that took no part: fails there, matches nothing here.
    ['/(a)\\1/', '"\\1"'],
    ['/\\0/', '"\\0"'],
    // Not an escape there.
    ['/\\u0041/', '"\\u"'],
    // Anchors and quoting there, letters here.
    ['/\\A/', '"\\A"'],
    ['/\\Qa\\E/', '"\\Q"'],
    // A quantifier in PCRE2 10.43, text here.
    ['/a{,2}/', '"{,"'],
    ['/a{x/', '"{x"'],
    // An error there, text here.
    ['/[\\d-x]/', 'a class'],
    ['/[!-\\d]/', 'a class'],
    // Text in both, but more likely a slip.
    ['/a]/', '"]"'],
    ['/a}/', '"}"'],
    // Without regard to case PCRE finds the Kelvin sign and the long s.
    ['/k/i', '"i"'],
    ['/S/gi', '"i"'],
    ['/[a-z]/i', '"i"'],
    ['/[^j-l]/i', '"i"'],
    ['/\\x73/i', '"i"'],
    ['/a/m', 'flag "m"'],
  ])('%s', async (pattern, problem) => {
    expect(await problemOf(`var f=${pattern};`)).toContain(problem);
  });
});

describe('a pattern made at run time', () => {
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
  ])('%s', async (statement) => {
    expect(await problemOf(statement)).toMatch(/RegExp|run time/);
  });
});

describe('a regular expression that means the same to both', () => {
  it.each([
    '/^[^:\\x00-\\x1f\\x7f]+:(0|[1-9]\\d{0,15}):[0-9a-f]{64}(?![\\s\\S])/',
    '/\\/\\\\\\.\\-\\[\\]\\(\\)\\*\\+\\?\\{\\}\\|\\^/g',
    '/(?:a|b)*?c{2,}(?=d)/',
    '/[-a.^$(){}*+?|\\]\\[-]/',
    '/[g-j]%2e/i',
    '/[a-z]/g',
  ])('%s passes', async (pattern) => {
    const statement = `var f=${pattern};"a".match(/a/);"a".search(/a/g);"a".split("a");`;
    const built = planted(await artifact(), (code) => `${code}${statement}`);
    expect(() => syntax.check(built)).not.toThrow();
  });
});
