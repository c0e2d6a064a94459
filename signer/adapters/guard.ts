import { cookieNameOf, type ReadOptions } from '../cookie.js';
import { cutOffOf, optionsOf, secondsOf, toleranceOf } from '../options.js';
import { type CutOffSource, readWithCutOffs } from './cut-off.js';
import { ringSourceOf, type SecretSource } from './secret.js';

/** Whose token came with a request, and its last valid second in Unix seconds. */
export interface SpaUser {
  readonly userId: string;
  readonly expiry: number;
}

/** How `requireToken` reads and verifies. */
export interface TokenGuardOptions extends Omit<ReadOptions, 'now' | 'secret' | 'cutOff'> {
  /**
   * A secret, a key ring or a `KeyRing`, checked at the start; or a function that gives one and is asked at each request. The
   * environment variable `SPA_TOKEN_SECRET` unless given.
   */
  secret?: SecretSource | undefined;
  /**
   * Gives the cut-off that applies to a user, in Unix seconds, or undefined for none: a token whose expiry is at or below it is
   * `revoked`. Asked once a user and request, when the MAC has passed. What it throws goes to the framework's error handling.
   */
  cutOff?: CutOffSource | undefined;
  /** The time in Unix seconds, or a function that gives it; the clock's unless given. For tests. */
  now?: number | (() => number) | undefined;
}

/** Whom to let in; without a user, what to answer. */
export type Admission =
  | { readonly user: SpaUser }
  | { readonly user?: undefined; readonly body: string };

export const REFUSAL_STATUS = 401;
export const REFUSAL_HEADERS = Object.freeze({
  'content-type': 'application/json',
  'www-authenticate': 'Cookie',
  'cache-control': 'no-store',
});

/** Checks the options at once, the secret included: a guard without one could let nobody in. */
export function guardOf(
  options: TokenGuardOptions | undefined,
): (cookieHeader: unknown) => Promise<Admission> {
  const { secret, now, ...given } = optionsOf(options);
  const ring = ringSourceOf(secret);
  const clockTolerance = toleranceOf(given.clockTolerance);
  const cookieName = cookieNameOf(given.cookieName);
  const cutOff = cutOffOf(given.cutOff);
  const time = typeof now === 'function' ? now : () => secondsOf(now);
  time();
  return async (cookieHeader) => {
    const read = { secret: await ring(), now: time(), clockTolerance, cookieName };
    const result = await readWithCutOffs(cookieHeader, read, cutOff);
    if (result.valid) {
      return { user: Object.freeze({ userId: result.userId, expiry: result.expiry }) };
    }
    return { body: JSON.stringify({ error: 'unauthenticated', reason: result.reason }) };
  };
}
