const LOGIN = '/api/auth/login';
const RENEW = '/api/auth/renew';

/**
 * Fetches JSON. A token that is refused is renewed where the session still stands; otherwise the login page takes over, and comes
 * back to this address: path, query and hash.
 */
export async function fetchJson(path) {
  let response = await fetch(path);
  if (response.status === 401 && (await fetch(RENEW)).ok) {
    response = await fetch(path);
  }
  if (response.status === 401) {
    return leave();
  }
  if (response.status === 403) {
    throw new Error('This is for staff only.');
  }
  if (!response.ok) {
    throw new Error(`${path} answered ${response.status}.`);
  }
  return response.json();
}

function leave() {
  const here = location.pathname + location.search + location.hash;
  location.assign(`${LOGIN}?next=${encodeURIComponent(here)}`);
  // Nothing may go on without an answer: the page is about to be left.
  return new Promise(() => {});
}
