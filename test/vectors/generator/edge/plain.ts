import type { Draft } from './case.js';
import { passes, redirects } from './outcomes.js';

const config = { publicPaths: ['/public/*'], spaFallback: false };

/** What makes a path plain, for a prefix of `publicPaths` (SPEC 5.1). */
export function plainPaths(): Draft[] {
  return [...notPlain(), ...plain(), ...lengths()];
}

/** Both sides of the 1,024 characters that a plain path has at most. */
function lengths(): Draft[] {
  const ask = (uri: string) => ({ uri, config, flags: ['PublicPath', 'Length'] });
  const path = (length: number) => `/public/${'a'.repeat(length - '/public/'.length)}`;
  const longest = path(1024);
  const tooLong = path(1025);
  return [
    passes({ comment: 'plain: 1,024 characters', ...ask(longest) }, longest),
    redirects(
      { comment: 'not plain: 1,025 characters', ...ask(tooLong) },
      'missing',
      `/api/auth/login?next=${encodeURIComponent(tooLong)}`,
    ),
  ];
}

function notPlain(): Draft[] {
  const hidden = (comment: string, rest: string, flags: string[] = []): Draft => {
    const uri = `/public/${rest}`;
    return redirects(
      { comment: `not plain: ${comment}`, uri, config, flags: ['PublicPath', ...flags] },
      'missing',
      `/api/auth/login?next=${encodeURIComponent(uri)}`,
    );
  };
  const octet = (code: number): string => code.toString(16).padStart(2, '0');
  const controls = Array.from({ length: 0x20 }, (_, code) => octet(code));
  return [
    // nginx with proxy_pass decodes once, and Tomcat then drops what follows the ";".
    hidden('two dots and an encoded semicolon', '..%3b/secret.json'),
    hidden('two dots and an encoded semicolon in capitals', '..%3B/secret.json'),
    hidden('two dots and an encoded NUL', '..%00/secret.json'),
    hidden('two dots and an encoded tab', '..%09/secret.json'),
    hidden('two dots and an encoded space', '..%20/secret.json'),
    hidden('%252e%252e, which is "..", decoded twice', '%252e%252e/secret.json'),
    hidden('%25 in capitals has none, before 2E', '%252E%252E/secret.json'),
    hidden('an overlong dot of two octets', '%c0%ae%c0%ae/secret.json'),
    hidden('an overlong dot of two octets in capitals', '%C0%AE%C0%AE/secret.json'),
    hidden('an overlong dot of three octets', '%e0%80%ae%e0%80%ae/secret.json'),
    hidden('an overlong dot of four octets', '%f0%80%80%ae/secret.json'),
    hidden('an overlong dot of five octets', '%f8%80%80%80%ae/secret.json'),
    hidden('two dots at the beginning of a name', '..a'),
    hidden('two dots at the beginning of a folder', '..a/b'),
    hidden('three dots', '...'),
    hidden('three dots as a folder', '.../b'),
    hidden('four dots', '....'),
    hidden('two dots and a raw space', '.. /secret.json'),
    hidden('a dot and an encoded space', '.%20/secret.json'),
    hidden('an encoded space and a dot', '%20./secret.json'),
    hidden('a dot, an encoded space and a dot', '.%20.'),
    hidden('an encoded space and two dots', '%20../secret.json'),
    hidden('an encoded space alone as a segment', '%20/secret.json'),
    hidden('an encoded space alone at the end', 'a/%20'),
    hidden('a dot alone after a folder', 'a/./b'),
    hidden('a semicolon in a name', 'a;b=c'),
    hidden('a semicolon at the end', 'a;'),
    hidden('a backslash at the end', 'a\\'),
    hidden('a raw space in a name', 'a b'),
    hidden('a raw NUL', 'a\u0000b', ['ControlCharacter']),
    hidden('a raw tab', 'a\tb', ['ControlCharacter']),
    hidden('a raw line feed at the end', 'a\n', ['ControlCharacter']),
    hidden('a raw U+001F', 'a\u001fb', ['ControlCharacter']),
    hidden('a raw DEL', 'a\u007fb', ['ControlCharacter']),
    hidden('a percent sign alone', 'a%'),
    hidden('a percent sign and one digit at the end', 'a%2'),
    hidden('a percent sign and one digit before a slash', 'a%2/b'),
    hidden('a percent sign before letters that are no digits', 'a%zz'),
    hidden('a percent sign and a second digit that is none', 'a%4g'),
    hidden('a percent sign before %20', 'a%%20'),
    hidden('the %u of old browsers', '%u002e%u002e/secret.json'),
    ...controls.map((code) => hidden(`%${code}`, `a%${code}b`, ['ControlCharacter'])),
    hidden('%0A in capitals', 'a%0Ab', ['ControlCharacter']),
    hidden('%1F in capitals', 'a%1Fb', ['ControlCharacter']),
    hidden('%7f', 'a%7fb', ['ControlCharacter']),
    hidden('%7F in capitals', 'a%7Fb', ['ControlCharacter']),
    hidden('%25 and nothing to decode after it', 'a%25'),
    hidden('%2E inside a name', 'a%2Ejs'),
    hidden('%3b inside a name', 'a%3bb'),
    hidden('%c0 before a well-formed octet', 'a%c0%80'),
    hidden('%c1', 'a%c1%bf'),
    hidden('%C1 in capitals', 'a%C1%BF'),
    ...['f5', 'f6', 'f7', 'f8', 'f9', 'fa', 'fb', 'fc', 'fd', 'fe', 'ff', 'F5', 'FF'].map((code) =>
      hidden(`%${code}`, `a%${code}`),
    ),
    hidden('%e0 and the last octet of an overlong form', 'a%e0%9f%bf'),
    hidden('%E0 and %9F in capitals', 'a%E0%9F%BF'),
    hidden('%f0 and the last octet of an overlong form', 'a%f0%8f%bf%bf'),
    hidden('%F0 and %8F in capitals', 'a%F0%8F%BF%BF'),
    hidden('%e0 and %80, each in another case', 'a%E0%8f'),
  ];
}

function plain(): Draft[] {
  const open = (comment: string, rest: string, flags: string[] = []): Draft => {
    const uri = `/public/${rest}`;
    return passes(
      { comment: `plain: ${comment}`, uri, config, flags: ['PublicPath', ...flags] },
      uri,
    );
  };
  return [
    open('a hidden folder', '.well-known/security.txt'),
    open('a dot at the end of a name', 'a.'),
    open('a dot and an encoded space at the beginning of a name', '.%20a'),
    open('an encoded space at the beginning of a name', '%20a'),
    open('an encoded space before two dots and a name', '%20..a'),
    open('an encoded space at the end of a name', 'a%20'),
    open('an encoded space and dots at the end of a name', 'a%20..'),
    open('%20 between folders', 'a%20b/c%20d'),
    ...['21', '24', '26', '2d', '30', '3a', '3c', '5b', '5d', '7e'].map((code) =>
      open(`%${code}, beside an octet that is not`, `a%${code}b`),
    ),
    open('%2D in capitals', 'a%2Db'),
    open('the marks of a URL', "-_~!$&'()*+,=:@"),
    open('U+0080, the first of two octets', 'a%c2%80'),
    open('U+0800, the first of three octets', 'a%e0%a0%80'),
    open('U+0800 in capitals', 'a%E0%A0%80'),
    open('U+FFFF, the last of three octets', 'a%ef%bf%bf'),
    open('U+10000, the first of four octets', 'a%f0%90%80%80'),
    open('U+10000 in capitals', 'a%F0%90%80%80'),
    open('U+10FFFF, the last of four octets', 'a%f4%8f%bf%bf'),
    open('CJK, encoded', '%E5%AE%B6.png'),
    open('Latin-1, raw', 'jos\u00e9.png', ['NonAscii']),
    open('CJK, raw', '\u5bb6.png', ['NonAscii']),
    open('an emoji, raw', '\u{1f600}.png', ['NonAscii']),
  ];
}
