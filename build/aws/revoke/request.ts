import { describeClockSkew } from '../clock-skew.js';

/**
 * Seconds by which a backend's clock may be ahead of AWS's and of this machine's: NTP keeps them closer by far, and AWS tells its time
 * in whole seconds. More would refuse more of those who log in again at once.
 */
export const CLOCK_LEEWAY = 5;

/** What time it is, by this machine's clock and by AWS's. */
export interface ClockReading {
  /** By the later of them, where they agree within seconds, else by AWS's: no backend has issued anything after that. */
  readonly latest: number;
  /** By the earlier: what has run out by it has run out. */
  readonly earliest: number;
  /** What to say about this machine's clock. */
  readonly warning: string | undefined;
}

/** The moment where this machine's clock says `now` and is `ahead` seconds ahead of AWS's; undefined where nobody told the time. */
export function readClocks(now: number, ahead = 0): ClockReading {
  const problem = describeClockSkew(ahead);
  return {
    // A clock that is far off is nobody's: a cut-off by it would miss tokens, or refuse those who log in for as long.
    latest: problem === undefined ? now - Math.min(0, ahead) : now - ahead,
    earliest: now - Math.max(0, ahead),
    warning: problem && `${problem}: AWS's time was taken; set the clock, with NTP for instance`,
  };
}

/** Who is to be logged out, or what else is to be done about it. */
export type RevokeRequest =
  | { readonly kind: 'user' | 'lift'; readonly userId: string }
  /** Unix seconds. */
  | { readonly kind: 'everybody'; readonly before: number | 'now' }
  | { readonly kind: 'lift-everybody' | 'prune' };

/** Whether the tokens issued so far are meant: a time that somebody named is taken as it is. */
export function isEffectiveNow(wish: RevokeRequest): boolean {
  return wish.kind === 'user' || (wish.kind === 'everybody' && wish.before === 'now');
}
