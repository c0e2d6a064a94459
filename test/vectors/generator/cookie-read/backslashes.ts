import { FOREIGN, LATER } from '../support/keys.js';
import { alter, type Token, token } from '../support/token.js';
import { accepted, type Draft, named, reads, refused, several, spelled, text } from './case.js';

const good = token();

/** An id whose quotes Python writes as `\"`, or whose backslashes it writes as `\\`. */
export const escaped = (count: number, made = token(text(count, '"'))): Token =>
  alter(made, (all) => `"${all.replaceAll(/["\\]/g, '\\$&')}"`);
const slashes = (count: number): string => `"${text(count, '\\')}"`;

/** 32 backslashes in all quoted values. */
export const backslashes: Draft[] = [
  spelled('32 escapes of Python', text(32, '"'), text(32, '\\"'), 'python'),
  {
    ...spelled('33 escapes of Python', text(33, '"'), text(33, '\\"'), 'python'),
    ...refused('malformed'),
  },
  spelled('16 pairs of backslashes', text(16, '\\'), text(16, '\\\\'), 'python'),
  {
    ...spelled('17 pairs of backslashes', text(17, '\\'), text(17, '\\\\'), 'python'),
    ...refused('malformed'),
  },
  spelled('32 octal escapes', text(32, '\u00e9'), text(32, '\\351'), 'python'),
  {
    ...spelled('33 octal escapes', text(33, '\u00e9'), text(33, '\\351'), 'python'),
    ...refused('malformed'),
  },
  several('32 backslashes in two values', [slashes(20), escaped(12)], accepted(text(12, '"')), [
    'PythonQuoted',
  ]),
  several('33 backslashes in two values', [slashes(20), escaped(13)], refused('malformed'), [
    'PythonQuoted',
  ]),
  several(
    '32 backslashes in four values',
    [slashes(10), escaped(10, token(text(10, '"'), LATER, FOREIGN)), slashes(11), escaped(1)],
    accepted('"'),
    ['PythonQuoted'],
  ),
  several(
    '33 backslashes in four values',
    [slashes(10), escaped(10, token(text(10, '"'), LATER, FOREIGN)), slashes(11), escaped(2)],
    refused('bad_signature'),
    ['PythonQuoted'],
  ),
  several('a value of 33 takes nothing', [slashes(33), escaped(32)], accepted(text(32, '"')), [
    'PythonQuoted',
  ]),
  several(
    'a value with more than are left takes nothing',
    [slashes(20), slashes(13), escaped(12)],
    accepted(text(12, '"')),
    ['PythonQuoted'],
  ),
  several(
    'quotes without a backslash are undone where none is left',
    [slashes(32), alter(good, (all) => `"${all}"`)],
    accepted(),
    ['PythonQuoted'],
  ),
  several('one backslash where none is left', [slashes(32), escaped(1)], refused('malformed'), [
    'PythonQuoted',
  ]),
  several(
    'backslashes of a value that is not in quotes do not count',
    [text(40, '\\'), escaped(32)],
    accepted(text(32, '"')),
    ['PythonQuoted'],
  ),
  several(
    'a value in quotes that is too long takes no backslashes',
    [`"${text(32, '\\')}${text(4096)}"`, escaped(32)],
    accepted(text(32, '"')),
    ['PythonQuoted'],
  ),
  reads(
    '40 backslashes that nobody escaped',
    named(token(text(40, '\\'))),
    accepted(text(40, '\\')),
    {
      flags: ['Bound'],
    },
  ),
  reads(
    '33 backslashes: nothing is decoded from the unquoted text',
    named(
      alter(
        token(`${text(33, '"')}@x`),
        (all) => `"${all.replaceAll('"', '\\"').replace('@', '%40')}"`,
      ),
    ),
    refused('malformed'),
    { flags: ['Bound', 'PythonQuoted', 'PercentEncoded'] },
  ),
  reads(
    '32 backslashes: the unquoted text is decoded',
    named(
      alter(
        token(`${text(32, '"')}@x`),
        (all) => `"${all.replaceAll('"', '\\"').replace('@', '%40')}"`,
      ),
    ),
    accepted(`${text(32, '"')}@x`),
    { flags: ['Bound', 'PythonQuoted', 'PercentEncoded'] },
  ),
  reads(
    'encoded backslashes do not count',
    named(alter(token(text(40, '\\')), (all) => `"${all.replaceAll('\\', '%5C')}"`)),
    accepted(text(40, '\\')),
    { flags: ['Bound', 'PythonQuoted', 'PercentEncoded'] },
  ),
  several(
    'a backslash before the closing quote counts',
    [`"${text(31, 'a')}\\"`, `"${text(31, '\\')}"`, escaped(1)],
    refused('malformed'),
    ['PythonQuoted'],
  ),
];
