import { kindOf, wrongType, wrongValue } from '../errors.js';
import { cutOffOf, durationOf, maxAgeOf, optionsOf, toleranceOf } from '../options.js';
import type { RenewalRules } from '../renewal.js';
import { type CookieOptions, logoutCookieValue } from '../set-cookie.js';
import type { CutOffSource } from './cut-off.js';
import { type RingSource, ringSourceOf, type SecretSource } from './secret.js';
import { warnOfNoSecret } from './warning.js';

/** How the middleware keeps the token's cookie in step with the session. Give the cookie options that `spaLogin` is given. */
export interface SpaTokenCookieOptions<Request> extends CookieOptions {
  /**
   * Who is logged in, by the session that the framework keeps: the user id that `spaLogin` signs; null or undefined for nobody.
   * Called once a request at most. What it throws goes to the framework's error handling.
   */
  getUserId(request: Request): string | null | undefined | PromiseLike<string | null | undefined>;
  /**
   * A secret, a key ring or a `KeyRing`, checked at the start; or a function that gives one and is asked at each request. The
   * environment variable `SPA_TOKEN_SECRET` unless given.
   */
  secret?: SecretSource | undefined;
  /** A token's lifetime in whole seconds, 0 or more; 604,800 (seven days) unless given. */
  maxAge?: number | undefined;
  /** How many whole seconds after its expiry a token still proves whose it is; 0 unless given. It is issued again all the same. */
  clockTolerance?: number | undefined;
  /**
   * Gives the cut-off that applies to a user, in Unix seconds, or undefined for none: a token whose expiry is at or below it counts as
   * none, and is issued again to whoever is still logged in. End the session too where a user is to be logged out.
   */
  cutOff?: CutOffSource | undefined;
  /** A token is issued again when less than this many whole seconds are left, `maxAge` at most; 0 unless given: when it has expired. */
  renewBefore?: number | undefined;
  /** No token outlives the session's start by more than this many whole seconds; no limit unless given. Needs `getSessionStart`. */
  absoluteMaxAge?: number | undefined;
  /** When the session began, in Unix seconds. Null or undefined: not known, and with `absoluteMaxAge` the session counts as over. */
  getSessionStart?(
    request: Request,
  ): number | null | undefined | PromiseLike<number | null | undefined>;
  /** Whether this request's answer may carry the cookie at all; always unless given. Asked before `getUserId`. */
  shouldIssue?(request: Request): boolean | PromiseLike<boolean>;
  /** False switches everything off. Unless given: on where a secret is configured, otherwise off, with one warning. */
  enabled?: boolean | undefined;
  /** The time in Unix seconds, rounded down; the clock's unless given. For tests. */
  now?: (() => number) | undefined;
}

/** Checked options that are ready for use. */
export interface Settings<Request> extends RenewalRules {
  readonly ring: RingSource;
  readonly clockTolerance: number;
  readonly given: SpaTokenCookieOptions<Request>;
}

const CODE = 'ERR_SPA_AUTH_OPTIONS';

/** Checks the options, all of them, whether switched on or not; undefined where they are switched off. */
export function settingsOf<Request>(
  options: SpaTokenCookieOptions<Request>,
): Settings<Request> | undefined {
  // A copy: what a caller changes later has not been checked.
  const given = { ...optionsOf(options) };
  requireFunction('getUserId', given.getUserId, true);
  requireFunction('getSessionStart', given.getSessionStart);
  requireFunction('shouldIssue', given.shouldIssue);
  requireFunction('now', given.now);
  cutOffOf(given.cutOff);
  logoutCookieValue(given);
  const settings = {
    ...rulesOf(given),
    clockTolerance: toleranceOf(given.clockTolerance),
    given: given as SpaTokenCookieOptions<Request>,
  };
  const ring = isEnabled(given.enabled) ? ringOf(given) : undefined;
  return ring && { ...settings, ring };
}

function rulesOf(given: Partial<SpaTokenCookieOptions<never>>): RenewalRules {
  const maxAge = maxAgeOf(given.maxAge);
  const renewBefore = durationOf(given.renewBefore, 0, 'renewBefore', 'ERR_SPA_AUTH_MAX_AGE');
  if (renewBefore > maxAge) {
    throw wrongValue(
      'ERR_SPA_AUTH_MAX_AGE',
      'renewBefore is more than maxAge: no token would ever do. Both are seconds. Give maxAge at most.',
    );
  }
  if ((given.absoluteMaxAge === undefined) !== (given.getSessionStart === undefined)) {
    throw wrongType(
      CODE,
      'Only one of "absoluteMaxAge" and "getSessionStart" is there. Give both or neither.',
    );
  }
  const absoluteMaxAge =
    given.absoluteMaxAge === undefined
      ? undefined
      : durationOf(given.absoluteMaxAge, 0, 'absoluteMaxAge', 'ERR_SPA_AUTH_MAX_AGE');
  return { maxAge, renewBefore, absoluteMaxAge };
}

function isEnabled(enabled: unknown): boolean {
  if (enabled !== undefined && typeof enabled !== 'boolean') {
    throw wrongType(CODE, `The option "enabled" is ${kindOf(enabled)}. Give true or false.`);
  }
  return enabled !== false;
}

function ringOf({
  secret,
  enabled,
}: Partial<SpaTokenCookieOptions<never>>): RingSource | undefined {
  try {
    return ringSourceOf(secret);
  } catch (error) {
    // Only where nobody said anything about it: a secret that is there and unusable is a mistake, not a choice.
    if (enabled === undefined && isMissing(error)) {
      warnOfNoSecret();
      return undefined;
    }
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return (error as { code?: unknown }).code === 'ERR_SPA_AUTH_SECRET_MISSING';
}

function requireFunction(name: string, value: unknown, needed = false): void {
  if (typeof value !== 'function' && (needed || value !== undefined)) {
    throw wrongType(CODE, `The option "${name}" is ${kindOf(value)}. Give a function.`);
  }
}
