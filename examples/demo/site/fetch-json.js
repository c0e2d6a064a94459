import { createAuthFetch } from './pocket-spa-auth.js';

/**
 * Creates a function that fetches JSON. While `session` answers, it renews the token; afterwards
 * the browser goes to the login page, which returns to this address. `messages` has the text of an
 * error by its status, or a function that makes it from the response.
 */
export function createFetchJson(session, messages = {}) {
  const authFetch = createAuthFetch({ session, login: '/api/auth/login' });
  return async function fetchJson(path, init = {}) {
    const headers = { accept: 'application/json', ...init.headers };
    const response = await authFetch(path, { ...init, headers });
    if (!response.ok) {
      const message = messages[response.status] ?? `${path} answered ${response.status}.`;
      throw new Error(typeof message === 'function' ? message(response) : message);
    }
    return response.json();
  };
}
