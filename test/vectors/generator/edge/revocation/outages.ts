import { FIRST, FOREIGN, LATER, NOW, USER } from '../../support/keys.js';
import { revocationKey } from '../../support/revocation.js';
import { token } from '../../support/token.js';
import type { Draft } from '../case.js';
import { passes, unavailable } from '../outcomes.js';
import { asked, entry, letIn, refused, refusedAs } from './ask.js';

/** The user's entry cannot be read: 503 if the token needs it, no effect otherwise. */
export function outages(): Draft[] {
  const down = entry(null);
  const fresh = token(USER, LATER + 60);
  return [
    unavailable(asked('an entry that cannot be read', down)),
    unavailable(asked('an entry that cannot be read, a script', { ...down, mode: 'cors' })),
    unavailable(
      asked(
        'an entry that cannot be read, then a good cookie of another user',
        { ...down, flags: ['Revocation', 'Duplicate'] },
        token(),
        token('another-user'),
      ),
    ),
    unavailable(
      asked(
        'a revoked cookie, then one whose entry cannot be read',
        {
          flags: ['Revocation', 'Duplicate'],
          store: { [revocationKey('another-user')]: String(LATER), [revocationKey(USER)]: null },
        },
        token('another-user'),
        fresh,
      ),
    ),
    letIn("another user's entry cannot be read", entry(null, 'another-user')),
    refused("everybody's cut-off refuses before the entry is read", {
      ...down,
      secret: `${FIRST};${LATER}`,
    }),
    refusedAs(
      'bad_signature',
      'a forged token asks for no entry',
      down,
      token(USER, LATER, FOREIGN),
    ),
    refusedAs('expired', 'an expired token asks for no entry', down, token(USER, NOW - 1)),
    refusedAs('malformed', 'junk asks for no entry', down, 'junk'),
    passes(
      asked('a public path asks for no entry', {
        ...down,
        uri: '/a.txt',
        config: { publicPaths: ['/a.txt'] },
      }),
      '/a.txt',
    ),
    unavailable(
      asked('no secret in the store', {
        ...entry(LATER),
        secret: null,
        flags: ['Revocation', 'NoSecret'],
      }),
    ),
    unavailable(
      asked('an unusable secret in the store', {
        ...entry(LATER),
        secret: 'zz',
        flags: ['Revocation', 'UnusableSecret'],
      }),
    ),
  ];
}
