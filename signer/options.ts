import { describeKind, rangeError, type SpaAuthErrorCode, typeError } from './errors.js';

/**
 * The default lifetime of a token and its cookie in seconds: seven days.
 *
 * @example
 * ```ts
 * import { DEFAULT_MAX_AGE } from 'pocket-spa-auth';
 *
 * DEFAULT_MAX_AGE; // => 604800
 * ```
 */
export const DEFAULT_MAX_AGE = 604_800;

// The largest time and the longest duration that are taken for seconds. The first is in the year
// 5138 and has as many milliseconds as March 1973; the second is ten years, or four days in
// milliseconds.
const MAX_NOW = 100_000_000_000;
const MAX_MAX_AGE = 315_360_000;

const NO_OPTIONS = Object.freeze({});

/** The options, or an empty object. Throws for a secret or a number passed in their place. */
export function checkOptions<T extends object>(options: T | undefined): Partial<T> {
  if (options === undefined) {
    return NO_OPTIONS as Partial<T>;
  }
  if (typeof options !== 'object' || options === null) {
    throw typeError(
      'ERR_SPA_AUTH_OPTIONS',
      `The options are ${describeKind(options)}. ` +
        'Give an object, such as { maxAge: 3600 }, or leave them out.',
    );
  }
  return options;
}

/** Checks the function that a wrapper is for. */
export function assertHandler(handler: unknown): void {
  if (typeof handler !== 'function') {
    throw typeError(
      'ERR_SPA_AUTH_OPTIONS',
      `The handler is ${describeKind(handler)}. Give a function as the first argument.`,
    );
  }
}

/** The time in whole Unix seconds: `now` rounded down, or the clock. */
export function parseNow(now: unknown): number {
  if (now === undefined) {
    return Math.floor(Date.now() / 1000);
  }
  if (typeof now !== 'number') {
    throw typeError('ERR_SPA_AUTH_NOW', nowMessage(now));
  }
  if (!(now >= 0 && now <= MAX_NOW)) {
    throw rangeError('ERR_SPA_AUTH_NOW', nowMessage(now));
  }
  return Math.floor(now);
}

function nowMessage(now: unknown): string {
  const fault =
    typeof now === 'number' && now > MAX_NOW
      ? 'now is over 10^11, which is a time in milliseconds'
      : `now is ${describeKind(now)}`;
  return (
    `${fault}. Give the time in Unix seconds, such as Date.now() / 1000, ` +
    'or leave it out to use the clock.'
  );
}

/** A lifetime in whole seconds, ten years at most. */
export function parseMaxAge(maxAge: unknown): number {
  return parseLifetime(maxAge, DEFAULT_MAX_AGE, 'maxAge');
}

/** A lifetime in whole seconds, ten years at most, under another name. */
export function parseLifetime(value: unknown, byDefault: number, name: string): number {
  const lifetime = parseDuration(value, byDefault, name, 'ERR_SPA_AUTH_MAX_AGE');
  if (lifetime > MAX_MAX_AGE) {
    throw rangeError(
      'ERR_SPA_AUTH_MAX_AGE',
      `${name} is over 315,360,000 seconds, which are ten years. ` +
        'Give seconds: divide milliseconds by 1000.',
    );
  }
  return lifetime;
}

/** For how many whole seconds after its expiry a token is accepted. */
export function parseClockTolerance(clockTolerance: unknown): number {
  return parseDuration(clockTolerance, 0, 'clockTolerance', 'ERR_SPA_AUTH_CLOCK_TOLERANCE');
}

/** A whole number of seconds, 0 or more. */
export function parseDuration(
  value: unknown,
  byDefault: number,
  name: string,
  code: SpaAuthErrorCode,
): number {
  if (value === undefined) {
    return byDefault;
  }
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) {
    return value;
  }
  const message = `${name} is ${describeKind(value)}. Give a whole number of seconds, 0 or more.`;
  throw typeof value === 'number' ? rangeError(code, message) : typeError(code, message);
}

/** The option `cutOff`. Only its type can be checked before it is called. */
export function checkCutOff<T>(cutOff: T): T {
  if (cutOff !== undefined && typeof cutOff !== 'function') {
    throw typeError(
      'ERR_SPA_AUTH_CUT_OFF',
      `cutOff is ${describeKind(cutOff)}. ` +
        'Give a function from a user id to Unix seconds, or leave it out.',
    );
  }
  return cutOff;
}

/** The header that a log-out can send (W3C Clear Site Data). */
export const CLEAR_SITE_DATA = Object.freeze({ name: 'clear-site-data', value: '"cache"' });

/** Whether the option `clearSiteData` is given. */
export function parseClearSiteData(value: unknown): boolean {
  if (value !== undefined && value !== 'cache') {
    throw (typeof value === 'string' ? rangeError : typeError)(
      'ERR_SPA_AUTH_OPTIONS',
      `The option "clearSiteData" is ${describeKind(value)}. Give "cache", or leave it out.`,
    );
  }
  return value === 'cache';
}
