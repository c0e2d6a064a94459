import { USER } from '../support/keys.js';
import { alter, token } from '../support/token.js';
import { accepted, type Draft, one, spelled } from './case.js';

export const frameworks: Draft[] = [
  one('the value as it stands', token(), accepted()),
  spelled('Express: ":" is %3A', USER, USER, 'percent', '%3A'),
  spelled('Express: an e-mail address', 'user@example.com', 'user%40example.com', 'percent', '%3A'),
  spelled('Express: a space and a slash', 'a b/c', 'a%20b%2Fc', 'percent', '%3A'),
  spelled('Express: Latin-1', 'jos\u00e9', 'jos%C3%A9', 'percent', '%3A'),
  spelled('Express: CJK', '\u5bb6', '%E5%AE%B6', 'percent', '%3A'),
  spelled('Express: an emoji', '\u{1f600}', '%F0%9F%98%80', 'percent', '%3A'),
  spelled('Express: a percent sign', '100%', '100%25', 'percent', '%3A'),
  spelled('Hono: a comma and a semicolon', 'a,b;c', 'a%2Cb%3Bc', 'percent', '%3A'),
  spelled('Hono: double quotes', '"user"', '%22user%22', 'percent', '%3A'),
  one(
    'lower-case escapes',
    alter(token('jos\u00e9'), (all) => all.replace('\u00e9', '%c3%a9').replaceAll(':', '%3a')),
    accepted('jos\u00e9'),
    ['PercentEncoded'],
  ),
  one(
    'every character escaped',
    alter(token('x', 1_800_604_800), (all) =>
      all.replace(/./g, (letter) => `%${letter.charCodeAt(0).toString(16)}`),
    ),
    accepted('x'),
    ['PercentEncoded'],
  ),
  spelled('this package: a space, ":" as it stands', 'a user', 'a%20user', 'percent'),
  spelled(
    'this package: a comma, a semicolon and a backslash',
    'a,b;c\\d',
    'a%2Cb%3Bc%5Cd',
    'percent',
  ),
  spelled('this package: an id that looks percent-encoded', '%41', '%2541', 'percent'),
  one('browser style: raw CJK in the value', token('\u5bb6'), accepted('\u5bb6'), ['NonAscii']),
  one('browser style: a raw space in the value', token('a user'), accepted('a user')),
  one('browser style: an id with a bare percent sign', token('100%'), accepted('100%'), [
    'MalformedPercent',
  ]),
  one('a plus sign is not a space', token('a+b'), accepted('a+b')),
];
