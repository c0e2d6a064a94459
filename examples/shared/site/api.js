const LOGIN = '/api/auth/login';
const get = (path) => fetch(path, { headers: { accept: 'application/json' } });
let renewal;

/** Fetches JSON. A token that has ended is renewed if the session lives; otherwise the login page comes back to this address. */
export async function fetchJson(path) {
  let response = await get(path);
  if (response.status === 401) {
    // One does for all that wait. The backend's middleware puts a new token on its answer.
    renewal ??= get('/api/auth/session').finally(() => {
      renewal = undefined;
    });
    if (!(await renewal).ok) {
      const here = location.pathname + location.search + location.hash;
      location.assign(`${LOGIN}?next=${encodeURIComponent(here)}`);
      // Nothing may go on with an answer that is none: the page is about to be left.
      return new Promise(() => {});
    }
    response = await get(path);
  }
  if (!response.ok) {
    throw new Error(`${path} answered ${response.status}.`);
  }
  return response.json();
}
