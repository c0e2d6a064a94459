import { LATER, USER } from '../support/keys.js';
import { token } from '../support/token.js';
import { accepts, type Draft, type Inputs, MAX, rejects } from './case.js';

const at = (now: number, clockTolerance = 0): Inputs => ({
  now,
  clockTolerance,
  flags: ['Expiry'],
});

const beyond = (now: number, clockTolerance = 0): Inputs => ({
  now,
  clockTolerance,
  flags: ['Expiry', 'BeyondDate', 'Milliseconds'],
});

export const seconds: Draft[] = [
  accepts('the known answer of SPEC section 1', USER, { flags: ['KnownAnswer'] }, 9_999_999_999),
  accepts('one second before expiry', USER, at(LATER - 1)),
  accepts('the very second of expiry', USER, at(LATER)),
  accepts('the very second of expiry, its last millisecond', USER, at(1_800_604_800.999)),
  rejects('one second after expiry', token(), 'expired', at(LATER + 1)),
  rejects('a day after expiry', token(), 'expired', at(LATER + 86_400)),
  accepts('tolerance 60: 59 seconds after expiry', USER, at(LATER + 59, 60)),
  accepts('tolerance 60: 60 seconds after expiry', USER, at(LATER + 60, 60)),
  rejects('tolerance 60: 61 seconds after expiry', token(), 'expired', at(LATER + 61, 60)),
  accepts('tolerance 1: one second after expiry', USER, at(LATER + 1, 1)),
  rejects('tolerance 1: two seconds after expiry', token(), 'expired', at(LATER + 2, 1)),
  accepts('tolerance 86,400: a day after expiry', USER, at(LATER + 86_400, 86_400)),
  rejects(
    'tolerance 86,400: a day and a second after expiry',
    token(),
    'expired',
    at(LATER + 86_401, 86_400),
  ),
  accepts('tolerance never shortens a life', USER, at(LATER, 60)),
  accepts('expiry 0 at second 0', USER, at(0), 0),
  rejects('expiry 0 at second 1', token(USER, 0), 'expired', at(1)),
  accepts('expiry 0 at second 1 with tolerance 1', USER, at(1, 1), 0),
  rejects('expiry 0 today', token(USER, 0), 'expired', { flags: ['Expiry'] }),
  accepts('expiry 1, one digit', USER, at(1), 1),
  accepts('expiry 2^31-1', USER, at(2_147_483_647), 2_147_483_647),
  accepts('expiry 2^31, past a signed 32-bit clock', USER, at(2_147_483_648), 2_147_483_648),
  accepts('expiry 2^32, past an unsigned 32-bit clock', USER, at(4_294_967_296), 4_294_967_296),
  rejects(
    'expiry 2^32+1 one second late',
    token(USER, 4_294_967_297),
    'expired',
    at(4_294_967_298),
  ),
  accepts('expiry 2^53-1, 16 digits', USER, { flags: ['Expiry'] }, MAX),
  accepts('expiry 2^53-1 at second 2^53-1', USER, beyond(MAX), MAX),
  rejects(
    'expiry 2^53-2 at second 2^53-1',
    token(USER, 9_007_199_254_740_990),
    'expired',
    beyond(MAX),
  ),
  accepts('expiry 2^53-1 with a tolerance that passes 2^53', USER, beyond(MAX, 86_400), MAX),
];

const spelledExpiry = (comment: string, expiry: string, flags = ['Expiry']): Draft =>
  rejects(comment, token(USER, expiry), 'malformed', { flags });

export const expiries: Draft[] = [
  spelledExpiry('expiry 2^53', '9007199254740992'),
  spelledExpiry('expiry 2^53+1, which a double rounds to 2^53', '9007199254740993'),
  spelledExpiry('expiry of 16 nines', '9999999999999999'),
  spelledExpiry('expiry of 17 digits', '10000000000000000'),
  spelledExpiry('expiry of 20 digits, past 64 bits', '18446744073709551616'),
  spelledExpiry('expiry of 400 digits, which a double turns into Infinity', '9'.repeat(400)),
  spelledExpiry('no digit at all', ''),
  spelledExpiry('a plus sign', '+1800604800'),
  spelledExpiry('a minus sign', '-1800604800'),
  spelledExpiry('minus zero', '-0'),
  spelledExpiry('one leading zero', '01800604800'),
  spelledExpiry('two zeros', '00'),
  spelledExpiry('a space before', ' 1800604800'),
  spelledExpiry('a space after', '1800604800 '),
  spelledExpiry('a tab before', '\t1800604800', ['Expiry', 'ControlCharacter']),
  spelledExpiry('a line feed after', '1800604800\n', ['Expiry', 'ControlCharacter']),
  spelledExpiry('a no-break space before', '\u00a01800604800', ['Expiry', 'NonAscii']),
  spelledExpiry('an exponent', '1.8e9'),
  spelledExpiry('an exponent without a fraction', '18e8'),
  spelledExpiry('an exponent with a sign', '1e+21'),
  spelledExpiry('a fraction', '1800604800.5'),
  spelledExpiry('a fraction of zero', '1800604800.0'),
  spelledExpiry('a point and no fraction', '1800604800.'),
  spelledExpiry('hexadecimal', '0x6b5312c0'),
  spelledExpiry('octal as in JavaScript', '0o15324611300'),
  spelledExpiry('binary as in JavaScript', '0b1'),
  spelledExpiry('digits in groups', '1_800_604_800'),
  spelledExpiry('digits with commas', '1,800,604,800'),
  spelledExpiry('a big-integer suffix', '1800604800n'),
  spelledExpiry('"NaN"', 'NaN'),
  spelledExpiry('"Infinity"', 'Infinity'),
  spelledExpiry('"-Infinity"', '-Infinity'),
  spelledExpiry('"null"', 'null'),
  spelledExpiry('"true"', 'true'),
  spelledExpiry(
    'full-width digits',
    '\uff11\uff18\uff10\uff10\uff16\uff10\uff14\uff18\uff10\uff10',
    ['Expiry', 'NonAscii'],
  ),
  spelledExpiry(
    'Arabic-Indic digits',
    '\u0661\u0668\u0660\u0660\u0666\u0660\u0664\u0668\u0660\u0660',
    ['Expiry', 'NonAscii'],
  ),
  spelledExpiry('a superscript digit at the end', '180060480\u00b2', ['Expiry', 'NonAscii']),
];
