import { randomBytes } from 'node:crypto';

/** Sessions in the memory of this process, each with a random id; `maxAge` in seconds. They end with the process. */
export function createSessions({ maxAge, now }) {
  const sessions = new Map();

  function dropEnded() {
    for (const [id, { end }] of sessions) {
      // In the order in which they began, and so in which they end.
      if (now() < end) {
        break;
      }
      sessions.delete(id);
    }
  }

  return {
    /** Begins a session and gives its id. */
    begin(userId) {
      dropEnded();
      const id = randomBytes(32).toString('base64url');
      sessions.set(id, { userId, end: now() + maxAge });
      return id;
    },
    /** Whose session it is; null where there is none. */
    userOf(id) {
      const session = sessions.get(id);
      return session && now() < session.end ? session.userId : null;
    },
    end(id) {
      sessions.delete(id);
    },
  };
}
