import { vectors } from '../suites/vectors.js';

/** The key of SPEC section 1's known answer. */
export const SECRET = '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef';

/** Where every clock of a run stands, in Unix seconds; a browser's too. */
export const NOW = 1_700_000_000;

/** Every issuer's lifetime of a token, in seconds. */
export const AGE = 604_800;

/** A user id, and what is peculiar about it. */
export interface User {
  readonly id: string;
  readonly peculiarity: string;
}

/** Each user id that a test vector signs. */
export const USERS: readonly User[] = [...signed()].map(([id, peculiarity]) => ({
  id,
  peculiarity,
}));

function signed(): Map<string, string> {
  const users = new Map<string, string>();
  for (const { result, userId, comment } of vectors('token-generate').cases) {
    if (result === 'valid' && typeof userId === 'string' && !users.has(userId)) {
      users.set(userId, comment);
    }
  }
  return users;
}
