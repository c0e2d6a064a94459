import { createHash } from 'node:crypto';
import { createKeyRing } from '../../signer/index.js';
import { CliError } from '../host/errors.js';

/** Refuses a secret or key ring that could not be used (SPEC 2), in the signer's own words, which never show it. */
export function checkKeyRing(ring: string): void {
  try {
    createKeyRing(ring);
  } catch (error) {
    throw new CliError('ERR_SECRET', `SPA_TOKEN_SECRET: ${(error as Error).message}`);
  }
}

/** The secrets of a ring that has been checked. */
export function splitRing(ring: string): string[] {
  return ring
    .split(',')
    .map((secret) => secret.trim().toLowerCase())
    .filter(Boolean);
}

/** The secrets of a key ring, the signing one first, in lower case so that equal ones are seen to be. */
export type Secrets = readonly string[];

/** The value of the store's `token_secret` in its two parts (SPEC 2). */
export interface StoredRing {
  readonly secrets: Secrets;
  /** Everybody's cut-off as it stands, `;` included; empty where there is none. */
  readonly suffix: string;
}

/** Everybody's cut-off in Unix seconds; undefined where there is none, NaN where what stands there is none (SPEC 3.1). */
export function globalCutOff({ suffix }: StoredRing): number | undefined {
  if (suffix === '') {
    return undefined;
  }
  const [text = ''] = suffix.slice(1).split(';');
  return /^\d{1,16}$/.test(text.trim()) ? Number(text) : Number.NaN;
}

/** Reads a ring from where it is kept; `place` is what an error calls it, such as "the secret shop/dev". */
export function parseRing(text: string, place: string): Secrets {
  try {
    createKeyRing(text);
  } catch (error) {
    throw new CliError('ERR_SECRET', `${place}: ${(error as Error).message}`);
  }
  return text.split(',').map((secret) => secret.trim().toLowerCase());
}

export function parseStoredRing(value: string, place: string): StoredRing {
  const at = value.indexOf(';');
  const ring = at < 0 ? value : value.slice(0, at);
  return { secrets: parseRing(ring, place), suffix: at < 0 ? '' : value.slice(at) };
}

export function formatRing(secrets: Secrets, suffix = ''): string {
  return `${secrets.join(',')}${suffix}`;
}

export function isSameRing(a: Secrets, b: Secrets): boolean {
  return a.join() === b.join();
}

/** Enough to tell two rings apart in a report, and nothing of either. */
export function fingerprint(secrets: Secrets): string {
  return createHash('sha256')
    .update(`pocket-spa-auth ring ${secrets.join()}`)
    .digest('hex')
    .slice(0, 12);
}
