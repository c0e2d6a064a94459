import { FIRST, FOURTH, SECOND, THIRD } from '../support/keys.js';
import { B16, type Draft, usable } from './case.js';

export const single: Draft[] = [
  usable('32 bytes in lower case, as the tools make it', FIRST, [FIRST]),
  usable('32 bytes in upper case', FIRST.toUpperCase(), [FIRST]),
  usable('32 bytes in mixed case', `0123456789ABCDEF${FIRST.slice(16)}`, [FIRST]),
  usable('16 bytes, the shortest', B16, [B16], ['Length']),
  usable('17 bytes', `${B16}a5`, [`${B16}a5`], ['Length']),
  usable('64 bytes', FIRST + SECOND, [FIRST + SECOND], ['Length']),
  usable('65 bytes', `${FIRST}${SECOND}a5`, [`${FIRST}${SECOND}a5`], ['Length']),
  usable('128 bytes, the longest', FIRST.repeat(4), [FIRST.repeat(4)], ['Length']),
  usable('all zeros is weak, and still hex', '0'.repeat(64), ['0'.repeat(64)]),
  usable('digits alone', '12345678'.repeat(8), ['12345678'.repeat(8)]),
  usable('spaces round it', `  ${FIRST}  `, [FIRST], ['WhiteSpace']),
  usable('a line feed after it, as files have', `${FIRST}\n`, [FIRST], ['WhiteSpace']),
  usable('a carriage return and a line feed after it', `${FIRST}\r\n`, [FIRST], ['WhiteSpace']),
  usable('a tab before it', `\t${FIRST}`, [FIRST], ['WhiteSpace']),
];

export const rings: Draft[] = [
  usable('two secrets', `${FIRST},${SECOND}`, [FIRST, SECOND], ['KeyRing']),
  usable('three secrets', `${FIRST},${SECOND},${THIRD}`, [FIRST, SECOND, THIRD], ['KeyRing']),
  usable(
    'four secrets, the most',
    `${FIRST},${SECOND},${THIRD},${FOURTH}`,
    [FIRST, SECOND, THIRD, FOURTH],
    ['KeyRing'],
  ),
  usable('the second one leads', `${SECOND},${FIRST}`, [SECOND, FIRST], ['KeyRing']),
  usable('the same secret twice', `${FIRST},${FIRST}`, [FIRST, FIRST], ['KeyRing']),
  usable(
    'a space after the comma',
    `${FIRST}, ${SECOND}`,
    [FIRST, SECOND],
    ['KeyRing', 'WhiteSpace'],
  ),
  usable(
    'spaces round every item',
    ` ${FIRST} , ${SECOND} `,
    [FIRST, SECOND],
    ['KeyRing', 'WhiteSpace'],
  ),
  usable(
    'an item a line',
    `${FIRST},\n${SECOND},\n${THIRD}\n`,
    [FIRST, SECOND, THIRD],
    ['KeyRing', 'WhiteSpace'],
  ),
  usable(
    'different lengths and cases',
    `${B16.toUpperCase()},${FIRST},${FIRST + SECOND}`,
    [B16, FIRST, FIRST + SECOND],
    ['KeyRing'],
  ),
];
