/**
 * Fetches JSON. Where the token is missing or has ended, it goes to the login page, which comes back to this address: path, query
 * and hash.
 */
export async function fetchJson(path) {
  const response = await fetch(path, { headers: { accept: 'application/json' } });
  const body = await response.json();
  if (response.status === 401 && body.login) {
    const here = location.pathname + location.search + location.hash;
    location.assign(`${body.login}?next=${encodeURIComponent(here)}`);
    // Nothing may go on with an answer that is none: the page is about to be left.
    return new Promise(() => {});
  }
  if (!response.ok) throw new Error(`${path} answered ${response.status}.`);
  return body;
}
