const LOGIN = '/api/auth/login';

/**
 * Creates a function that fetches JSON. After a 401 it requests `renewalPath`: if the session is
 * still valid, the response carries a new token and the request is repeated. Otherwise the browser
 * goes to the login page, which returns to this address: path, query and hash. `messages` has the
 * text of an error by its status.
 */
export function createFetchJson(renewalPath, messages = {}) {
  let renewal;
  return async function fetchJson(path) {
    let response = await get(path);
    if (response.status === 401) {
      // All requests that wait share one renewal.
      renewal ??= get(renewalPath).finally(() => {
        renewal = undefined;
      });
      if ((await renewal).ok) {
        response = await get(path);
      }
    }
    if (response.status === 401) {
      return goToLogin();
    }
    if (!response.ok) {
      throw new Error(messages[response.status] ?? `${path} answered ${response.status}.`);
    }
    return response.json();
  };
}

function get(path) {
  return fetch(path, { headers: { accept: 'application/json' } });
}

function goToLogin() {
  const here = location.pathname + location.search + location.hash;
  location.assign(`${LOGIN}?next=${encodeURIComponent(here)}`);
  // The page is about to be left, so the caller must not continue: the promise never settles.
  return new Promise(() => {});
}
