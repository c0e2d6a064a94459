import { createKeyRing } from '../signer/index.js';
import { CliError } from './errors.js';

/** Refuses a secret or key ring that could not be used (SPEC 2), in the signer's own words, which never show it. */
export function checkRing(ring: string): void {
  try {
    createKeyRing(ring);
  } catch (error) {
    throw new CliError('ERR_SECRET', `SPA_TOKEN_SECRET: ${(error as Error).message}`);
  }
}
