import { randomBytes } from 'node:crypto';

// The sessions, instead of a table of your database: a random id stands for a user until the
// session ends. Next.js bundles the proxy apart from the routes, so they share a global variable.
const shared = globalThis as typeof globalThis & { sessions?: Map<string, string> };
shared.sessions ??= new Map();
const sessions = shared.sessions;

export const SESSION = 'session';

export function beginSession(userId: string): string {
  const id = randomBytes(32).toString('base64url');
  sessions.set(id, userId);
  return id;
}

export const findUser = (id = '') => sessions.get(id);
export const endSession = (id = '') => sessions.delete(id);
