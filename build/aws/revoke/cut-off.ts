import type { Deployment } from '../../config/deployment.js';
import { CliError, EXIT } from '../../host/errors.js';
import { STORE_VALUE_LIMIT } from '../../platform/limits.js';
import { commandLine } from '../session.js';

/**
 * Seconds that an entry is kept beyond its end: the function that is LIVE may have been built with another tolerance, at most a day
 * (SPEC 6), and this machine's clock may be ahead.
 */
const GRACE = 86_400;

const DIGITS = /^\d{1,16}$/;

/** The expiry up to which tokens are refused so that every one issued up to `time` is: a token's expiry is its issue and the lifetime. */
export function cutOffForTokensIssuedUntil(time: number, maxAge: number): number {
  return Math.min(time + maxAge, Number.MAX_SAFE_INTEGER);
}

/** Whether every token at or below the cut-off has expired by itself. */
export function isCutOffExpired(cutOff: number, now: number, clockTolerance: number): boolean {
  return cutOff + clockTolerance < now;
}

/** Whether an entry's value is a cut-off that may be thrown away; never for what this command did not write. */
export function isEntryExpired(value: string, now: number, clockTolerance: number): boolean {
  return DIGITS.test(value) && isCutOffExpired(Number(value) + GRACE, now, clockTolerance);
}

/**
 * The entry's value once this cut-off holds: it is never lowered. A value that is no cut-off gives way: it refuses even those who log
 * in again (SPEC 3.1), so it is a slip.
 */
export function raiseCutOff(value: string | undefined, cutOff: number): string {
  const digits = value?.trim() ?? '';
  return DIGITS.test(digits) && Number(digits) >= cutOff ? value! : String(cutOff);
}

/** The value of `token_secret` with everybody's cut-off raised; the ring in it stays byte for byte. */
export function withGlobalCutOff(
  stored: string,
  cutOff: number,
  deployment: Pick<Deployment, 'selection' | 'attachment'>,
): string {
  const { ring, cutOff: before, rest } = partsOf(stored);
  const value = `${ring};${raiseCutOff(before, cutOff)}${rest}`;
  const bytes = Buffer.byteLength(value);
  if (bytes <= STORE_VALUE_LIMIT) {
    return value;
  }
  throw new CliError(
    'ERR_FULL',
    `the secrets and everybody's cut-off have ${bytes} bytes together; a value of the KeyValueStore takes ${STORE_VALUE_LIMIT}: retire a secret first: ${commandLine('rotate', deployment)}`,
    EXIT.awsConflict,
  );
}

/** The value of `token_secret` without everybody's cut-off, whatever stands in its place. */
export function withoutGlobalCutOff(stored: string): string {
  const { ring, rest } = partsOf(stored);
  // A place that is left empty would refuse everybody.
  return rest === '' ? ring : `${ring};0${rest}`;
}

/** The value of `token_secret` without a cut-off that has run out. */
export function withoutExpiredCutOff(stored: string, now: number, clockTolerance: number): string {
  const { cutOff, rest } = partsOf(stored);
  const isDone = cutOff !== undefined && rest === '' && isEntryExpired(cutOff, now, clockTolerance);
  return isDone ? withoutGlobalCutOff(stored) : stored;
}

/** SPEC 2: what a second `;` begins is a later version's. */
function partsOf(stored: string): { ring: string; cutOff: string | undefined; rest: string } {
  const [ring = '', cutOff, ...more] = stored.split(';');
  return { ring, cutOff, rest: more.map((part) => `;${part}`).join('') };
}
