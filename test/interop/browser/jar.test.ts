import { describe, expect, it } from 'vitest';
import { CookieJar } from './jar.js';

describe('the cookie jar of a browser', () => {
  it.each([
    ['does not send attributes', ['a=1; Path=/; HttpOnly'], 'a=1'],
    ['keeps one value for each name', ['a=1', 'b=2', 'a=3'], 'a=3; b=2'],
    ['trims names and values', [' a = 1 2 ; Path=/'], 'a=1 2'],
    ['ends a value at a semicolon, quoted or not', ['a="1; 2"'], 'a="1'],
    ['begins a value at the first equals sign', ['a=1=2'], 'a=1=2'],
    ['removes by Max-Age', ['a=1', 'a=; Max-Age=0', 'b=1', 'b=2; max-age=-1'], ''],
    ['removes by Expires', ['a=1', 'a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT'], ''],
    ['keeps what expires later', ['a=1; Expires=Tue, 01 Jan 2030 00:00:00 GMT'], 'a=1'],
    ['prefers Max-Age', ['a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=60'], 'a=1'],
    ['ignores an invalid date', ['a=1; Expires=never'], 'a=1'],
    ['ignores a cookie without a name', ['=1', 'a'], ''],
    ['ignores a cookie with a control character', ['a=\x01'], ''],
    ['accepts 4,096 octets', [`a=${'x'.repeat(4095)}`], `a=${'x'.repeat(4095)}`],
    ['ignores more than 4,096 octets', [`a=${'x'.repeat(4096)}`], ''],
  ])('%s', (_, lines, header) => {
    const jar = new CookieJar();
    jar.take(lines);
    expect(jar.header).toBe(header);
  });
});
