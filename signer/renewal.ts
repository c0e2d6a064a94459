import type { CookieReason } from './cookie.js';
import type { Refused, Verified } from './token.js';

/** What is known about a request whose answer may carry a new cookie. Times are Unix seconds. */
export interface Visit {
  /** Who is logged in; null for nobody. */
  readonly userId: string | null;
  /** What `readTokenCookie` made of the request's cookie. */
  readonly cookie: Verified | Refused<CookieReason>;
  readonly now: number;
  /** When the session began; null where that is not known. Counts only with an `absoluteMaxAge`. */
  readonly sessionStart: number | null;
}

/** How long tokens live, in whole seconds. */
export interface RenewalRules {
  readonly maxAge: number;
  /** A token with less than this left is issued again. */
  readonly renewBefore: number;
  /** No token outlives the session's start by more; undefined for no such limit. */
  readonly absoluteMaxAge: number | undefined;
}

/** What to do with the cookie; `maxAge` is that of the new token. */
export type Renewal =
  | { readonly action: 'issue'; readonly userId: string; readonly maxAge: number }
  | { readonly action: 'clear' | 'keep' };

/** Decides whether a user's token is issued, cleared or kept. */
export function renewal(visit: Visit, rules: RenewalRules): Renewal {
  const { cookie, now } = visit;
  const end = sessionEnd(visit.sessionStart, rules.absoluteMaxAge);
  const userId = now < end ? visit.userId : null;
  if (userId === null) {
    return { action: !cookie.valid && cookie.reason === 'missing' ? 'keep' : 'clear' };
  }
  const expiry = Math.min(now + rules.maxAge, end);
  const suffices =
    cookie.valid &&
    cookie.userId === userId &&
    cookie.expiry <= end &&
    // Near its absolute end a session gets no later expiry, and would get the same one again with every answer.
    (cookie.expiry - now >= rules.renewBefore || cookie.expiry >= expiry);
  return suffices ? { action: 'keep' } : { action: 'issue', userId, maxAge: expiry - now };
}

// A limit on a session whose age nobody knows cannot be kept, so such a session counts as over.
function sessionEnd(start: number | null, absoluteMaxAge: number | undefined): number {
  if (absoluteMaxAge === undefined) {
    return Number.POSITIVE_INFINITY;
  }
  return start === null ? Number.NEGATIVE_INFINITY : start + absoluteMaxAge;
}
