import { type CookieReason, type ReadOptions, readTokenCookie } from '../cookie.js';
import type { Refused, Verified } from '../token.js';

/** From a user id to the cut-off that applies, which may have to be looked up first. */
export type CutOffSource = (userId: string) => number | undefined | PromiseLike<number | undefined>;

/** Reads a `Cookie` header with cut-offs that may have to be waited for. Each user's is asked for once. */
export async function readWithCutOffs(
  cookieHeader: unknown,
  options: Omit<ReadOptions, 'cutOff'>,
  cutOff: CutOffSource | undefined,
): Promise<Verified | Refused<CookieReason>> {
  if (!cutOff) {
    return readTokenCookie(cookieHeader, options);
  }
  const known = new Map<string, number | undefined>();
  for (;;) {
    // A user who is not known yet passes, which ends the reading; it begins anew when the answer is there.
    const strangers: string[] = [];
    const notice = (userId: string) => {
      if (!known.has(userId)) strangers.push(userId);
      return known.get(userId);
    };
    const result = readTokenCookie(cookieHeader, { ...options, cutOff: notice });
    const [stranger] = strangers;
    if (stranger === undefined) {
      return result;
    }
    known.set(stranger, await cutOff(stranger));
  }
}
