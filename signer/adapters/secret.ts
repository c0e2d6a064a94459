import { type KeyRing, keyRingOf, type Secret } from '../keyring.js';

/**
 * A secret, or a function that gives the one of the moment and is asked at each request, such as the `get` of
 * `secretsManagerKeyRing`: so a rotation needs no restart.
 */
export type SecretSource = Secret | (() => Secret | PromiseLike<Secret>);

/** The key ring of the moment. */
export type RingSource = () => KeyRing | Promise<KeyRing>;

/** Checks a secret that is given at once; one that is yet to come is checked when it does. */
export function ringSourceOf(secret: SecretSource | undefined): RingSource {
  if (typeof secret === 'function') {
    return async () => keyRingOf(await secret());
  }
  const ring = keyRingOf(secret);
  return () => ring;
}
