import { FIRST, FOREIGN, FOURTH, LATER, NOW, SECOND, THIRD, USER } from '../support/keys.js';
import { alter, type Token, token } from '../support/token.js';
import { backslashes, escaped } from './backslashes.js';
import { accepted, bad, type Draft, junk, reads, refused, several, text } from './case.js';

const old = token(USER, NOW - 1);
const good = token();
/** What the 87 octets of `good` leave of the 4,096. It is one more than a multiple of 3 and 4. */
const REST = 4096 - good.text.length;
const cjk = (count: number): string => text(count, '\u65e5');
const emoji = (count: number): string => text(count, '\u{1f600}');

/** 4,096 octets in all values. */
const octets: Draft[] = [
  several('4,096 octets in two values', [text(REST), good], accepted()),
  several('4,097 octets in two values', [text(REST + 1), good], refused('malformed')),
  several('4,096 octets in four values', [text(REST - 9), '1234', '56789', good], accepted()),
  several(
    '4,097 octets in four values',
    [text(REST - 9), '1234', '567890', good],
    refused('malformed'),
  ),
  several('one value of 4,096 octets leaves nothing', [text(4096), good], refused('malformed')),
  several('one value of 4,097 octets takes nothing', [text(4097), good], accepted()),
  several(
    'three values that are too long take nothing',
    [...Array(3).fill(text(4097)), good],
    accepted(),
  ),
  several(
    'a value longer than what is left takes nothing',
    [text(REST - 5), text(93), '12345', good],
    accepted(),
  ),
  several(
    'a value longer than what is left is not read',
    [text(REST + 1), good, 'x'],
    refused('malformed'),
  ),
  several(
    'a value longer than what is left, then an expired one',
    [text(REST), text(88), old],
    refused('expired'),
  ),
  several('an expired value before one that is not read', [old, text(4097)], refused('expired')),
  several('an empty value where nothing is left', [text(4096), ''], refused('malformed')),
  several('the fifth value takes nothing', [good, '', '', '', text(4096)], accepted()),
  several(
    'the quotes of a value count',
    [text(REST - 2), alter(good, (all) => `"${all}"`)],
    accepted(),
  ),
  several(
    'the quotes of a value count, one too many',
    [text(REST - 1), alter(good, (all) => `"${all}"`)],
    refused('malformed'),
  ),
  several(
    'an escape counts as three characters',
    [text(REST - 4), alter(good, (all) => all.replaceAll(':', '%3A'))],
    accepted(),
  ),
  several(
    'an escape counts as three characters, one too many',
    [text(REST - 3), alter(good, (all) => all.replaceAll(':', '%3A'))],
    refused('malformed'),
  ),
  several('a character of CJK counts as three octets', [`${cjk(1336)}x`, good], accepted(), [
    'NonAscii',
  ]),
  several('CJK, one octet too many', [`${cjk(1336)}xx`, good], refused('malformed'), ['NonAscii']),
  several('one value of 4,096 octets of CJK', [`${cjk(1365)}x`, good], refused('malformed'), [
    'NonAscii',
  ]),
  several('one value of 4,097 octets of CJK', [`${cjk(1365)}xx`, good], accepted(), ['NonAscii']),
  several('an emoji counts as four octets', [`${emoji(1002)}x`, good], accepted(), ['NonAscii']),
  several('emoji, one octet too many', [`${emoji(1002)}xx`, good], refused('malformed'), [
    'NonAscii',
  ]),
  reads(
    'cookies of other names take nothing',
    [
      ['theme', text(4000)],
      ['pocket-spa-token', text(REST)],
      ['pocket-spa-token2', text(4000)],
      ['pocket-spa-token', good],
    ],
    accepted(),
    { flags: ['Bound', 'Duplicate'] },
  ),
];

/** Two candidates, raw and decoded, both well-formed. */
const twice = (made: Token): Token => alter(made, (all) => all.replace('A', '%41'));
const badTwice = twice(token('A', LATER, FOREIGN));
const oldTwice = twice(token('A', NOW - 1));
/** The raw text is forged, the decoded one is good. */
const goodSecond = twice(token('A'));
const ring = [SECOND, THIRD, FOURTH, FIRST].join();

/** Four well-formed and unexpired candidates. */
const candidates: Draft[] = [
  several('the fourth candidate is good', [badTwice, bad, good], accepted()),
  several(
    'the fifth candidate is good, and too late',
    [badTwice, badTwice, good],
    refused('bad_signature'),
  ),
  several(
    'the fifth candidate is good, in the fourth cookie',
    [badTwice, bad, bad, good],
    refused('bad_signature'),
  ),
  several('the decoded text is the fourth candidate', [badTwice, goodSecond], accepted('A')),
  several(
    'the decoded text is the fifth candidate',
    [badTwice, bad, goodSecond],
    refused('bad_signature'),
  ),
  several(
    'the raw text is the fourth candidate, and good',
    [badTwice, bad, token('%41')],
    accepted('%41'),
  ),
  several('an expired candidate takes no place', [badTwice, old, bad, good], accepted()),
  several('two expired candidates take no place', [badTwice, oldTwice, bad, good], accepted()),
  several('a malformed candidate takes no place', [badTwice, junk, bad, good], accepted()),
  several(
    'a malformed text that decodes to nothing better takes no place',
    [badTwice, '%6a%75%6e%6b', bad, good],
    accepted(),
  ),
  several(
    'a value in quotes takes one place',
    [badTwice, alter(bad, (all) => `"${all}"`), good],
    accepted(),
  ),
  several(
    'a value in quotes takes two places where it decodes too',
    [alter(badTwice, (all) => `"${all}"`), badTwice, good],
    refused('bad_signature'),
  ),
  several(
    'the same text twice takes two places',
    [badTwice, bad, bad, good],
    refused('bad_signature'),
  ),
  several('the places do not depend on the ring', [badTwice, bad, good], accepted(), ['KeyRing'], {
    secret: ring,
  }),
  several(
    'a ring of four, the fifth candidate is good',
    [badTwice, badTwice, good],
    refused('bad_signature'),
    ['KeyRing'],
    { secret: ring },
  ),
  several(
    'expired candidates after the last place',
    [badTwice, badTwice, old],
    refused('bad_signature'),
  ),
  // 34 times the cost of a valid request, before there were bounds.
  several(
    'four forged values of 1,024 characters, raw and decoded well-formed',
    Array(4).fill(
      alter(token(`A${text(1021 - 76)}`, LATER, FOREIGN), (all) => all.replace('A', '%41')),
    ),
    refused('bad_signature'),
    ['KeyRing'],
    { secret: ring },
  ),
  // 403 times the cost of a valid request, before there were bounds.
  several(
    'four values of 1,107 octal escapes in quotes',
    Array(4).fill(`"${text(1107, '\\101')}"`),
    refused('malformed'),
    ['PythonQuoted'],
  ),
];

const flagged = (drafts: Draft[]): Draft[] =>
  drafts.map((draft) => ({ ...draft, flags: [...new Set(['Bound', ...draft.flags])] }));

/** A value that is too long for a token takes its characters and backslashes all the same. */
const longValues: Draft[] = [
  several(
    '32 backslashes in a value of 3,604 characters, then one in a token',
    [`"${'\\'.repeat(32)}${'x'.repeat(3570)}"`, escaped(1)],
    refused('malformed'),
    ['PythonQuoted'],
  ),
  several(
    '31 backslashes in a value of 3,603 characters, then one in a token',
    [`"${'\\'.repeat(31)}${'x'.repeat(3570)}"`, escaped(1)],
    accepted('"'),
    ['PythonQuoted'],
  ),
];

/** Cases that came later, at the end so that no other is renumbered. */
const added: Draft[] = [
  several(
    'characters of two, three and four octets in two values',
    [`${text(500, '\u00e9')}${cjk(503)}`, `${emoji(375)}`, good],
    accepted(),
    ['NonAscii'],
  ),
  several(
    'characters of two, three and four octets in two values, one octet too many',
    [`${text(500, '\u00e9')}${cjk(503)}x`, `${emoji(375)}`, good],
    refused('malformed'),
    ['NonAscii'],
  ),
  several(
    'the octets of the value count, not those of its unquoted text',
    [`"${text(30, '\\303')}${text(REST - 122)}"`, good],
    accepted(),
    ['PythonQuoted'],
  ),
  several(
    'the octets of the value count, not those of its decoded text',
    [`${text(1336, '%41')}x`, good],
    accepted(),
    ['PercentEncoded'],
  ),
  several(
    'the octets of the value count, not those of its decoded text, one too many',
    [`${text(1336, '%41')}xx`, good],
    refused('malformed'),
    ['PercentEncoded'],
  ),
];

export const bounds: Draft[] = flagged([
  ...octets,
  ...backslashes,
  ...candidates,
  ...longValues,
  ...added,
]);
