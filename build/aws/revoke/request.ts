import { UsageError } from '../../host/errors.js';
import { describeClockSkew } from '../clock-skew.js';

/** What `revoke` is to do. */
export type RevokeRequest =
  | { readonly kind: 'user' | 'lift'; readonly userId: string }
  /** `before` in Unix seconds. */
  | { readonly kind: 'everybody'; readonly before: number | 'now' }
  | { readonly kind: 'lift-everybody' | 'prune' };

/**
 * Whether all tokens issued until now are to be refused, and not those issued until a given time.
 */
export function isEffectiveNow(request: RevokeRequest): boolean {
  return request.kind === 'user' || (request.kind === 'everybody' && request.before === 'now');
}

/**
 * Seconds by which a backend's clock may be ahead of AWS's and of this machine's. NTP keeps clocks
 * much closer, and AWS states its time in whole seconds. A greater value would log out more of the
 * users who log in right after the revocation.
 */
export const CLOCK_LEEWAY = 5;

/**
 * Seconds by which a given time may be ahead of this machine's: two clocks may differ by as much.
 */
const MAX_AHEAD = 60;

/** The present time, by this machine's clock and by AWS's; in Unix seconds. */
export interface PresentTime {
  /**
   * The later of the two if they differ by seconds only, otherwise AWS's. No backend has issued a
   * token after this time, apart from `CLOCK_LEEWAY`.
   */
  readonly latest: number;
  /** The earlier of the two: what has expired by then has expired by both clocks. */
  readonly earliest: number;
  /** A warning about this machine's clock; undefined if it is right. */
  readonly warning: string | undefined;
}

/**
 * The present time by both clocks.
 *
 * @param now - The time by this machine's clock.
 * @param skew - Seconds by which this machine's clock is ahead of AWS's; 0 if AWS's time is
 *   unknown.
 */
export function presentTime(now: number, skew = 0): PresentTime {
  const problem = describeClockSkew(skew);
  return {
    // No backend is expected to have a clock that is off by as much. A cut-off by such a clock
    // would miss tokens, or would log out users who log in long after the revocation.
    latest: problem === undefined ? now - Math.min(0, skew) : now - skew,
    earliest: now - Math.max(0, skew),
    warning: problem && `${problem}: AWS's time was used; set the clock, for example with NTP`,
  };
}

/**
 * The time of issue up to which tokens are to be refused, in Unix seconds; undefined if none are.
 *
 * @throws UsageError if the given time is in the future.
 */
export function issueTimeLimit(
  request: RevokeRequest,
  { latest }: PresentTime,
): number | undefined {
  if (isEffectiveNow(request)) {
    return latest + CLOCK_LEEWAY;
  }
  if (request.kind !== 'everybody') {
    return undefined;
  }
  const time = request.before as number;
  if (time <= latest + MAX_AHEAD) {
    return time;
  }
  throw new UsageError(
    `--all-before: found a time ${time - latest} s from now; allowed: a time in the past, in seconds and not in milliseconds, or now: a later time would also log out users who log in until then`,
  );
}
