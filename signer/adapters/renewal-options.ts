import { describeKind, rangeError, typeError } from '../errors.js';
import type { KeyRing } from '../keyring.js';
import {
  checkCutOff,
  checkOptions,
  parseClearSiteData,
  parseClockTolerance,
  parseDuration,
  parseLifetime,
  parseMaxAge,
} from '../options.js';
import type { RenewalRules } from '../renewal.js';
import type { LogoutOptions } from '../response.js';
import { type CookieOptions, logoutCookieValue } from '../set-cookie.js';
import { type AdapterName, createReport, type DecisionOptions, type Report } from './decision.js';
import {
  type CutOffSource,
  createKeyRingGetter,
  isSecretMissing,
  type SecretSource,
} from './sources.js';
import { warnOnce } from './warnings.js';

/**
 * How the middleware keeps the token's cookie in step with the session. Give it the cookie options
 * that `spaLogin` is given.
 */
export interface SpaTokenCookieOptions<Request> extends CookieOptions, DecisionOptions {
  /**
   * Returns the user who is logged in according to the framework's session: the user id that
   * `spaLogin` signs, or null or undefined for nobody. Called at most once per request. An error
   * that it throws goes to the framework's error handling.
   */
  getUserId(request: Request): string | null | undefined | PromiseLike<string | null | undefined>;
  /**
   * A secret, a key ring or a `KeyRing`, checked at startup; or a function that returns one, or a
   * promise, and is called for each request. Default: the environment variable `SPA_TOKEN_SECRET`.
   * If a function gives none, the request fails.
   */
  secret?: SecretSource | undefined;
  /**
   * A token's lifetime in whole seconds, 0 to 315,360,000 (ten years). Default: 604,800 (seven
   * days).
   */
  maxAge?: number | undefined;
  /**
   * For how many whole seconds after its expiry a token still verifies. Default: 0. It is replaced
   * all the same.
   */
  clockTolerance?: number | undefined;
  /**
   * Returns the cut-off that applies to a user, in Unix seconds, or undefined for none. A token
   * whose expiry is at or below it counts as invalid, so a user who is still logged in gets a new
   * one. To log a user out, end the session too.
   */
  cutOff?: CutOffSource | undefined;
  /**
   * A token is replaced when it has less than this many whole seconds left, at most `maxAge`.
   * Default: 0, which replaces it when it has expired.
   */
  renewBefore?: number | undefined;
  /**
   * No token expires more than this many whole seconds after the session's start, ten years at
   * most. Default: no limit. Needs `getSessionStart`.
   */
  absoluteMaxAge?: number | undefined;
  /**
   * Returns when the session began, in Unix seconds. Null or undefined: unknown, and the session
   * counts as ended. Used with `absoluteMaxAge` only.
   */
  getSessionStart?(
    request: Request,
  ): number | null | undefined | PromiseLike<number | null | undefined>;
  /**
   * Whether the answer to this request may carry the cookie. Default: always. Called before
   * `getUserId`.
   */
  shouldIssue?(request: Request): boolean | PromiseLike<boolean>;
  /**
   * `"cache"`: a response that clears the token also has `Clear-Site-Data: "cache"`, which makes
   * the browser forget what it has cached of the site. Default: off.
   */
  clearSiteData?: LogoutOptions['clearSiteData'];
  /**
   * False switches everything off. True makes a missing secret an error of each request. Default:
   * on if a secret is configured; otherwise off, with one warning at the first request.
   */
  enabled?: boolean | undefined;
  /** Returns the time in Unix seconds, rounded down. Default: the clock. For tests. */
  now?: (() => number) | undefined;
}

/** The checked options. */
export interface RenewalSettings<Request> extends RenewalRules {
  /** Gives nothing if the middleware is off because there is no secret. */
  readonly getKeyRing: () => KeyRing | undefined | Promise<KeyRing | undefined>;
  readonly clockTolerance: number;
  readonly clearsSiteData: boolean;
  readonly report: Report | undefined;
  readonly given: SpaTokenCookieOptions<Request>;
}

const CODE = 'ERR_SPA_AUTH_OPTIONS';

/** Checks all options, even if the middleware is switched off; undefined in that case. */
export function parseRenewalOptions<Request>(
  options: SpaTokenCookieOptions<Request>,
  adapter: AdapterName,
): RenewalSettings<Request> | undefined {
  // A copy, because later changes by the caller would not be checked.
  const given = { ...checkOptions(options) };
  assertFunction('getUserId', given.getUserId, true);
  assertFunction('getSessionStart', given.getSessionStart);
  assertFunction('shouldIssue', given.shouldIssue);
  assertFunction('now', given.now);
  checkCutOff(given.cutOff);
  logoutCookieValue(given);
  const settings = {
    ...parseRules(given),
    clockTolerance: parseClockTolerance(given.clockTolerance),
    clearsSiteData: parseClearSiteData(given.clearSiteData),
    report: createReport(given, adapter),
    given: given as SpaTokenCookieOptions<Request>,
  };
  return parseEnabled(given.enabled)
    ? { ...settings, getKeyRing: createOptionalKeyRingGetter(given) }
    : undefined;
}

function parseRules(given: Partial<SpaTokenCookieOptions<never>>): RenewalRules {
  const maxAge = parseMaxAge(given.maxAge);
  const renewBefore = parseDuration(given.renewBefore, 0, 'renewBefore', 'ERR_SPA_AUTH_MAX_AGE');
  if (renewBefore > maxAge) {
    throw rangeError(
      'ERR_SPA_AUTH_MAX_AGE',
      'renewBefore is more than maxAge, so every new token would be replaced at once. ' +
        'Both are seconds. Give at most maxAge.',
    );
  }
  if ((given.absoluteMaxAge === undefined) !== (given.getSessionStart === undefined)) {
    throw typeError(
      CODE,
      'Only one of "absoluteMaxAge" and "getSessionStart" is given. Give both or neither.',
    );
  }
  const absoluteMaxAge =
    given.absoluteMaxAge === undefined
      ? undefined
      : parseLifetime(given.absoluteMaxAge, 0, 'absoluteMaxAge');
  return { maxAge, renewBefore, absoluteMaxAge };
}

function parseEnabled(enabled: unknown): boolean {
  if (enabled !== undefined && typeof enabled !== 'boolean') {
    throw typeError(CODE, `The option "enabled" is ${describeKind(enabled)}. Give true or false.`);
  }
  return enabled !== false;
}

// Only a secret that is missing altogether switches the middleware off, and only if `enabled` is
// left out. An unusable one, or a function that gives none, is an error.
function createOptionalKeyRingGetter({
  secret,
  enabled,
}: Partial<SpaTokenCookieOptions<never>>): RenewalSettings<never>['getKeyRing'] {
  const getKeyRing = createKeyRingGetter(secret);
  if (secret !== undefined || enabled !== undefined) {
    return getKeyRing;
  }
  return async () => {
    try {
      return await getKeyRing();
    } catch (error) {
      if (!isSecretMissing(error)) {
        throw error;
      }
      warnOnce(
        'WARN_SPA_AUTH_NO_SECRET',
        'No secret is configured, so no token cookies are issued. Set SPA_TOKEN_SECRET or the ' +
          'option "secret", or switch the middleware off with "enabled: false".',
      );
      return undefined;
    }
  };
}

function assertFunction(name: string, value: unknown, isRequired = false): void {
  if (typeof value !== 'function' && (isRequired || value !== undefined)) {
    throw typeError(CODE, `The option "${name}" is ${describeKind(value)}. Give a function.`);
  }
}
