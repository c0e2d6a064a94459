import { promisify } from 'node:util';
import createStoreClass from 'better-sqlite3-session-store';
import session from 'express-session';
import Database from 'libsql';
import { settings } from '../shared/settings.js';

const CLEARING = 15 * 60 * 1000;

// The timer of the base class would keep the process running.
class SqliteStore extends createStoreClass(session) {
  startInterval() {
    setInterval(() => this.clearExpiredSessions(), CLEARING).unref();
  }
}

/**
 * Creates the middleware that stores sessions in an SQLite file. The file is created if there is
 * none.
 */
export function sessions(file) {
  return session({
    name: 'session',
    secret: settings.sessionSecret,
    store: new SqliteStore({ client: new Database(file) }),
    resave: false,
    // A viewer who is not logged in gets neither a cookie nor a row.
    saveUninitialized: false,
    cookie: {
      // Only the backend needs the cookie.
      path: '/api',
      maxAge: settings.sessionMaxAge * 1000,
      httpOnly: true,
      sameSite: 'lax',
      secure: settings.secureCookies,
    },
  });
}

/** Begins a session for a user with a new id, because somebody else may know the old id. */
export async function beginSession(request, userId) {
  await promisify(request.session.regenerate).call(request.session);
  request.session.userId = userId;
  // Express saves the session at the end of the response. The next request could arrive before
  // that.
  await promisify(request.session.save).call(request.session);
}

export async function endSession(request) {
  await promisify(request.session.destroy).call(request.session);
}
