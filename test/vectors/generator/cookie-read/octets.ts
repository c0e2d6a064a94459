import { alter, type Token, token } from '../support/token.js';
import {
  accepted,
  type Draft,
  junk,
  named,
  reads,
  refused,
  type Value,
  type Verdict,
} from './case.js';

/** The octets of UTF-8 text, one Latin-1 character each, as Node.js and WSGI pass a header on. */
const latin1 = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
const asOctets = (value: Value): Value =>
  typeof value === 'string' ? latin1(value) : alter(value, latin1);

/** The header holds octets; `cookies` holds the text that they are, as the edge receives it. */
function octetsOf(comment: string, values: Value[], verdict: Verdict, flags: string[] = []): Draft {
  const draft = reads(comment, named(...values), verdict, { flags: ['Octets', ...flags] });
  return { ...draft, header: reads(comment, named(...values.map(asOctets)), verdict).header };
}

/** What CloudFront makes of octets that are no UTF-8 is not documented. */
function notUtf8(comment: string, values: Value[], verdict: Verdict, flags: string[] = []): Draft {
  const given = { flags: ['Octets', 'HeaderSyntax', ...flags] };
  return { ...reads(comment, named(...values), verdict, given), cookies: null };
}

const quoted = (made: Token): Token => alter(made, (all) => `"${all}"`);

const read: Draft[] = [
  octetsOf('octets: Latin-1', [token('jos\u00e9')], accepted('jos\u00e9')),
  octetsOf('octets: CJK', [token('\u5bb6\u65cf')], accepted('\u5bb6\u65cf')),
  octetsOf('octets: an emoji', [token('\u{1f600}')], accepted('\u{1f600}')),
  octetsOf('octets: U+FEFF at the beginning stays', [token('\ufeffa')], accepted('\ufeffa')),
  octetsOf('octets: U+0080, the first of two octets', [token('\u0080')], accepted('\u0080')),
  octetsOf('octets: U+10FFFF, the last one', [token('\u{10ffff}')], accepted('\u{10ffff}')),
  octetsOf('octets: U+FFFD is a character', [token('\ufffd')], accepted('\ufffd')),
  // The edge sees "\u00e9" only; a second reading would also take a second place.
  octetsOf(
    'octets: what is UTF-8 is not read as Latin-1 as well',
    [alter(token('jos\u00c3\u00a9'), (all) => all.replace('\u00c3\u00a9', '\u00e9'))],
    refused('bad_signature'),
  ),
  octetsOf('octets: text in quotes', [quoted(token('jos\u00e9@x'))], accepted('jos\u00e9@x'), [
    'PythonQuoted',
  ]),
  octetsOf(
    'octets: text in quotes with an octal escape',
    [alter(quoted(token('\u5bb6\u00e9')), (all) => all.replace('\u00e9', '\\351'))],
    accepted('\u5bb6\u00e9'),
    ['PythonQuoted'],
  ),
  octetsOf(
    'octets: text that is percent-encoded in part',
    [alter(token('\u5bb6\u00e9'), (all) => all.replace('\u00e9', '%C3%A9'))],
    accepted('\u5bb6\u00e9'),
    ['PercentEncoded'],
  ),
  octetsOf(
    'octets: UTF-8 is read once, not twice',
    [token('\u00c3\u00a9')],
    accepted('\u00c3\u00a9'),
  ),
  octetsOf(
    'octets: escapes that decode to UTF-8 in Latin-1 are not read again',
    [alter(token('\u5bb6\u00c3\u00a9'), (all) => all.replace('\u00c3\u00a9', '%C3%83%C2%A9'))],
    accepted('\u5bb6\u00c3\u00a9'),
    ['PercentEncoded'],
  ),
  octetsOf(
    'octets: 4,096 octets of CJK in all',
    [`${'\u65e5'.repeat(1336)}x`, token()],
    accepted(),
    ['Bound', 'Duplicate'],
  ),
  octetsOf(
    'octets: 4,097 octets of CJK in all',
    [`${'\u65e5'.repeat(1336)}xx`, token()],
    refused('malformed'),
    ['Bound', 'Duplicate'],
  ),
  octetsOf(
    'octets: raw and decoded take two places, not four',
    [
      alter(token('\u5bb6A', 1_800_604_800, 'ab'.repeat(32)), (all) => all.replace('A', '%41')),
      alter(token('\u5bb6A'), (all) => all.replace('A', '%41')),
    ],
    accepted('\u5bb6A'),
    ['Bound', 'Duplicate'],
  ),
];

const kept: Draft[] = [
  notUtf8('no UTF-8: Latin-1 in one octet stays', [token('jos\u00e9')], accepted('jos\u00e9')),
  ...[
    ['a leading octet alone', 'a\u00c3b'],
    ['a leading octet before the end of the id', 'a\u00c3'],
    ['a continuation octet alone', 'a\u0080b'],
    ['two octets of three', 'a\u00e5\u00aeb'],
    ['an overlong "/"', 'a\u00c0\u00afb'],
    ['an overlong form of three octets', 'a\u00e0\u0080\u00afb'],
    ['an encoded surrogate', 'a\u00ed\u00a0\u0080b'],
    ['past U+10FFFF', 'a\u00f4\u0090\u0080\u0080b'],
    ['five octets', 'a\u00f8\u0088\u0080\u0080\u0080b'],
    ['the octet FF', 'a\u00ffb'],
    ['UTF-8, and one octet that is none', 'jos\u00c3\u00a9 \u00e9'],
  ].map(([comment, userId]) =>
    notUtf8(`no UTF-8: ${comment}`, [token(userId!)], accepted(userId!)),
  ),
  notUtf8('no UTF-8: in quotes', [quoted(token('jos\u00e9@x'))], accepted('jos\u00e9@x'), [
    'PythonQuoted',
  ]),
  notUtf8(
    'no UTF-8: percent-encoded in part',
    [alter(token('\u00e9\u5bb6'), (all) => all.replace('\u5bb6', '%E5%AE%B6'))],
    accepted('\u00e9\u5bb6'),
    ['PercentEncoded'],
  ),
  // The text counts, as it would be written in UTF-8: two octets for each of these.
  notUtf8('no UTF-8: 4,096 octets in all', [`${'\u00e9'.repeat(2004)}x`, token()], accepted(), [
    'Bound',
    'Duplicate',
  ]),
  notUtf8(
    'no UTF-8: 4,097 octets in all',
    [`${'\u00e9'.repeat(2004)}xx`, token()],
    refused('malformed'),
    ['Bound', 'Duplicate'],
  ),
  notUtf8(
    'no UTF-8 in one value does not change another',
    ['\u00e9', alter(token('jos\u00e9'), latin1)],
    accepted('jos\u00e9'),
    ['Duplicate'],
  ),
  {
    ...reads(
      'no UTF-8 in a cookie of another name does not matter',
      [
        ['theme', '\u00e9'],
        ['pocket-spa-token', alter(token('jos\u00e9'), latin1)],
        ['lang', junk],
      ],
      accepted('jos\u00e9'),
      { flags: ['Octets', 'HeaderSyntax'] },
    ),
    cookies: null,
  },
];

export const octets: Draft[] = [...read, ...kept];
