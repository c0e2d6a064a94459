import type { CookieReason } from './cookie.js';
import type { Refused, Verified } from './token.js';

/** A request whose answer may carry a new cookie. Times are Unix seconds. */
export interface RenewalInput {
  /** The user who is logged in; null for nobody. */
  readonly userId: string | null;
  /** The result of `readTokenCookie` for the request. */
  readonly cookie: Verified | Refused<CookieReason>;
  readonly now: number;
  /** When the session began; null if unknown. Only used with an `absoluteMaxAge`. */
  readonly sessionStart: number | null;
}

/** How long tokens live, in whole seconds. */
export interface RenewalRules {
  readonly maxAge: number;
  /** A token with less than this left is replaced. */
  readonly renewBefore: number;
  /** No token expires later than this after the session's start; undefined for no limit. */
  readonly absoluteMaxAge: number | undefined;
}

/** What to do with the cookie; `maxAge` is that of the new token. */
export type RenewalDecision =
  | { readonly action: 'issue'; readonly userId: string; readonly maxAge: number }
  | { readonly action: 'clear' | 'keep' };

/** Decides whether a user's token is issued, cleared or kept. */
export function decideRenewal(input: RenewalInput, rules: RenewalRules): RenewalDecision {
  const { cookie, now } = input;
  const end = sessionEnd(input.sessionStart, rules.absoluteMaxAge);
  const userId = now < end ? input.userId : null;
  if (userId === null) {
    return { action: !cookie.valid && cookie.reason === 'missing' ? 'keep' : 'clear' };
  }
  const expiry = Math.min(now + rules.maxAge, end);
  const isSufficient =
    cookie.valid &&
    cookie.userId === userId &&
    cookie.expiry <= end &&
    // Near its absolute end a session gets no later expiry. Without the second condition every
    // answer would issue the same expiry again.
    (cookie.expiry - now >= rules.renewBefore || cookie.expiry >= expiry);
  return isSufficient ? { action: 'keep' } : { action: 'issue', userId, maxAge: expiry - now };
}

// A limit cannot be enforced on a session of unknown age, so such a session counts as ended.
function sessionEnd(start: number | null, absoluteMaxAge: number | undefined): number {
  if (absoluteMaxAge === undefined) {
    return Number.POSITIVE_INFINITY;
  }
  return start === null ? Number.NEGATIVE_INFINITY : start + absoluteMaxAge;
}
