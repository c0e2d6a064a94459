import { LATER, USER } from '../../support/keys.js';
import { revocationKey } from '../../support/revocation.js';
import { alter, type Token, token } from '../../support/token.js';
import { type Ask, type Draft, NAME } from '../case.js';
import { passes, redirects } from '../outcomes.js';

const LOGIN = '/api/auth/login?next=%2Freports%2F7';

type Cookies = readonly (Token | string)[];

/** A build with `revocation`, and a viewer whose token is of `USER` and expires at `LATER`. */
export function asked(comment: string, more: Partial<Ask> = {}, ...values: Cookies): Ask {
  return {
    comment: `revocation: ${comment}`,
    flags: ['Revocation'],
    ...more,
    config: { revocation: true, ...more.config },
    cookies: [
      ...(more.cookies ?? []),
      ...(values.length === 0 ? [token()] : values).map((value): [string, Token | string] => [
        NAME,
        value,
      ]),
    ],
  };
}

export function letIn(comment: string, more: Partial<Ask> = {}, ...values: Cookies): Draft {
  return passes(asked(comment, more, ...values), '/index.html');
}

export function refused(comment: string, more: Partial<Ask> = {}, ...values: Cookies): Draft {
  return redirects(asked(comment, more, ...values), 'revoked', LOGIN);
}

/** Refused for an earlier reason. */
export function refusedAs(
  reason: 'malformed' | 'expired' | 'bad_signature',
  comment: string,
  more: Partial<Ask> = {},
  ...values: Cookies
): Draft {
  return redirects(asked(comment, more, ...values), reason, LOGIN);
}

/** A store with a user's cut-off; null for an entry that cannot be read. */
export function entry(cutOff: number | string | null, userId = USER): Pick<Ask, 'store'> {
  return { store: { [revocationKey(userId)]: cutOff === null ? null : String(cutOff) } };
}

/** A token of any user id, as a cookie can carry it. */
export function encoded(userId: string, expiry = LATER): Token {
  return alter(token(userId, expiry), (text) => encodeURIComponent(text));
}
