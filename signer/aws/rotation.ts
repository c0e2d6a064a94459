import { describeKind, type SpaAuthError, typeError } from '../errors.js';
import { createKeyRing, type KeyRing } from '../keyring.js';
import { checkOptions, parseDuration } from '../options.js';
import { MAX_SECRETS, SECRET_VARIABLE } from '../secret-rules.js';
import { cached } from './cached.js';
import { awsError } from './errors.js';
import {
  type Content,
  getField,
  readDeadline,
  type SecretOptions,
  type StoredSecret,
  storedSecret,
  type VersionLabel,
} from './stored-secret.js';

/** Where {@link secretsManagerKeyRing} finds the secrets, and for how long it caches them. */
export interface KeyRingOptions extends SecretOptions {
  /** The field of a JSON secret that holds the token secret. Default: `SPA_TOKEN_SECRET`. */
  key?: string | undefined;
  /** Seconds for which a key ring is used before it is read again. Default: 300. */
  ttl?: number | undefined;
  /** Returns the time in seconds. Default: the clock. */
  now?: (() => number) | undefined;
}

/** A key ring that follows its secret. */
export interface KeyRingSource {
  /** Gives the current key ring. It may be passed on without its object. */
  readonly get: () => Promise<KeyRing>;
}

const DEFAULT_TTL = 300;

/**
 * A key ring from AWS Secrets Manager that follows a rotation. The version AWSCURRENT signs;
 * AWSPREVIOUS and AWSPENDING, if they exist, verify too. It is read when it is first asked for, and
 * again after `ttl` seconds. If reading again fails, the previous ring stays in use and one warning
 * is emitted until it works again.
 *
 * `get()` rejects if the first reading fails: with `ERR_SPA_AUTH_AWS_SDK`,
 * `ERR_SPA_AUTH_AWS_READ` or `ERR_SPA_AUTH_AWS_VALUE`.
 *
 * @throws TypeError `ERR_SPA_AUTH_OPTIONS` for an option of the wrong type, and if a stage is
 *   needed but not set.
 * @throws RangeError `ERR_SPA_AUTH_OPTIONS` for an option that cannot be used, `ERR_SPA_AUTH_STAGE`
 *   for a stage that is not a valid name.
 * @example
 * ```ts
 * import { generateSecret, generateToken, verifyToken } from 'pocket-spa-auth';
 * import { secretsManagerKeyRing } from 'pocket-spa-auth/aws';
 *
 * const SecretString = generateSecret();
 * const client = { getSecretValue: async () => ({ SecretString }) }; // default: the AWS SDK
 * const keys = secretsManagerKeyRing({ secretId: 'shop/{stage}', stage: 'dev', client });
 *
 * const token = generateToken('ada', { secret: await keys.get() });
 * verifyToken(token, { secret: SecretString }); // => "ada"
 * ```
 */
export function secretsManagerKeyRing(options: KeyRingOptions): KeyRingSource {
  const given = checkOptions(options) as KeyRingOptions;
  const key = parseKey(given.key);
  const ttl = parseDuration(given.ttl, DEFAULT_TTL, 'ttl', 'ERR_SPA_AUTH_OPTIONS');
  const now = parseClock(given.now);
  const secret = storedSecret(given, process.env);
  return { get: cached(() => readKeyRing(secret, key), { ttl, now, onFailure: warnStale }) };
}

function parseKey(key: unknown): string {
  if (key === undefined) {
    return SECRET_VARIABLE;
  }
  if (typeof key !== 'string') {
    throw typeError('ERR_SPA_AUTH_OPTIONS', `key is ${describeKind(key)}. Give a string.`);
  }
  return key;
}

function parseClock(now: unknown): () => number {
  if (now === undefined) {
    return () => Date.now() / 1000;
  }
  if (typeof now !== 'function') {
    throw typeError('ERR_SPA_AUTH_OPTIONS', `now is ${describeKind(now)}. Give a function.`);
  }
  return now as () => number;
}

function warnStale(error: unknown, retrySeconds: number): void {
  process.emitWarning(
    `${(error as Error).message} The previous key ring stays in use; ` +
      `the next attempt is in ${retrySeconds} seconds.`,
    { type: 'SpaAuthWarning', code: 'SPA_AUTH_AWS_STALE' },
  );
}

// The secrets of all versions as one ring, the current one first. Repeats are left out, and so are
// those beyond the fourth (SPEC 2).
async function readKeyRing(secret: StoredSecret, key: string): Promise<KeyRing> {
  const signal = readDeadline();
  // One after the other, in the order in which a rotation moves a secret from label to label, so
  // that none is missed if it moves meanwhile.
  const pending = await readSecrets(secret, 'AWSPENDING', key, signal);
  const current = await readSecrets(secret, 'AWSCURRENT', key, signal);
  const previous = await readSecrets(secret, 'AWSPREVIOUS', key, signal);
  if (current.length === 0) {
    throw awsError(
      'ERR_SPA_AUTH_AWS_VALUE',
      `${secret.versionName('AWSCURRENT')} has no field ${key}. ` +
        'Store the token secret there, or name its field with "key".',
    );
  }
  const distinct = [...new Set([...current, ...previous, ...pending])];
  return createKeyRing(distinct.slice(0, MAX_SECRETS).join());
}

// Empty if no version has the label, or if the version does not have the field yet.
async function readSecrets(
  secret: StoredSecret,
  label: VersionLabel,
  key: string,
  signal: AbortSignal,
): Promise<string[]> {
  const content = await secret.read(label, signal);
  const versionName = secret.versionName(label);
  const ring = content === undefined ? content : getTokenSecret(content, key, versionName);
  return ring === undefined ? [] : parseSecrets(ring, versionName);
}

// Undefined if a JSON object has no such field.
function getTokenSecret(content: Content, key: string, versionName: string): string | undefined {
  const text = typeof content === 'string' ? content : getField(content, key);
  if (text !== undefined && typeof text !== 'string') {
    throw awsError(
      'ERR_SPA_AUTH_AWS_VALUE',
      `${versionName} holds ${describeKind(text)} as ${key}. Store a string.`,
    );
  }
  return text;
}

// The whole ring is checked: one unusable secret makes it unusable (SPEC 2).
function parseSecrets(ring: string, versionName: string): string[] {
  try {
    createKeyRing(ring);
  } catch (error) {
    throw awsError(
      'ERR_SPA_AUTH_AWS_VALUE',
      `${versionName} is not usable. ${(error as SpaAuthError).message}`,
    );
  }
  // All in lower case, so that repeats are recognized.
  return ring.split(',').map((secret) => secret.trim().toLowerCase());
}
