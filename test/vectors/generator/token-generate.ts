import type { TokenGenerateCase } from '../types.js';
import { FIRST, LATER, NOW, SECOND, THIRD, USER } from './support/keys.js';
import { sections } from './support/sections.js';
import { text } from './support/text.js';
import { type Token, token } from './support/token.js';

type Draft = Omit<TokenGenerateCase, 'id'>;
type Inputs = Partial<Pick<Draft, 'secret' | 'maxAge' | 'now' | 'flags'>>;

const MAX = 9_007_199_254_740_991;

function issues(comment: string, userId: string, given: Inputs = {}, made?: Token): Draft {
  const { text: expected, macs } = made ?? token(userId);
  return draft(comment, userId, given, { result: 'valid', reason: null, token: expected, macs });
}

function refuses(
  comment: string,
  userId: string,
  reason: Draft['reason'],
  given: Inputs = {},
): Draft {
  return draft(comment, userId, given, { result: 'error', reason, token: null, macs: [] });
}

function draft(
  comment: string,
  userId: string,
  { flags = [], secret = FIRST, maxAge = null, now = NOW }: Inputs,
  expected: Pick<Draft, 'result' | 'reason' | 'token' | 'macs'>,
): Draft {
  return { comment, flags, userId: text(userId), secret, maxAge, now, ...expected };
}

const knownAnswer = issues(
  'the known answer of SPEC section 1',
  'vector-user',
  { flags: ['KnownAnswer'], now: 9_999_395_199 },
  {
    text: 'vector-user:9999999999:1d9ce3921b69e57a4562a294cfa678b3ff4938b49b0369d646185d9ef24567e2',
    macs: [
      {
        key: FIRST,
        message: 'vector-user:9999999999',
        hex: '1d9ce3921b69e57a4562a294cfa678b3ff4938b49b0369d646185d9ef24567e2',
      },
    ],
  },
);

const ids: Draft[] = [
  issues('an e-mail address', 'user@example.com'),
  issues('a slash', 'tenant/user'),
  issues('a space inside', 'a user'),
  issues('spaces round the id are part of it', ' user '),
  issues('double quotes', '"user"'),
  issues('a single quote and a backslash', "o'brien\\x"),
  issues('a comma, a semicolon and an equals sign', 'a,b;c=d'),
  issues('a bare percent sign', '100%'),
  issues('text that looks percent-encoded is not decoded', '%41'),
  issues('a plus sign is not a space', 'a+b'),
  issues('upper case stays', 'User'),
  issues('one character', 'x'),
  issues('digits only', '42'),
  issues('the name of a property of every object', '__proto__'),
  issues('Latin-1', 'jos\u00e9', { flags: ['NonAscii'] }),
  issues('the same word with a combining accent is another id', 'jose\u0301', {
    flags: ['NonAscii'],
  }),
  issues('CJK', '\u5bb6\u65cf', { flags: ['NonAscii'] }),
  issues('an emoji, four bytes of UTF-8', '\u{1f600}', { flags: ['NonAscii'] }),
  issues('Arabic, written from right to left', '\u0645\u0633\u062a\u062e\u062f\u0645', {
    flags: ['NonAscii'],
  }),
  issues('U+0085 is no control character of the grammar', 'a\u0085b', { flags: ['NonAscii'] }),
  issues('U+00A0, a space that is not ASCII', 'a\u00a0b', { flags: ['NonAscii'] }),
  issues('U+2028, a line separator', 'a\u2028b', { flags: ['NonAscii'] }),
  issues('a byte order mark', '\ufeffuser', { flags: ['NonAscii'] }),
  issues('U+FFFD itself is an ordinary scalar value', 'a\ufffdb', { flags: ['NonAscii'] }),
  issues('a full-width colon is not the separator', 'a\uff1ab', { flags: ['NonAscii'] }),
  issues('1,024 bytes of ASCII', 'u'.repeat(1024), { flags: ['Length'] }),
  issues('1,024 bytes in two-byte characters', '\u00e9'.repeat(512), {
    flags: ['Length', 'NonAscii'],
  }),
  issues('1,024 bytes, three-byte characters and one of ASCII', `${'\u5bb6'.repeat(341)}a`, {
    flags: ['Length', 'NonAscii'],
  }),
  issues('1,024 bytes in four-byte characters', '\u{1f600}'.repeat(256), {
    flags: ['Length', 'NonAscii'],
  }),
];

const badIds: Draft[] = [
  refuses('an empty id', '', 'user_id'),
  refuses('a colon', 'a:b', 'user_id'),
  refuses('a colon at the end', 'a:', 'user_id'),
  refuses('NUL', 'a\u0000b', 'user_id', { flags: ['ControlCharacter'] }),
  refuses('a tab', 'a\tb', 'user_id', { flags: ['ControlCharacter'] }),
  refuses('a line feed', 'a\nb', 'user_id', { flags: ['ControlCharacter'] }),
  refuses('a carriage return at the end', 'a\r', 'user_id', { flags: ['ControlCharacter'] }),
  refuses('U+001F, the last of the C0 controls', 'a\u001fb', 'user_id', {
    flags: ['ControlCharacter'],
  }),
  refuses('DEL', 'a\u007fb', 'user_id', { flags: ['ControlCharacter'] }),
  refuses('1,025 bytes of ASCII', 'u'.repeat(1025), 'user_id', { flags: ['Length'] }),
  refuses('1,025 bytes in 513 characters', `${'\u00e9'.repeat(512)}a`, 'user_id', {
    flags: ['Length', 'NonAscii'],
  }),
  refuses('1,026 bytes in 342 characters', '\u5bb6'.repeat(342), 'user_id', {
    flags: ['Length', 'NonAscii'],
  }),
  refuses('1,028 bytes in 257 emoji', '\u{1f600}'.repeat(257), 'user_id', {
    flags: ['Length', 'NonAscii'],
  }),
  refuses('a lone high surrogate', 'a\ud800', 'user_id', { flags: ['LoneSurrogate'] }),
  refuses('a lone low surrogate', '\udc00b', 'user_id', { flags: ['LoneSurrogate'] }),
  refuses('a surrogate pair in the wrong order', '\ude00\ud83d', 'user_id', {
    flags: ['LoneSurrogate'],
  }),
  // A "$" that also matches before a final line feed would let this one through.
  refuses('a line feed at the end', 'a\n', 'user_id', { flags: ['ControlCharacter'] }),
];

const times: Draft[] = [
  issues(
    'a lifetime of 0: valid for the rest of this second',
    USER,
    { maxAge: 0, flags: ['Expiry'] },
    token(USER, NOW),
  ),
  issues(
    'a lifetime of one second',
    USER,
    { maxAge: 1, flags: ['Expiry'] },
    token(USER, 1_800_000_001),
  ),
  issues(
    'a lifetime of 0 at the beginning of time',
    USER,
    { maxAge: 0, now: 0, flags: ['Expiry'] },
    token(USER, 0),
  ),
  issues(
    'the default lifetime at the beginning of time',
    USER,
    { now: 0, flags: ['Expiry'] },
    token(USER, 604_800),
  ),
  issues(
    'a clock with a fraction is rounded down',
    USER,
    { now: 1_800_000_000.999, flags: ['Expiry'] },
    token(USER, LATER),
  ),
  issues(
    'expiry 2^53-1, the last one',
    USER,
    { maxAge: 9_007_197_454_740_991, flags: ['Expiry', 'Milliseconds'] },
    token(USER, MAX),
  ),
  issues(
    'expiry 2^53-1 by the clock alone',
    USER,
    { maxAge: 0, now: MAX, flags: ['Expiry', 'Milliseconds'] },
    token(USER, MAX),
  ),
  refuses('expiry 2^53', USER, 'max_age', { maxAge: 9_007_197_454_740_992, flags: ['Expiry'] }),
  refuses('a lifetime of 2^53', USER, 'max_age', {
    maxAge: 9_007_199_254_740_992,
    now: 0,
    flags: ['Expiry'],
  }),
  refuses('a negative lifetime', USER, 'max_age', { maxAge: -1, flags: ['Expiry'] }),
  refuses('half a second of lifetime', USER, 'max_age', { maxAge: 0.5, flags: ['Expiry'] }),
  // Whoever takes larger numbers for milliseconds has to take these.
  issues(
    'a lifetime of ten years',
    USER,
    { maxAge: 315_360_000, flags: ['Expiry'] },
    token(USER, 2_115_360_000),
  ),
  issues(
    'a lifetime of ten years and a second',
    USER,
    { maxAge: 315_360_001, flags: ['Expiry', 'Milliseconds'] },
    token(USER, 2_115_360_001),
  ),
  issues(
    'the second 10^11',
    USER,
    { now: 100_000_000_000, flags: ['Expiry'] },
    token(USER, 100_000_604_800),
  ),
  issues(
    'the second after 10^11',
    USER,
    { now: 100_000_000_001, flags: ['Expiry', 'Milliseconds'] },
    token(USER, 100_000_604_801),
  ),
];

const secrets: Draft[] = [
  issues(
    'the first secret of two signs',
    USER,
    { secret: `${SECOND},${FIRST}`, flags: ['KeyRing'] },
    token(USER, LATER, SECOND),
  ),
  issues(
    'the first of four, in upper case',
    USER,
    { secret: `${THIRD.toUpperCase()},${FIRST},${SECOND},${FIRST}`, flags: ['KeyRing'] },
    token(USER, LATER, THIRD),
  ),
  issues(
    'a secret of 16 bytes',
    USER,
    { secret: '00112233445566778899aabbccddeeff' },
    token(USER, LATER, '00112233445566778899aabbccddeeff'),
  ),
  issues(
    'a secret of 64 bytes, the block of SHA-256',
    USER,
    { secret: FIRST + SECOND },
    token(USER, LATER, FIRST + SECOND),
  ),
  issues(
    'a secret of 65 bytes, which HMAC hashes first',
    USER,
    { secret: `${FIRST}${SECOND}a5` },
    token(USER, LATER, `${FIRST}${SECOND}a5`),
  ),
  issues(
    'a secret with bytes above 127',
    USER,
    { secret: 'ff80'.repeat(8) },
    token(USER, LATER, 'ff80'.repeat(8)),
  ),
  refuses('no secret at all', USER, 'secret', { secret: null }),
  refuses('an empty secret', USER, 'secret', { secret: '' }),
  refuses('a secret that is not hex', USER, 'secret', { secret: 'correct horse battery staple' }),
  refuses('a usable secret and an unusable one', USER, 'secret', {
    secret: `${FIRST},abc`,
    flags: ['KeyRing'],
  }),
];

export function tokenGenerate(): TokenGenerateCase[] {
  return sections([
    [1, [knownAnswer]],
    [2, ids],
    [51, badIds],
    [101, times],
    [151, secrets],
  ]);
}
