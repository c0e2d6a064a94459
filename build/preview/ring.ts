import { generateSecret } from '../../signer/index.js';
import { parseRing } from '../config/key-ring.js';
import { SECRETS_LIMIT } from '../platform/limits.js';

/** The secrets of a run. */
export interface RunRing {
  /** What the function verifies. */
  readonly ring: string;
  /** What the development login signs with. */
  readonly loginSecret: string;
  /** Why no token of the backend is valid; undefined if they are, or if there is no backend. */
  readonly warning?: string;
}

/**
 * Chooses the secrets of a run. The development login signs for everybody who reaches it, so it
 * has a secret of its own: its tokens are valid in this run alone, and not on the real site.
 *
 * @throws CliError if `SPA_TOKEN_SECRET` is set and is no key ring.
 */
export function chooseRing(
  env: Readonly<Record<string, string | undefined>>,
  hasBackend: boolean,
  loginSecret = generateSecret(),
): RunRing {
  const given = env.SPA_TOKEN_SECRET;
  // An empty variable counts as not set, as it does in the signer.
  if (given) {
    const secrets = parseRing(given, 'SPA_TOKEN_SECRET').slice(0, SECRETS_LIMIT - 1);
    return { ring: hasBackend ? given : [...secrets, loginSecret].join(','), loginSecret };
  }
  const warning =
    'SPA_TOKEN_SECRET is not set; this run uses a new secret that no backend has, so no token of a backend is valid; to accept them, set SPA_TOKEN_SECRET to the secret of the backend';
  return { ring: loginSecret, loginSecret, ...(hasBackend && { warning }) };
}
