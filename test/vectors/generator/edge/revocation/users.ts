import { FIRST, LATER, SECOND, USER } from '../../support/keys.js';
import { revocationKey } from '../../support/revocation.js';
import { token } from '../../support/token.js';
import type { Draft } from '../case.js';
import { encoded, entry, letIn, refused } from './ask.js';

const MAX = 9_007_199_254_740_991;

/** A user's own cut-off. */
export function users(): Draft[] {
  return [...cutOffs(), ...ids(), ...forms()];
}

function cutOffs(): Draft[] {
  const tolerant = { config: { clockTolerance: 30 }, now: LATER + 30 };
  return [
    letIn('no entry for the user'),
    refused('a cut-off at the expiry', entry(LATER)),
    refused('a cut-off one second after the expiry', entry(LATER + 1)),
    letIn('a cut-off one second before the expiry', entry(LATER - 1)),
    letIn('a cut-off of 0', entry(0)),
    refused('expiry and cut-off 2^53-1', entry(MAX), token(USER, MAX)),
    letIn('expiry 2^53-1, a cut-off one second before', entry(MAX - 1), token(USER, MAX)),
    refused('accepted after its expiry by tolerance, a cut-off at the expiry', {
      ...tolerant,
      ...entry(LATER),
    }),
    letIn('accepted after its expiry by tolerance, a cut-off one second before', {
      ...tolerant,
      ...entry(LATER - 1),
    }),
    refused(
      'signed with the second secret of two',
      { secret: `${FIRST},${SECOND}`, ...entry(LATER) },
      token(USER, LATER, SECOND),
    ),
  ];
}

function ids(): Draft[] {
  const composed = 'jos\u00e9';
  const nonAscii = { flags: ['Revocation', 'NonAscii'] };
  const named = (comment: string, userId: string, more = {}): Draft =>
    refused(`the entry of ${comment}`, { ...entry(LATER, userId), ...more }, encoded(userId));
  return [
    letIn("another user's cut-off", entry(LATER, 'somebody-else')),
    letIn('the cut-off of an id that goes on after this one', entry(LATER, `${USER}2`)),
    letIn('the cut-off of the same id in capitals', entry(LATER, USER.toUpperCase())),
    letIn('an entry under the id itself', { store: { [`revoked:${USER}`]: String(LATER) } }),
    letIn('an entry under the hash in capitals', {
      store: { [revocationKey(USER).toUpperCase().replace('REVOKED', 'revoked')]: String(LATER) },
    }),
    letIn('an entry under the hash alone', {
      store: { [revocationKey(USER).replace('revoked:', '')]: String(LATER) },
    }),
    named('an e-mail address', 'user@example.com'),
    named('an id with spaces round it', ' user '),
    named('text that looks percent-encoded', '%41'),
    named('__proto__', '__proto__'),
    named('an id in Latin-1', composed, nonAscii),
    named('an id in CJK', '\u5bb6\u65cf', nonAscii),
    named('an emoji', '\u{1f600}', nonAscii),
    named('1,024 bytes of ASCII, twice what a key may have', 'u'.repeat(1024), {
      flags: ['Revocation', 'Length'],
    }),
    named('1,024 bytes in four-byte characters', '\u{1f600}'.repeat(256), {
      flags: ['Revocation', 'Length', 'NonAscii'],
    }),
    letIn(
      'the cut-off of a composed letter, the id has the decomposed one',
      { ...nonAscii, ...entry(LATER, composed) },
      encoded(composed.normalize('NFD')),
    ),
  ];
}

/** A cut-off is 1 to 16 digits; any other text refuses the token (SPEC 3.1). */
function forms(): Draft[] {
  const past = LATER - 1;
  const refusing = [
    '',
    ' ',
    'x',
    'null',
    'NaN',
    'Infinity',
    'false',
    '-',
    '-1',
    '+0',
    '.5',
    '0.5',
    '1e9',
    '0x10',
    '0b1',
    '1_000',
    '1,800',
    '1 000',
    `${past}x`,
    `x${past}`,
    `${past}.0`,
    `${past}\n0`,
    `"${past}"`,
    '00000000000000001',
    '1'.repeat(400),
    '\u0661',
    '\uff11',
    '{}',
  ];
  return [
    ...refusing.map((text) => refused(`the cut-off ${shown(text)}`, entry(text))),
    letIn('the cut-off 0000000000000001', entry('0000000000000001')),
    letIn('white space round a cut-off before the expiry', entry(` \t${past}\r\n`)),
    refused('white space round a cut-off at the expiry', entry(` \t${LATER}\r\n`)),
  ];
}

function shown(text: string): string {
  return text.length > 40 ? `of ${text.length} digits` : JSON.stringify(text);
}
