import { kindOf, type SpaAuthErrorCode, wrongType, wrongValue } from './errors.js';

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

/** The options as given, or none. Catches a secret or a number handed over in their place. */
export function optionsOf<T extends object>(options: T | undefined): Partial<T> {
  if (options === undefined) {
    return NO_OPTIONS as Partial<T>;
  }
  if (typeof options !== 'object' || options === null) {
    throw wrongType(
      'ERR_SPA_AUTH_OPTIONS',
      `The options are ${kindOf(options)}. Give an object, such as { maxAge: 3600 }, or leave them out.`,
    );
  }
  return options;
}

/** The time in whole Unix seconds: `now` rounded down, or the clock's. */
export function secondsOf(now: unknown): number {
  if (now === undefined) {
    return Math.floor(Date.now() / 1000);
  }
  if (typeof now !== 'number') {
    throw wrongType('ERR_SPA_AUTH_NOW', nowMessage(now));
  }
  if (!(now >= 0 && now < Number.POSITIVE_INFINITY)) {
    throw wrongValue('ERR_SPA_AUTH_NOW', nowMessage(now));
  }
  return Math.floor(now);
}

/** A lifetime in whole seconds. */
export function maxAgeOf(maxAge: unknown): number {
  return durationOf(maxAge, DEFAULT_MAX_AGE, 'maxAge', 'ERR_SPA_AUTH_MAX_AGE');
}

/** How many whole seconds a token is accepted after its expiry. */
export function toleranceOf(clockTolerance: unknown): number {
  return durationOf(clockTolerance, 0, 'clockTolerance', 'ERR_SPA_AUTH_CLOCK_TOLERANCE');
}

/** A whole number of seconds, 0 or more. */
export function durationOf(
  value: unknown,
  byDefault: number,
  name: string,
  code: SpaAuthErrorCode,
): number {
  if (value === undefined) {
    return byDefault;
  }
  const message = `${name} is ${kindOf(value)}. Give a whole number of seconds, 0 or more.`;
  if (typeof value !== 'number') {
    throw wrongType(code, message);
  }
  if (!(Number.isSafeInteger(value) && value >= 0)) {
    throw wrongValue(code, message);
  }
  return value;
}

/** What gives a user's cut-off, as far as it can be checked before it is asked. */
export function cutOffOf<T>(cutOff: T): T {
  if (cutOff !== undefined && typeof cutOff !== 'function') {
    throw wrongType(
      'ERR_SPA_AUTH_CUT_OFF',
      `cutOff is ${kindOf(cutOff)}. Give a function from a user id to Unix seconds, or leave it out.`,
    );
  }
  return cutOff;
}

/** Whether a cut-off that was given refuses a token of this expiry (SPEC 3.1). A slip in it must not let anybody in. */
export function isCutOff(expiry: number, cutOff: unknown): boolean {
  if (cutOff === undefined) {
    return false;
  }
  const message = `cutOff gave ${kindOf(cutOff)}. Give a time in Unix seconds, or undefined for none; a promise only where it is waited for.`;
  if (typeof cutOff !== 'number') {
    throw wrongType('ERR_SPA_AUTH_CUT_OFF', message);
  }
  if (!Number.isFinite(cutOff)) {
    throw wrongValue('ERR_SPA_AUTH_CUT_OFF', message);
  }
  return expiry <= cutOff;
}

function nowMessage(now: unknown): string {
  return `now is ${kindOf(now)}. Give the time in Unix seconds, such as Date.now() / 1000, or leave it out to use the clock.`;
}
