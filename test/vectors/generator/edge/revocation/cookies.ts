import { FIRST, FOREIGN, LATER, NOW, USER } from '../../support/keys.js';
import { revocationKey } from '../../support/revocation.js';
import { alter, token } from '../../support/token.js';
import type { Ask, Draft } from '../case.js';
import { passes } from '../outcomes.js';
import { asked, entry, letIn, refused } from './ask.js';

const old = token();
const fresh = token(USER, LATER + 60);
const another = token('another-user');
const forged = token(USER, LATER, FOREIGN);

/** Several cookies: a revoked one left on another path does not hide a valid one. */
export function cookies(): Draft[] {
  const duplicate = (more: Partial<Ask>) => ({ ...more, flags: ['Revocation', 'Duplicate'] });
  const cut = duplicate(entry(LATER));
  const all = (cutOff: number) => duplicate({ secret: `${FIRST};${cutOff}` });
  const identity = { config: { identityHeader: 'x-auth-user' } };
  const each = (user: number, other: number) => ({
    store: { [revocationKey(USER)]: String(user), [revocationKey('another-user')]: String(other) },
  });
  return [
    letIn('a revoked cookie, then a good one', cut, old, fresh),
    letIn('a good cookie, then a revoked one', cut, fresh, old),
    refused('two cookies, both revoked', cut, old, token(USER, LATER - 60)),
    refused('the same revoked cookie twice', cut, old, old),
    letIn("a revoked cookie, then another user's", cut, old, another),
    refused('two users, both revoked', duplicate(each(LATER, LATER)), old, another),
    refused('a revoked cookie, then a forged one', cut, old, forged),
    refused('a forged cookie, then a revoked one', cut, forged, old),
    refused('a revoked cookie, then an expired one', cut, old, token(USER, NOW - 1)),
    refused('an expired cookie, then a revoked one', cut, token(USER, NOW - 1), old),
    refused('a revoked cookie, then junk', cut, old, 'junk'),
    letIn('the fourth cookie is good', cut, old, forged, 'junk', fresh),
    refused('the fifth cookie is good', cut, old, old, old, old, fresh),
    letIn("everybody's cut-off refuses the first cookie alone", all(LATER), old, fresh),
    refused("everybody's cut-off refuses both cookies", all(LATER + 60), old, fresh),
    // A cached cut-off of the first token must not be read as "no entry".
    refused(
      "everybody's cut-off refuses the first cookie, the user's the second",
      { ...all(LATER), ...entry(LATER + 60) },
      old,
      fresh,
    ),
    refused(
      'a revoked cookie in quotes',
      entry(LATER, 'a b'),
      alter(token('a b'), (text) => `"${text}"`),
    ),
    passes(
      asked(
        'the identity is that of the cookie that passes',
        { ...cut, ...identity },
        old,
        another,
      ),
      '/index.html',
      { headers: { 'x-auth-user': 'another-user' } },
    ),
    passes(
      asked(
        'the identity of the first of two that pass',
        { ...duplicate(each(LATER - 1, LATER - 1)), ...identity },
        old,
        another,
      ),
      '/index.html',
      { headers: { 'x-auth-user': 'vector-user' } },
    ),
  ];
}
