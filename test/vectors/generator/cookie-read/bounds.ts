import { FIRST, FOREIGN, FOURTH, LATER, NOW, SECOND, THIRD, USER } from '../support/keys.js';
import { alter, type Token, token } from '../support/token.js';
import { backslashes, escaped } from './backslashes.js';
import { accepted, bad, type Draft, junk, reads, refused, several, text } from './case.js';

const old = token(USER, NOW - 1);
const good = token();
/** The characters of `good`, 87, and what they leave of the 4,096. */
const REST = 4096 - good.text.length;

/** 4,096 characters in all values. */
const characters: Draft[] = [
  several('4,096 characters in two values', [text(REST), good], accepted()),
  several('4,097 characters in two values', [text(REST + 1), good], refused('malformed')),
  several('4,096 characters in four values', [text(REST - 9), '1234', '56789', good], accepted()),
  several(
    '4,097 characters in four values',
    [text(REST - 9), '1234', '567890', good],
    refused('malformed'),
  ),
  several('one value of 4,096 characters leaves nothing', [text(4096), good], refused('malformed')),
  several('one value of 4,097 characters takes nothing', [text(4097), good], accepted()),
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
  several('characters of CJK count, not octets', [text(REST, '\u65e5'), good], accepted(), [
    'NonAscii',
  ]),
  several('one character of CJK too many', [text(REST + 1, '\u65e5'), good], refused('malformed'), [
    'NonAscii',
  ]),
  several(
    'one value of 4,096 characters of CJK',
    [text(4096, '\u65e5'), good],
    refused('malformed'),
    ['NonAscii'],
  ),
  several('one value of 4,097 characters of CJK', [text(4097, '\u65e5'), good], accepted(), [
    'NonAscii',
  ]),
  several('emoji count once each', [text(REST, '\u{1f600}'), good], accepted(), [
    'NonAscii',
    'Astral',
  ]),
  several('one emoji too many', [text(REST + 1, '\u{1f600}'), good], refused('malformed'), [
    'NonAscii',
    'Astral',
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

export const bounds: Draft[] = flagged([
  ...characters,
  ...backslashes,
  ...candidates,
  ...longValues,
]);
