import type { Reason, RevocationCase } from '../types.js';
import { FIRST, FOREIGN, LATER, NOW, SECOND, USER } from './support/keys.js';
import { revocationKey } from './support/revocation.js';
import { sections } from './support/sections.js';
import { text } from './support/text.js';
import { type Token, token } from './support/token.js';

type Draft = Omit<RevocationCase, 'id'>;
type Inputs = Partial<Pick<Draft, 'flags' | 'secret' | 'now' | 'clockTolerance' | 'cutOff'>>;

const MAX = 9_007_199_254_740_991;

function accepts(comment: string, given: Inputs = {}, userId = USER, expiry = LATER): Draft {
  return draft(comment, given, userId, token(userId, expiry), { reason: null, expiry });
}

function rejects(
  comment: string,
  given: Inputs = {},
  userId = USER,
  made: Token = token(userId),
  reason: Reason = 'revoked',
): Draft {
  return draft(comment, given, userId, made, { reason, expiry: null });
}

/** An id that no token can contain has no entry either. */
function impossible(comment: string, userId: string, flags: string[] = []): Draft {
  const given = { flags, cutOff: LATER };
  return { ...rejects(comment, given, userId, token(userId), 'malformed'), key: null };
}

function draft(
  comment: string,
  { flags = [], secret = FIRST, now = NOW, clockTolerance = 0, cutOff = null }: Inputs,
  userId: string,
  made: Token,
  { reason, expiry }: Pick<Draft, 'reason' | 'expiry'>,
): Draft {
  return {
    comment,
    flags,
    userId: text(userId),
    key: revocationKey(userId),
    token: text(made.text),
    secret,
    now,
    clockTolerance,
    cutOff,
    result: reason === null ? 'valid' : 'invalid',
    reason,
    expiry,
    macs: made.macs,
  };
}

const knownAnswer: Draft = {
  ...accepts('the known answer of SPEC section 3.1', { flags: ['KnownAnswer'] }),
  key: 'revoked:c5fa78d41a7c2a4cbab1f6197533bc4d57afd794dfb7d422f0210dfc55df6096',
};

const cutOffs: Draft[] = [
  rejects('a cut-off at the expiry', { cutOff: LATER }),
  rejects('a cut-off one second after the expiry', { cutOff: LATER + 1 }),
  accepts('a cut-off one second before the expiry', { cutOff: LATER - 1 }),
  accepts('a cut-off of 0', { cutOff: 0 }),
  accepts('a cut-off before the beginning of time', { cutOff: -1 }),
  rejects('expiry 0, a cut-off of 0', { cutOff: 0, now: 0 }, USER, token(USER, 0)),
  accepts('half a second before the expiry', { cutOff: LATER - 0.5 }),
  rejects('half a second after the expiry', { cutOff: LATER + 0.5 }),
  rejects('expiry and cut-off 2^53-1', { cutOff: MAX }, USER, token(USER, MAX)),
  accepts('expiry 2^53-1, a cut-off one second before', { cutOff: MAX - 1 }, USER, MAX),
  rejects('a cut-off in milliseconds', { cutOff: LATER * 1000 }),
  rejects('accepted after its expiry by tolerance, a cut-off at the expiry', {
    now: LATER + 30,
    clockTolerance: 30,
    cutOff: LATER,
  }),
  accepts('accepted after its expiry by tolerance, a cut-off one second before', {
    now: LATER + 30,
    clockTolerance: 30,
    cutOff: LATER - 1,
  }),
  rejects('signed with the second secret of two', {
    secret: `${SECOND},${FIRST}`,
    cutOff: LATER,
  }),
];

const order: Draft[] = [
  rejects('expired and revoked', { now: LATER + 1, cutOff: LATER }, USER, token(), 'expired'),
  rejects(
    'forged and revoked',
    { cutOff: LATER },
    USER,
    token(USER, LATER, FOREIGN),
    'bad_signature',
  ),
  rejects('malformed and revoked', { cutOff: LATER }, USER, token(USER, '01'), 'malformed'),
];

const ids: Draft[] = [
  ['an e-mail address', 'user@example.com'],
  ['a slash', 'tenant/user'],
  ['spaces round the id', ' user '],
  ['capitals', 'User'],
  ['text that looks percent-encoded', '%41'],
  ['text that looks like a key', revocationKey(USER).replace(':', '-')],
  ['__proto__', '__proto__'],
  ['Latin-1', 'jos\u00e9', 'NonAscii'],
  ['a combining accent', 'jose\u0301', 'NonAscii'],
  ['CJK', '\u5bb6\u65cf', 'NonAscii'],
  ['an emoji', '\u{1f600}', 'NonAscii'],
  ['a byte order mark', '\ufeffuser', 'NonAscii'],
  ['1,024 bytes of ASCII', 'u'.repeat(1024), 'Length'],
  ['1,024 bytes in four-byte characters', '\u{1f600}'.repeat(256), 'Length'],
].map(([comment, userId, ...flags]) => rejects(comment!, { flags, cutOff: LATER }, userId!));

const impossibleIds: Draft[] = [
  impossible('an empty id', ''),
  impossible('a colon', 'a:b'),
  impossible('NUL', 'a\u0000b', ['ControlCharacter']),
  impossible('a line feed at the end', 'a\n', ['ControlCharacter']),
  impossible('1,025 bytes', 'u'.repeat(1025), ['Length']),
  impossible('1,026 bytes in 342 characters', '\u5bb6'.repeat(342), ['Length', 'NonAscii']),
  impossible('a lone surrogate', 'a\ud800', ['LoneSurrogate']),
];

export function revocation(): RevocationCase[] {
  return sections([
    [1, [knownAnswer]],
    [2, cutOffs],
    [51, order],
    [101, ids],
    [151, impossibleIds],
  ]);
}
