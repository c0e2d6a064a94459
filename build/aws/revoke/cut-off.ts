import type { Deployment } from '../../config/deployment.js';
import { CliError, EXIT } from '../../host/errors.js';
import { STORE_VALUE_LIMIT } from '../../platform/limits.js';
import { commandLine } from '../session.js';

/**
 * Seconds for which an entry stays after its cut-off has expired. The LIVE function may have been
 * built with another clock tolerance, at most a day (SPEC 6), and this machine's clock may be
 * ahead.
 */
const GRACE = 86_400;

const DECIMAL = /^\d{1,16}$/;

/**
 * The cut-off that refuses every token issued up to `time`. A cut-off is compared with a token's
 * expiry, which is its time of issue plus its lifetime.
 */
export function cutOffForTokensIssuedUntil(time: number, maxAge: number): number {
  return Math.min(time + maxAge, Number.MAX_SAFE_INTEGER);
}

/** Whether every token that the cut-off refuses has expired by itself. */
export function isCutOffExpired(cutOff: number, now: number, clockTolerance: number): boolean {
  return cutOff + clockTolerance < now;
}

/**
 * Whether the value of an entry is a cut-off that may be removed; false for a value that `revoke`
 * does not write.
 */
export function isEntryExpired(value: string, now: number, clockTolerance: number): boolean {
  return DECIMAL.test(value) && isCutOffExpired(Number(value) + GRACE, now, clockTolerance);
}

/**
 * The value of an entry with at least this cut-off: a cut-off is never lowered. An invalid value is
 * replaced: it refuses even users who log in again (SPEC 3.1), so it was a mistake.
 */
export function raiseCutOff(value: string | undefined, cutOff: number): string {
  const digits = value?.trim() ?? '';
  return DECIMAL.test(digits) && Number(digits) >= cutOff ? value! : String(cutOff);
}

/**
 * The value of `token_secret` with at least this cut-off for everybody; the ring stays byte for
 * byte.
 *
 * @throws CliError if the value would be too long for the KeyValueStore.
 */
export function withGlobalCutOff(
  stored: string,
  cutOff: number,
  deployment: Pick<Deployment, 'selection' | 'attachment'>,
): string {
  const { ring, cutOff: before, rest } = splitStored(stored);
  const value = `${ring};${raiseCutOff(before, cutOff)}${rest}`;
  const bytes = Buffer.byteLength(value);
  if (bytes <= STORE_VALUE_LIMIT) {
    return value;
  }
  throw new CliError(
    'ERR_FULL',
    `the secrets and the cut-off for everybody have ${bytes} bytes together; allowed for a value of the KeyValueStore: ${STORE_VALUE_LIMIT}; retire a secret first: ${commandLine('rotate', deployment)}`,
    EXIT.awsConflict,
  );
}

/** The value of `token_secret` without a cut-off for everybody, even if it is invalid. */
export function withoutGlobalCutOff(stored: string): string {
  const { ring, rest } = splitStored(stored);
  // An empty cut-off would be invalid and refuse everybody; 0 refuses nobody.
  return rest === '' ? ring : `${ring};0${rest}`;
}

/** The value of `token_secret` without a cut-off for everybody that has expired. */
export function withoutExpiredCutOff(stored: string, now: number, clockTolerance: number): string {
  const { cutOff, rest } = splitStored(stored);
  const isRemovable =
    cutOff !== undefined && rest === '' && isEntryExpired(cutOff, now, clockTolerance);
  return isRemovable ? withoutGlobalCutOff(stored) : stored;
}

/**
 * Splits a value of `token_secret`. What follows a second `;` belongs to a later version of the
 * format (SPEC 2).
 */
function splitStored(stored: string): { ring: string; cutOff: string | undefined; rest: string } {
  const [ring = '', cutOff, ...more] = stored.split(';');
  return { ring, cutOff, rest: more.map((part) => `;${part}`).join('') };
}
