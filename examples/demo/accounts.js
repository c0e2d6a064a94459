import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify(scrypt);
const KEY_BYTES = 32;

/**
 * Stores passwords as scrypt keys; `passwords` is `{ account: password }`. A real backend stores
 * the keys in its database.
 */
export async function createAccounts(passwords) {
  const salt = randomBytes(16);
  const keys = new Map();
  for (const [account, password] of Object.entries(passwords)) {
    keys.set(account, await derive(password, salt, KEY_BYTES));
  }
  // Compared for an unknown account, so that its check takes as long as that of a known account.
  const unknown = randomBytes(KEY_BYTES);
  return {
    async accepts(account, password) {
      const key = keys.get(account);
      const given = await derive(password, salt, KEY_BYTES);
      return timingSafeEqual(given, key ?? unknown) && key !== undefined;
    },
  };
}
