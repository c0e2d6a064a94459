import { randomBytes } from 'node:crypto';

/**
 * Creates a store of sessions in the memory of this process, each with a random id. `maxAge` is in
 * seconds.
 */
export function createSessions({ maxAge, now }) {
  const sessions = new Map();

  function deleteExpired() {
    for (const [id, { end }] of sessions) {
      // The sessions are in the order in which they end.
      if (now() < end) {
        break;
      }
      sessions.delete(id);
    }
  }

  return {
    /** Begins a session and returns its id. */
    begin(userId) {
      deleteExpired();
      const id = randomBytes(32).toString('base64url');
      sessions.set(id, { userId, end: now() + maxAge });
      return id;
    },
    /** The user of a session; null if there is no such session. */
    findUser(id) {
      const session = sessions.get(id);
      return session && now() < session.end ? session.userId : null;
    },
    end(id) {
      sessions.delete(id);
    },
  };
}
