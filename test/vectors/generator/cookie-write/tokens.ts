import { type Token, token } from '../support/token.js';
import { bare, type Draft, login, REST, refuses } from './case.js';

/** The same token with its characters exchanged for what a cookie holds in their place. */
function written(made: Token, ...exchanges: [from: string, to: string][]): string {
  return exchanges.reduce(
    (value, [from, to]) => value.replace(from, to),
    `pocket-spa-token=${made.text}${REST}`,
  );
}

const known = token('vector-user', 9_999_999_999);

const email = token('user@example.com');

const tenant = token('tenant/user');

const spaced = token('a user');

const quoted = token('"user"');

const percent = token('100%');

const encoded = token('%41');

const commas = token('a,b;c=d');

const backslash = token('a\\b');

const accent = token('jos\u00e9');

const family = token('\u5bb6');

const smile = token('\u{1f600}');

const nextLine = token('a\u0085b');

export const tokens: Draft[] = [
  login(
    'the known answer',
    known,
    {},
    `pocket-spa-token=vector-user:9999999999:1d9ce3921b69e57a4562a294cfa678b3ff4938b49b0369d646185d9ef24567e2${REST}`,
    ['KnownAnswer'],
  ),
  login('"@" stands as it is', email, {}, written(email)),
  login('"/" stands as it is', tenant, {}, written(tenant)),
  login('a space is %20', spaced, {}, written(spaced, ['a user', 'a%20user'])),
  login('double quotes are %22', quoted, {}, written(quoted, ['"user"', '%22user%22'])),
  login('"%" is %25', percent, {}, written(percent, ['100%', '100%25'])),
  login('"%41" is %2541', encoded, {}, written(encoded, ['%41', '%2541'])),
  login(
    'a comma is %2C, a semicolon %3B, "=" stands',
    commas,
    {},
    written(commas, ['a,b;c=d', 'a%2Cb%3Bc=d']),
  ),
  login('a backslash is %5C', backslash, {}, written(backslash, ['\\', '%5C'])),
  login('Latin-1 is two bytes', accent, {}, written(accent, ['\u00e9', '%C3%A9']), ['NonAscii']),
  login('CJK is three bytes', family, {}, written(family, ['\u5bb6', '%E5%AE%B6']), ['NonAscii']),
  login('an emoji is four bytes', smile, {}, written(smile, ['\u{1f600}', '%F0%9F%98%80']), [
    'NonAscii',
  ]),
  login('U+0085 is two bytes', nextLine, {}, written(nextLine, ['\u0085', '%C2%85']), ['NonAscii']),
  login(
    'every printable ASCII character',
    bare(
      ' !"#$%&\'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~',
    ),
    {},
    `pocket-spa-token=%20!%22#$%25&'()*+%2C-./0123456789:%3B<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[%5C]^_\`abcdefghijklmnopqrstuvwxyz{|}~${REST}`,
  ),
  login(
    'every control character',
    bare('\u0000\u0001\u0008\t\n\u000b\r\u001b\u001f\u007f'),
    {},
    `pocket-spa-token=%00%01%08%09%0A%0B%0D%1B%1F%7F${REST}`,
    ['ControlCharacter'],
  ),
  login(
    'the ends of each length of UTF-8',
    bare('\u0080\u07ff\u0800\uffff\u{10000}\u{10ffff}'),
    {},
    `pocket-spa-token=%C2%80%DF%BF%E0%A0%80%EF%BF%BF%F0%90%80%80%F4%8F%BF%BF${REST}`,
    ['NonAscii'],
  ),
  login(
    'a line break cannot start a header of its own',
    bare('a\r\nSet-Cookie: b=c'),
    {},
    `pocket-spa-token=a%0D%0ASet-Cookie:%20b=c${REST}`,
    ['ControlCharacter'],
  ),
  login(
    'a semicolon cannot start an attribute',
    bare('a; Domain=evil.example'),
    {},
    `pocket-spa-token=a%3B%20Domain=evil.example${REST}`,
  ),
  login(
    'name=value of 4,096 octets',
    bare('t'.repeat(4079)),
    {},
    `pocket-spa-token=${'t'.repeat(4079)}${REST}`,
    ['Length'],
  ),
  login(
    'name=value of 4,096 octets after encoding',
    bare(`${'%'.repeat(1359)}tt`),
    {},
    `pocket-spa-token=${'%25'.repeat(1359)}tt${REST}`,
    ['Length'],
  ),
];

export const badTokens: Draft[] = [
  refuses('name=value of 4,097 octets', 't'.repeat(4080), {}, 'size', ['Length']),
  refuses('name=value of 4,097 octets after encoding', `${'%'.repeat(1360)}`, {}, 'size', [
    'Length',
  ]),
  refuses(
    'a longer name leaves less room',
    't'.repeat(4079),
    { cookieName: 'pocket-spa-token2' },
    'size',
    ['Length'],
  ),
  refuses('a lone high surrogate', 'a\ud800:1:b', {}, 'token', ['LoneSurrogate']),
  refuses('a lone low surrogate', '\udc00:1:b', {}, 'token', ['LoneSurrogate']),
];
