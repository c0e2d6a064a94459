import { randomBytes } from 'node:crypto';

// The sessions, instead of a table of your database: a random id stands for a user until the
// session ends.
const sessions = new Map<string, string>();

export const SESSION = 'session';

export function beginSession(userId: string): string {
  const id = randomBytes(32).toString('base64url');
  sessions.set(id, userId);
  return id;
}

export const findUser = (id = '') => sessions.get(id);
export const endSession = (id = '') => sessions.delete(id);
