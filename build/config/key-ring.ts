import { createHash } from 'node:crypto';
import { createKeyRing } from '../../signer/index.js';
import { CliError } from '../host/errors.js';

/** The secrets of a key ring in lower case, the signing secret first. */
export type Secrets = readonly string[];

/** The two parts of the value of `token_secret` in the KeyValueStore (SPEC 2). */
export interface StoredRing {
  readonly secrets: Secrets;
  /** The cut-off for everybody as stored, including its `;`; empty if there is none. */
  readonly suffix: string;
}

/**
 * Checks the key ring in SPA_TOKEN_SECRET (SPEC 2).
 *
 * @throws CliError with the signer's message, which never shows the ring.
 */
export function checkKeyRing(ring: string): void {
  parseRing(ring, 'SPA_TOKEN_SECRET');
}

/**
 * Parses a key ring. `place` names it in errors, such as "the secret shop/dev".
 *
 * @throws CliError with the signer's message, which never shows the ring.
 */
export function parseRing(text: string, place: string): Secrets {
  try {
    createKeyRing(text);
  } catch (error) {
    throw new CliError('ERR_SECRET', `${place}: ${(error as Error).message}`);
  }
  return splitRing(text);
}

/** The secrets of a key ring that has been checked; none for the empty text. */
export function splitRing(ring: string): string[] {
  return ring
    .split(',')
    .map((secret) => secret.trim().toLowerCase())
    .filter(Boolean);
}

/** Parses the value of `token_secret`; throws like {@link parseRing}. */
export function parseStoredRing(value: string, place: string): StoredRing {
  const semicolon = value.indexOf(';');
  const ring = semicolon < 0 ? value : value.slice(0, semicolon);
  return {
    secrets: parseRing(ring, place),
    suffix: semicolon < 0 ? '' : value.slice(semicolon),
  };
}

/**
 * The cut-off for everybody in Unix seconds; undefined if there is none. NaN if its text is not
 * valid, which refuses every token (SPEC 3.1).
 */
export function globalCutOff({ suffix }: StoredRing): number | undefined {
  if (suffix === '') {
    return undefined;
  }
  const [text = ''] = suffix.slice(1).split(';');
  return /^\d{1,16}$/.test(text.trim()) ? Number(text) : Number.NaN;
}

export function formatRing(secrets: Secrets, suffix = ''): string {
  return `${secrets.join(',')}${suffix}`;
}

export function isSameRing(a: Secrets, b: Secrets): boolean {
  return a.join() === b.join();
}

/** A short hash that tells two key rings apart in a report and reveals nothing of them. */
export function fingerprint(secrets: Secrets): string {
  return createHash('sha256')
    .update(`pocket-spa-auth ring ${secrets.join()}`)
    .digest('hex')
    .slice(0, 12);
}
