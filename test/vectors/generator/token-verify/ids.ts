import { alter, token } from '../support/token.js';
import { accepts, type Draft, rejects } from './case.js';

export const ids: Draft[] = [
  accepts('an e-mail address', 'user@example.com'),
  accepts('a slash', 'tenant/user'),
  accepts('spaces round the id', ' user '),
  accepts('double quotes', '"user"'),
  accepts('a backslash', 'a\\b'),
  accepts('a bare percent sign', '100%'),
  accepts('text that looks percent-encoded', '%41'),
  rejects(
    '"%41" does not stand for "A"',
    alter(token('A'), (whole) => whole.replace('A', '%41')),
    'bad_signature',
    { flags: ['Forged'] },
  ),
  accepts('the name of a property of every object', '__proto__'),
  accepts('an id that looks like an expiry', '1800604800'),
  accepts('Latin-1', 'jos\u00e9', { flags: ['NonAscii'] }),
  accepts('CJK', '\u5bb6\u65cf', { flags: ['NonAscii'] }),
  accepts('an emoji', '\u{1f600}', { flags: ['NonAscii'] }),
  accepts('U+0085', 'a\u0085b', { flags: ['NonAscii'] }),
  accepts('U+2028', 'a\u2028b', { flags: ['NonAscii'] }),
  rejects(
    'a composed letter under the MAC of the decomposed one',
    alter(token('jose\u0301'), (whole) => whole.replace('e\u0301', '\u00e9')),
    'bad_signature',
    { flags: ['Forged', 'NonAscii'] },
  ),
  accepts('1,024 bytes of ASCII', 'u'.repeat(1024), { flags: ['Length'] }),
  accepts('1,024 bytes in two-byte characters', '\u00e9'.repeat(512), {
    flags: ['Length', 'NonAscii'],
  }),
  accepts('1,024 bytes in four-byte characters', '\u{1f600}'.repeat(256), {
    flags: ['Length', 'NonAscii'],
  }),
  rejects('1,025 bytes of ASCII', token('u'.repeat(1025)), 'malformed', { flags: ['Length'] }),
  rejects('1,025 bytes in 513 characters', token(`${'\u00e9'.repeat(512)}a`), 'malformed', {
    flags: ['Length', 'NonAscii'],
  }),
  rejects('1,026 bytes in 342 characters', token('\u5bb6'.repeat(342)), 'malformed', {
    flags: ['Length', 'NonAscii'],
  }),
  rejects('1,028 bytes in 257 emoji', token('\u{1f600}'.repeat(257)), 'malformed', {
    flags: ['Length', 'NonAscii'],
  }),
  ...['\u0000', '\t', '\n', '\r', '\u001f', '\u007f'].map((control) =>
    rejects(
      `control character ${control.charCodeAt(0)} in the user id`,
      token(`a${control}b`),
      'malformed',
      { flags: ['ControlCharacter'] },
    ),
  ),
  rejects('a lone high surrogate', token('a\ud800'), 'malformed', { flags: ['LoneSurrogate'] }),
  rejects('a lone low surrogate', token('\udc00a'), 'malformed', { flags: ['LoneSurrogate'] }),
  rejects('a surrogate pair in the wrong order', token('\ude00\ud83d'), 'malformed', {
    flags: ['LoneSurrogate'],
  }),
  accepts('U+FFFD, which a lone surrogate must not pass for', 'a\ufffd', { flags: ['NonAscii'] }),
];
