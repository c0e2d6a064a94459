import { LATER, USER } from '../support/keys.js';
import { alter, signed, token } from '../support/token.js';
import { type Draft, rejects } from './case.js';

export const shapes: Draft[] = [
  rejects('empty text', '', 'malformed'),
  rejects('one colon', ':', 'malformed'),
  rejects('two colons', '::', 'malformed'),
  rejects('a word', 'undefined', 'malformed'),
  rejects('no user id', signed(`:${LATER}`), 'malformed'),
  rejects('no user id and no separator', signed(`${LATER}`), 'malformed'),
  rejects('four fields: a colon in the user id', token('a:b'), 'malformed'),
  rejects('an empty field in the middle', signed(`${USER}::${LATER}`), 'malformed'),
  rejects('the fields in another order', signed(`${LATER}:${USER}`), 'malformed'),
  rejects('a JSON Web Token', 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJ2ZWN0b3ItdXNlciJ9.', 'malformed'),
  rejects(
    'a colon after the token',
    alter(token(), (whole) => `${whole}:`),
    'malformed',
  ),
  rejects(
    'a colon before the token',
    alter(token(), (whole) => `:${whole}`),
    'malformed',
  ),
  rejects(
    'the token percent-encoded',
    alter(token(), (whole) => whole.replaceAll(':', '%3A')),
    'malformed',
  ),
  rejects(
    'the token in double quotes',
    alter(token(), (whole) => `"${whole}"`),
    'malformed',
  ),
  rejects(
    'two tokens joined by a comma',
    alter(token(), (whole) => `${whole},${whole}`),
    'malformed',
  ),
  rejects('4,097 characters', `${'a'.repeat(4096)}:`, 'malformed', { flags: ['Length'] }),
  rejects('4,096 characters of colons', ':'.repeat(4096), 'malformed', { flags: ['Length'] }),
  rejects('5,000 characters with a genuine MAC', token('u'.repeat(5_000)), 'malformed', {
    flags: ['Length'],
  }),
];
