import { FIRST, FOREIGN, LATER, NOW, SECOND, USER } from '../support/keys.js';
import { alter, token } from '../support/token.js';
import { type Ask, type Draft, NAME } from './case.js';
import { passes, redirects, unauthorized, unavailable } from './outcomes.js';

const LOGIN = '/api/auth/login?next=%2Freports%2F7';
const bad = token(USER, LATER, FOREIGN);
const old = token(USER, NOW - 1);

/** The result for every kind of token and every state of the store (SPEC 3). */
export function verdicts(): Draft[] {
  const asked = (comment: string, ...values: NonNullable<Ask['cookies']>[number][1][]): Ask => ({
    comment,
    cookies: values.map((value) => [NAME, value]),
  });
  const configured = (ask: Ask, config: Record<string, unknown>, now: number): Ask => ({
    ...ask,
    config,
    now,
    flags: ['Expiry'],
  });
  const unset = (ask: Ask): Ask => ({ ...ask, secret: null, flags: ['NoSecret'] });
  const unusable = (ask: Ask, secret: string): Ask => ({
    ...ask,
    secret,
    flags: ['UnusableSecret'],
  });
  return [
    passes(asked('a valid token', token()), '/index.html'),
    passes(
      {
        ...asked('the known answer of SPEC section 1', token(USER, 9_999_999_999)),
        flags: ['KnownAnswer'],
      },
      '/index.html',
    ),
    redirects({ comment: 'no cookie at all' }, 'missing', LOGIN),
    redirects({ comment: 'another cookie', cookies: [['theme', 'dark']] }, 'missing', LOGIN),
    redirects(asked('an empty cookie', ''), 'malformed', LOGIN),
    redirects(asked('junk', 'junk'), 'malformed', LOGIN),
    redirects(asked('an expired token', old), 'expired', LOGIN),
    redirects(asked('a forged token', bad), 'bad_signature', LOGIN),
    passes(
      asked(
        'a percent-encoded token',
        alter(token('user@example.com'), (all) => all.replace('@', '%40').replaceAll(':', '%3A')),
      ),
      '/index.html',
    ),
    passes(
      asked(
        'a token in quotes',
        alter(token('a b'), (all) => `"${all}"`),
      ),
      '/index.html',
    ),
    passes(
      { ...asked('the second cookie is valid', bad, token()), flags: ['Duplicate'] },
      '/index.html',
    ),
    passes(
      { ...asked('the fourth cookie is valid', 'junk', old, bad, token()), flags: ['Duplicate'] },
      '/index.html',
    ),
    redirects(
      {
        ...asked('the fifth cookie is valid', 'junk', old, 'junk', 'junk', token()),
        flags: ['Duplicate'],
      },
      'expired',
      LOGIN,
    ),
    passes(
      {
        ...asked('the second secret of two', token(USER, LATER, SECOND)),
        secret: `${FIRST},${SECOND}`,
        flags: ['KeyRing'],
      },
      '/index.html',
    ),
    redirects(
      {
        ...asked('a secret that has left the ring', token(USER, LATER, SECOND)),
        flags: ['KeyRing'],
      },
      'bad_signature',
      LOGIN,
    ),
    passes(configured(asked('the very second of expiry', token()), {}, LATER), '/index.html'),
    redirects(
      configured(asked('one second after expiry', token()), {}, LATER + 1),
      'expired',
      LOGIN,
    ),
    passes(
      configured(
        asked('clockTolerance 30: 30 seconds after expiry', token()),
        { clockTolerance: 30 },
        LATER + 30,
      ),
      '/index.html',
    ),
    redirects(
      configured(
        asked('clockTolerance 30: 31 seconds after expiry', token()),
        { clockTolerance: 30 },
        LATER + 31,
      ),
      'expired',
      LOGIN,
    ),
    passes(
      configured(
        asked('clockTolerance 86,400: a day after expiry', token()),
        { clockTolerance: 86_400 },
        LATER + 86_400,
      ),
      '/index.html',
    ),
    passes(
      configured(asked('a clock with milliseconds is rounded down', token()), {}, LATER + 0.999),
      '/index.html',
    ),
    unavailable(unset(asked('no secret in the store, a valid token', token()))),
    unavailable(unset(asked('no secret in the store, a forged token', bad))),
    unavailable(
      unset(asked('no secret in the store, a token under the empty key', token(USER, LATER, ''))),
    ),
    unavailable(
      unset(asked('no secret in the store, an expired token and a valid one', old, token())),
    ),
    redirects(unset({ comment: 'no secret in the store, no cookie' }), 'missing', LOGIN),
    redirects(unset(asked('no secret in the store, junk', 'junk')), 'malformed', LOGIN),
    redirects(unset(asked('no secret in the store, an expired token', old)), 'expired', LOGIN),
    unauthorized(
      { ...unset(asked('no secret in the store, junk, from a script', 'junk')), mode: 'cors' },
      'malformed',
    ),
    unavailable(unusable(asked('an empty secret', token(USER, LATER, '')), '')),
    unavailable(
      unusable(asked('a secret that is not hex', token(USER, LATER, '')), 'z'.repeat(64)),
    ),
    unavailable(unusable(asked('a secret that is too short', token(USER, LATER, 'abcd')), 'abcd')),
    unavailable(unusable(asked('a usable secret with a comma behind it', token()), `${FIRST},`)),
    unavailable(
      unusable(
        asked('a usable secret beside one with a typing error', token()),
        `${FIRST},${SECOND.slice(0, -1)}x`,
      ),
    ),
    unavailable(unusable(asked('five secrets', token()), Array(5).fill(FIRST).join(','))),
    unavailable(unusable(asked('the secret in JSON', token()), `{"token_secret":"${FIRST}"}`)),
    redirects(
      unusable(asked('a secret that is not hex, an expired token', old), 'z'.repeat(64)),
      'expired',
      LOGIN,
    ),
    redirects(
      {
        ...asked(
          'an encoded line feed after the MAC',
          alter(token(), (all) => `${all}%0A`),
        ),
        flags: ['ControlCharacter'],
      },
      'malformed',
      LOGIN,
    ),
    redirects(
      asked(
        'a token in quotes, escapes beyond ASCII',
        `"\\037\u0131e\\036}\ufeff\\006:1105625812:${'0f'.repeat(32)}\\012"`,
      ),
      'malformed',
      LOGIN,
    ),
    // One position in every unit that a comparison may use: 8 digits, or 13.
    ...[0, 7, 8, 12, 13, 20, 25, 26, 31, 38, 39, 45, 51, 52, 56, 63].map((at) =>
      redirects(
        asked(
          `another digit of the MAC, at ${at}`,
          alter(token(), (all, hex) =>
            all.replace(hex, hex.slice(0, at) + (hex[at] === '0' ? '1' : '0') + hex.slice(at + 1)),
          ),
        ),
        'bad_signature',
        LOGIN,
      ),
    ),
    ...[
      ['a user id of 4,000 characters', `${'@'.repeat(4000)}:${LATER}:${'a'.repeat(64)}`],
      ['a user id of 1,025 characters', `${'@'.repeat(1025)}:${LATER}:${'a'.repeat(64)}`],
      ['2,000 escapes in quotes', `"${'\\a'.repeat(2000)}"`],
      ['1,000 octal escapes in quotes', `"${'\\101'.repeat(1000)}"`],
      ['8,000 escapes in quotes', `"${'\\a'.repeat(8000)}"`],
    ].map(([comment, value]) =>
      redirects({ ...asked(comment!, value!), flags: ['Length'] }, 'malformed', LOGIN),
    ),
  ];
}
