import { createAuthFetch } from './pocket-spa-auth.js';

/**
 * Creates a function that fetches JSON. While `session` answers, it renews the token; afterwards
 * the browser goes to the login page, which returns to this address. `messages` has the text of an
 * error by its status.
 */
export function createFetchJson(session, messages = {}) {
  const authFetch = createAuthFetch({ session, login: '/api/auth/login' });
  return async function fetchJson(path) {
    const response = await authFetch(path, { headers: { accept: 'application/json' } });
    if (!response.ok) {
      throw new Error(messages[response.status] ?? `${path} answered ${response.status}.`);
    }
    return response.json();
  };
}
