import type { KeyRing } from '../keyring.js';
import { optionsOf } from '../options.js';
import { kept } from './kept.js';
import { clockOf, keyOf, ttlOf } from './options.js';
import { rotatingRing } from './rotation.js';
import { type SecretOptions, storedSecret } from './secret.js';
import { TOKEN_SECRET } from './token-secret.js';

/** Where {@link secretsManagerKeyRing} finds the secrets, and for how long it keeps them. */
export interface KeyRingOptions extends SecretOptions {
  /** The field of a JSON secret that holds the token secret; `SPA_TOKEN_SECRET` unless given. */
  key?: string | undefined;
  /** Seconds for which a key ring is used before it is read again; 300 unless given. */
  ttl?: number | undefined;
  /** The time in seconds; the clock's unless given. */
  now?: (() => number) | undefined;
}

/** A key ring that follows its secret. */
export interface KeyRingSource {
  /** The key ring as it is now. It can be handed on without its object. */
  readonly get: () => Promise<KeyRing>;
}

const DEFAULT_TTL = 300;

/**
 * A key ring from AWS Secrets Manager that follows a rotation: the version AWSCURRENT signs; AWSPREVIOUS and AWSPENDING, where they
 * exist, verify too. It is read when it is first asked for, then again after `ttl` seconds. Where reading again fails, the ring
 * from before stays in use and a warning says so, once until it works again.
 *
 * `get()` rejects where the first reading fails: with `ERR_SPA_AUTH_AWS_SDK`, `ERR_SPA_AUTH_AWS_READ` or `ERR_SPA_AUTH_AWS_VALUE`.
 *
 * @throws TypeError `ERR_SPA_AUTH_OPTIONS` for an option of the wrong type, and where a stage is needed and there is none.
 * @throws RangeError `ERR_SPA_AUTH_OPTIONS` for an option that cannot be used, `ERR_SPA_AUTH_STAGE` for a stage that is no name.
 * @example
 * ```ts
 * import { generateSecret, generateToken, verifyToken } from 'pocket-spa-auth';
 * import { secretsManagerKeyRing } from 'pocket-spa-auth/aws';
 *
 * const SecretString = generateSecret();
 * const client = { getSecretValue: async () => ({ SecretString }) }; // left out, the AWS SDK asks
 * const keys = secretsManagerKeyRing({ secretId: 'shop/{stage}', stage: 'dev', client });
 *
 * const token = generateToken('ada', { secret: await keys.get() });
 * verifyToken(token, { secret: SecretString }); // => "ada"
 * ```
 */
export function secretsManagerKeyRing(options: KeyRingOptions): KeyRingSource {
  const given = optionsOf(options) as KeyRingOptions;
  const key = keyOf(given.key, TOKEN_SECRET);
  const ttl = ttlOf(given.ttl, DEFAULT_TTL);
  const now = clockOf(given.now);
  const secret = storedSecret(given, process.env);
  return { get: kept(() => rotatingRing(secret, key), { ttl, now, onFailure: warn }) };
}

function warn(error: unknown, retry: number): void {
  process.emitWarning(
    `${(error as Error).message} The key ring read before stays in use; the next try is in ${retry} seconds.`,
    { type: 'SpaAuthWarning', code: 'SPA_AUTH_AWS_STALE' },
  );
}
