import { promisify } from 'node:util';
import storeOf from 'better-sqlite3-session-store';
import session from 'express-session';
import Database from 'libsql';
import { settings } from '../shared/settings.js';

const CLEARING = 15 * 60 * 1000;

// The store's own timer would keep a process alive that has nothing else to do.
class SqliteStore extends storeOf(session) {
  startInterval() {
    setInterval(() => this.clearExpiredSessions(), CLEARING).unref();
  }
}

/** The middleware that keeps sessions in an SQLite file, made where there is none. */
export function sessions(file) {
  return session({
    name: 'session',
    secret: settings.sessionSecret,
    store: new SqliteStore({ client: new Database(file) }),
    resave: false,
    // A stranger gets neither a cookie nor a row.
    saveUninitialized: false,
    cookie: {
      // Nothing outside the backend has a use for it.
      path: '/api',
      maxAge: settings.sessionMaxAge * 1000,
      httpOnly: true,
      sameSite: 'lax',
      secure: settings.secureCookies,
    },
  });
}

/** Begins a session for a user, under a new id: the old one may be known to somebody else. */
export async function beginSession(request, userId) {
  await promisify(request.session.regenerate).call(request.session);
  request.session.userId = userId;
  // The browser may be back before the end of this answer, when it would be saved otherwise.
  await promisify(request.session.save).call(request.session);
}

export async function endSession(request) {
  await promisify(request.session.destroy).call(request.session);
}
