import { typeError } from './errors.js';
import { createKeyRing, type KeyRing, type Secret } from './keyring.js';
import { HOW_TO_GENERATE, SECRET_VARIABLE } from './secret-rules.js';

/**
 * Returns the current secret each time that one is needed, so that it may be set after the program
 * has started. Undefined counts as missing; the environment is not asked then.
 */
export type SecretFunction = () => Secret | undefined;

/**
 * The given ring, that of a function, or the one in the environment. The variable is read at each
 * call, because it may be set after this module is loaded.
 */
export function resolveKeyRing(secret: Secret | SecretFunction | undefined): KeyRing {
  if (typeof secret === 'function') {
    return requireKeyRing(secret());
  }
  const value = secret === undefined ? readEnvironmentSecret() : secret;
  if (value === undefined) {
    throw typeError(
      'ERR_SPA_AUTH_SECRET_MISSING',
      'There is no secret: neither the option "secret" nor the environment variable ' +
        `${SECRET_VARIABLE} is set. ${HOW_TO_GENERATE}`,
    );
  }
  return createKeyRing(value);
}

/** The ring that a function has returned. */
export function requireKeyRing(secret: Secret | undefined): KeyRing {
  if (secret === undefined) {
    throw typeError(
      'ERR_SPA_AUTH_SECRET_MISSING',
      `There is no secret: the function "secret" returned undefined. ${HOW_TO_GENERATE}`,
    );
  }
  if (typeof (secret as { then?: unknown } | null)?.then === 'function') {
    throw typeError(
      'ERR_SPA_AUTH_SECRET_INVALID',
      'The function "secret" returned a promise. Only the adapters accept one: await it first.',
    );
  }
  return createKeyRing(secret);
}

// Some runtimes have no global `process`. An empty variable counts as not set.
function readEnvironmentSecret(): string | undefined {
  const { process } = globalThis as { process?: { env?: Record<string, string | undefined> } };
  return process?.env?.[SECRET_VARIABLE] || undefined;
}
