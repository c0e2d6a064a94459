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

/** The time in whole Unix seconds: `now` rounded down, or the clock. */
export function parseNow(now: unknown): number {
  if (now === undefined) {
    return Math.floor(Date.now() / 1000);
  }
  if (typeof now !== 'number') {
    throw typeError('ERR_SPA_AUTH_NOW', nowMessage(now));
  }
  if (!(now >= 0 && now < Number.POSITIVE_INFINITY)) {
    throw rangeError('ERR_SPA_AUTH_NOW', nowMessage(now));
  }
  return Math.floor(now);
}

function nowMessage(now: unknown): string {
  return (
    `now is ${describeKind(now)}. ` +
    'Give the time in Unix seconds, such as Date.now() / 1000, or leave it out to use the clock.'
  );
}

/** A lifetime in whole seconds. */
export function parseMaxAge(maxAge: unknown): number {
  return parseDuration(maxAge, DEFAULT_MAX_AGE, 'maxAge', 'ERR_SPA_AUTH_MAX_AGE');
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
  const message = `${name} is ${describeKind(value)}. Give a whole number of seconds, 0 or more.`;
  if (typeof value !== 'number') {
    throw typeError(code, message);
  }
  if (!(Number.isSafeInteger(value) && value >= 0)) {
    throw rangeError(code, message);
  }
  return value;
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
