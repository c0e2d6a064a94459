import { vectors } from '../suites/vector-file.js';

/** The secret of the known answer in SPEC section 1. */
export const SECRET = '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef';

/** The time of every clock of a run, in Unix seconds. */
export const NOW = 1_700_000_000;

/** The token lifetime of every issuer, in seconds. */
export const AGE = 604_800;

/** A user id and what is special about it. */
export interface User {
  readonly id: string;
  readonly peculiarity: string;
}

/** Each user id that a test vector signs a token for. */
export const USERS: readonly User[] = [...readUserIds()].map(([id, peculiarity]) => ({
  id,
  peculiarity,
}));

function readUserIds(): Map<string, string> {
  const users = new Map<string, string>();
  for (const { result, userId, comment } of vectors('token-generate').cases) {
    if (result === 'valid' && typeof userId === 'string' && !users.has(userId)) {
      users.set(userId, comment);
    }
  }
  return users;
}
