import { LATER } from '../support/keys.js';
import { alter, token } from '../support/token.js';
import { accepted, type Draft, one, refused } from './case.js';

export const candidateOrder: Draft[] = [
  one('an id of "%41" in a cookie that nobody encoded', token('%41'), accepted('%41'), [
    'CandidateOrder',
  ]),
  one(
    '"%41" that stands for "A"',
    alter(token('A'), (all) => all.replace('A', '%41')),
    accepted('A'),
    ['CandidateOrder', 'PercentEncoded'],
  ),
  one(
    'escapes are undone once, not twice',
    alter(token('A'), (all) => all.replace('A', '%2541')),
    refused('bad_signature'),
    ['CandidateOrder', 'PercentEncoded'],
  ),
  one(
    'an encoded pair of quotes is not undone',
    alter(token(), (all) => `%22${all}%22`),
    refused('malformed'),
    ['CandidateOrder', 'PercentEncoded'],
  ),
  one(
    'an escaped colon stays inside the id, whatever was signed',
    alter(token('a:1', LATER), (all) => all.replace('a:1', 'a%3A1')),
    refused('bad_signature'),
    ['CandidateOrder', 'PercentEncoded'],
  ),
  one(
    'an escaped colon makes a fourth field',
    alter(token('a%3Ab'), (all) => all),
    accepted('a%3Ab'),
    ['CandidateOrder'],
  ),
];

export const malformedPercent: Draft[] = [
  ['a percent sign alone', '%'],
  ['one digit', '%4'],
  ['no hex digits', '%zz'],
  ['a byte that UTF-8 never has', '%FF'],
  ['a continuation byte alone', '%80'],
  ['a leading byte alone', '%C3'],
  ['an overlong encoding of "/"', '%C0%AF'],
  ['an overlong encoding of NUL', '%E0%80%80'],
  ['an encoded surrogate', '%ED%A0%80'],
  ['past U+10FFFF', '%F4%90%80%80'],
  ['five bytes', '%F8%88%80%80%80'],
  ['the %u of old browsers', '%u0041'],
].map(([comment, instead]) =>
  one(
    `malformed percent, ${comment}: nothing to decode, and no token`,
    alter(token(), (all) => all.replace('vector', instead!).replaceAll(':', '%3A')),
    refused('malformed'),
    ['MalformedPercent'],
  ),
);

export const decodedText: Draft[] = [
  one(
    'an encoded NUL',
    alter(token('a\u0000b'), (all) => all.replace('\u0000', '%00').replaceAll(':', '%3A')),
    refused('malformed'),
    ['PercentEncoded', 'ControlCharacter'],
  ),
  one(
    'an encoded DEL',
    alter(token('a\u007fb'), (all) => all.replace('\u007f', '%7F').replaceAll(':', '%3A')),
    refused('malformed'),
    ['PercentEncoded', 'ControlCharacter'],
  ),
  one(
    'an encoded line break',
    alter(token('a\r\nb'), (all) => all.replace('\r\n', '%0D%0A').replaceAll(':', '%3A')),
    refused('malformed'),
    ['PercentEncoded', 'ControlCharacter'],
  ),
  one(
    '1,024 bytes of UTF-8, 3,154 characters in the cookie',
    alter(token('\u{1f600}'.repeat(256)), (all) => all.replaceAll('\u{1f600}', '%F0%9F%98%80')),
    accepted('\u{1f600}'.repeat(256)),
    ['PercentEncoded', 'Length'],
  ),
  one(
    '1,025 bytes of UTF-8',
    alter(token(`${'\u{1f600}'.repeat(256)}a`), (all) =>
      all.replaceAll('\u{1f600}', '%F0%9F%98%80'),
    ),
    refused('malformed'),
    ['PercentEncoded', 'Length'],
  ),
  one('5,000 characters', 'x'.repeat(5_000), refused('malformed'), ['Length']),
  one('5,000 percent signs', '%'.repeat(5000), refused('malformed'), [
    'Length',
    'MalformedPercent',
  ]),
  one('5,000 backslashes in quotes', `"${'\\'.repeat(5000)}"`, refused('malformed'), [
    'Length',
    'PythonQuoted',
  ]),
  one(
    'a plus sign is not decoded to a space',
    alter(token('a+b'), (all) => all.replaceAll(':', '%3A')),
    accepted('a+b'),
    ['PercentEncoded'],
  ),
  one(
    'an encoded line feed after the MAC',
    alter(token(), (all) => `${all}%0A`),
    refused('malformed'),
    ['PercentEncoded', 'ControlCharacter'],
  ),
];
