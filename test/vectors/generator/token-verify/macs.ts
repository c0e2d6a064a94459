import { FIRST, FOREIGN, LATER, NOW, USER } from '../support/keys.js';
import { alter, signed, token } from '../support/token.js';
import { type Draft, rejects } from './case.js';

const cutMac = (keep: number) => alter(token(), (whole) => whole.slice(0, keep - 64));

export const macs: Draft[] = [
  rejects(
    'upper-case hex',
    alter(token(), (whole, hex) => whole.replace(hex, hex.toUpperCase())),
    'malformed',
    { flags: ['MacForm'] },
  ),
  rejects(
    'one upper-case digit',
    alter(token(USER, LATER), (whole) =>
      whole.replace(/[a-f](?=[^a-f]*$)/, (digit) => digit.toUpperCase()),
    ),
    'malformed',
    { flags: ['MacForm'] },
  ),
  rejects('63 digits', cutMac(63), 'malformed', { flags: ['MacForm'] }),
  rejects(
    '65 digits',
    alter(token(), (whole) => `${whole}0`),
    'malformed',
    { flags: ['MacForm'] },
  ),
  rejects(
    'the MAC twice',
    alter(token(), (whole, hex) => whole + hex),
    'malformed',
    { flags: ['MacForm'] },
  ),
  rejects('an empty MAC', `${USER}:${LATER}:`, 'malformed', { flags: ['MacForm'] }),
  rejects(
    'a digit that is not hex',
    alter(token(), (whole) => `${whole.slice(0, -1)}g`),
    'malformed',
    { flags: ['MacForm'] },
  ),
  rejects(
    'a space after the MAC',
    alter(token(), (whole) => `${whole} `),
    'malformed',
    { flags: ['MacForm'] },
  ),
  rejects(
    'a line feed after the MAC',
    alter(token(), (whole) => `${whole}\n`),
    'malformed',
    { flags: ['MacForm', 'ControlCharacter'] },
  ),
  rejects(
    'base64url instead of hex',
    `${USER}:${LATER}:Hdnjkhtp5XpFYqKUz6Z4s_9JOLSbA2nWRhhdnvJFZ-I`,
    'malformed',
    { flags: ['MacForm'] },
  ),
  rejects('64 zeros', `${USER}:${LATER}:${'0'.repeat(64)}`, 'bad_signature', { flags: ['Forged'] }),
  rejects('64 times f', `${USER}:${LATER}:${'f'.repeat(64)}`, 'bad_signature', {
    flags: ['Forged'],
  }),
  rejects(
    'the first digit changed',
    alter(token(), (whole, hex) => whole.replace(hex, other(hex[0]!) + hex.slice(1))),
    'bad_signature',
    { flags: ['Forged'] },
  ),
  rejects(
    'the last digit changed',
    alter(token(), (whole, hex) => whole.replace(hex, hex.slice(0, -1) + other(hex.at(-1)!))),
    'bad_signature',
    { flags: ['Forged'] },
  ),
  rejects(
    'a digit in the middle changed',
    alter(token(), (whole, hex) =>
      whole.replace(hex, hex.slice(0, 32) + other(hex[32]!) + hex.slice(33)),
    ),
    'bad_signature',
    { flags: ['Forged'] },
  ),
  rejects(
    'the digits reversed',
    alter(token(), (whole, hex) => whole.replace(hex, [...hex].reverse().join(''))),
    'bad_signature',
    { flags: ['Forged'] },
  ),
  rejects(
    'the halves exchanged',
    alter(token(), (whole, hex) => whole.replace(hex, hex.slice(32) + hex.slice(0, 32))),
    'bad_signature',
    { flags: ['Forged'] },
  ),
  rejects('signed with a key of no ring', token(USER, LATER, FOREIGN), 'bad_signature', {
    flags: ['Forged'],
  }),
  rejects('signed with the empty key', token(USER, LATER, ''), 'bad_signature', {
    flags: ['Forged', 'EmptyKey'],
  }),
  rejects(
    'signed with the hex text of the secret instead of its bytes',
    token(USER, LATER, Buffer.from(FIRST).toString('hex')),
    'bad_signature',
    { flags: ['Forged'] },
  ),
  rejects(
    'signed with a leading part of the secret',
    token(USER, LATER, FIRST.slice(0, 32)),
    'bad_signature',
    { flags: ['Forged'] },
  ),
  rejects(
    'another user id under a genuine MAC',
    alter(token(), (whole) => whole.replace('vector', 'victim')),
    'bad_signature',
    { flags: ['Forged'] },
  ),
  rejects(
    'another expiry under a genuine MAC',
    alter(token(), (whole) => whole.replace('18006', '18007')),
    'bad_signature',
    { flags: ['Forged'] },
  ),
  rejects(
    'a MAC over the user id alone',
    alter(signed(USER), (whole) => whole.replace(':', `:${LATER}:`)),
    'bad_signature',
    { flags: ['Forged'] },
  ),
  rejects('expired and forged: expiry is told first', token(USER, NOW - 1, FOREIGN), 'expired', {
    flags: ['Forged', 'Expiry'],
  }),
  // Positions at which a comparison in larger units may fail: 8 digits are a double, and 13 fit
  // into a number exactly.
  ...[7, 8, 12, 13, 15, 16, 25, 26, 31, 38, 39, 47, 48, 51, 52, 55, 56, 62].map((at) =>
    rejects(
      `digit ${at} changed, counted from 0`,
      alter(token(), (whole, hex) =>
        whole.replace(hex, hex.slice(0, at) + other(hex[at]!) + hex.slice(at + 1)),
      ),
      'bad_signature',
      { flags: ['Forged'] },
    ),
  ),
  rejects(
    'a last digit beyond ASCII',
    alter(token(), (whole) => `${whole.slice(0, -1)}\u00e9`),
    'malformed',
    { flags: ['MacForm', 'NonAscii'] },
  ),
  rejects(
    'a full-width last digit',
    alter(token(), (whole) => `${whole.slice(0, -1)}\uff10`),
    'malformed',
    { flags: ['MacForm', 'NonAscii'] },
  ),
];

/** Another hex digit than the one given. */
function other(digit: string): string {
  return digit === '0' ? '1' : '0';
}
