import { FIRST, FOREIGN, FOURTH, LATER, SECOND, THIRD } from '../support/keys.js';
import { alter, token } from '../support/token.js';
import { type Ask, type Draft, NAME } from './case.js';
import { passes, redirects, unavailable } from './outcomes.js';
import { asked, entry, refused } from './revocation/ask.js';

const LOGIN = '/api/auth/login?next=%2Freports%2F7';

/** What a request can cost the edge (SPEC 4), beside the vectors of cookie-read. */
export function bounds(): Draft[] {
  const bringing = (comment: string, ...values: NonNullable<Ask['cookies']>[number][1][]): Ask => ({
    comment: `bounds: ${comment}`,
    flags: ['Bound'],
    cookies: values.map((value) => [NAME, value]),
  });
  const ring = { secret: [SECOND, THIRD, FOURTH, FIRST].join() };
  const decoded = (key: string) => alter(token('A', LATER, key), (all) => all.replace('A', '%41'));
  const forged = decoded(FOREIGN);
  const long = alter(token(`A${'x'.repeat(1021 - 76)}`, LATER, FOREIGN), (all) =>
    all.replace('A', '%41'),
  );
  const escapes = `"${'\\101'.repeat(1107)}"`;
  return [
    redirects(
      { ...bringing('four forged values, raw and decoded', long, long, long, long), ...ring },
      'bad_signature',
      LOGIN,
    ),
    redirects(
      bringing('four values of 1,107 octal escapes', escapes, escapes, escapes, escapes),
      'malformed',
      LOGIN,
    ),
    redirects(bringing('a value of 4,097 characters', 'x'.repeat(4097)), 'malformed', LOGIN),
    passes(
      bringing('a value of 4,097 characters and a valid one', 'x'.repeat(4097), token()),
      '/index.html',
    ),
    redirects(
      bringing('the fifth candidate is good', forged, forged, token()),
      'bad_signature',
      LOGIN,
    ),
    passes(
      {
        ...bringing('the identity is that of the fourth candidate', forged, decoded(FIRST)),
        config: { identityHeader: 'x-auth-user' },
      },
      '/index.html',
      { headers: { 'x-auth-user': 'A' } },
    ),
    redirects(
      {
        ...bringing('no secret in the store, a value that is not read', 'x'.repeat(4010), token()),
        secret: null,
        flags: ['Bound', 'NoSecret'],
      },
      'malformed',
      LOGIN,
    ),
    unavailable({
      ...bringing('no secret in the store, five candidates', forged, forged, token()),
      secret: null,
      flags: ['Bound', 'NoSecret'],
    }),
    // A revoked candidate is one that was verified.
    refused(
      'revoked candidates take a place each',
      { ...entry(LATER, 'A'), flags: ['Revocation', 'Bound', 'Duplicate'] },
      decoded(FIRST),
      decoded(FIRST),
      token(),
    ),
    passes(
      asked(
        'the fourth candidate after revoked ones is good',
        { ...entry(LATER, 'A'), flags: ['Revocation', 'Bound', 'Duplicate'] },
        decoded(FIRST),
        token('A'),
        token(),
      ),
      '/index.html',
    ),
  ];
}
