import type { ReadOptions } from '../cookie.js';
import { parseCookieName } from '../cookie-name.js';
import type { CookieSource } from '../cookie-source.js';
import { checkCutOff, checkOptions, parseClockTolerance, parseNow } from '../options.js';
import { type AdapterName, createReport, type DecisionOptions } from './decision.js';
import {
  type CutOffSource,
  createKeyRingGetter,
  readWithCutOffs,
  type SecretSource,
} from './sources.js';

/** The user of a request's token, and the token's last valid second in Unix seconds. */
export interface SpaUser {
  readonly userId: string;
  readonly expiry: number;
}

/** How `requireToken` reads and verifies. */
export interface TokenGuardOptions
  extends Omit<ReadOptions, 'now' | 'secret' | 'cutOff'>,
    DecisionOptions {
  /**
   * A secret, a key ring or a `KeyRing`, checked at startup; or a function that returns one, or a
   * promise, and is called for each request. Default: the environment variable `SPA_TOKEN_SECRET`.
   * A missing secret is an error of the request.
   */
  secret?: SecretSource | undefined;
  /**
   * Returns the cut-off that applies to a user, in Unix seconds, or undefined for none. A token
   * whose expiry is at or below it is `revoked`. Called at most once per user and request, after
   * the MAC has been verified. An error that it throws goes to the framework's error handling.
   */
  cutOff?: CutOffSource | undefined;
  /** The time in Unix seconds, or a function that returns it. Default: the clock. For tests. */
  now?: number | (() => number) | undefined;
}

/** Checks a request's `Cookie` header. */
export type Guard = (cookieHeader: CookieSource) => Promise<GuardResult>;

/** The user, or the body of the refusal. */
export type GuardResult =
  | { readonly user: SpaUser }
  | { readonly user?: undefined; readonly body: string };

export const REFUSAL_STATUS = 401;
export const REFUSAL_HEADERS = Object.freeze({
  'content-type': 'application/json',
  'www-authenticate': 'Cookie',
  'cache-control': 'no-store',
});

/**
 * Checks the options at once, the secret included. A missing one is an error of each request, even
 * of one without a cookie: it must be noticed before a user is refused.
 */
export function createGuard(options: TokenGuardOptions | undefined, adapter: AdapterName): Guard {
  const { secret, now, ...given } = checkOptions(options);
  const getKeyRing = createKeyRingGetter(secret);
  const clockTolerance = parseClockTolerance(given.clockTolerance);
  const cookieName = parseCookieName(given.cookieName);
  const cutOff = checkCutOff(given.cutOff);
  const report = createReport(given, adapter);
  const time = typeof now === 'function' ? now : () => parseNow(now);
  time();
  return async (cookieHeader) => {
    const readOptions = { secret: await getKeyRing(), now: time(), clockTolerance, cookieName };
    const result = await readWithCutOffs(cookieHeader, readOptions, cutOff);
    if (result.valid) {
      report?.('admitted', undefined, result.userId);
      return { user: Object.freeze({ userId: result.userId, expiry: result.expiry }) };
    }
    report?.('refused', result.reason);
    return { body: JSON.stringify({ error: 'unauthenticated', reason: result.reason }) };
  };
}
