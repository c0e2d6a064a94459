import { createFetchJson } from './fetch-json.js';

export const fetchJson = createFetchJson('/api/auth/renew', {
  400: 'This cannot be recorded.',
  403: 'This is for staff only.',
  429: ({ headers }) => `Too many requests. Please try again in ${headers.get('retry-after')} s.`,
});

/** Sends JSON in a POST request, and gives the JSON of the response. */
export function sendJson(path, data) {
  const headers = { 'content-type': 'application/json', 'x-csrftoken': readCsrfToken() };
  return fetchJson(path, { method: 'POST', headers, body: JSON.stringify(data) });
}

/** The value of Django's CSRF cookie, which Django requires with every POST request. */
export function readCsrfToken() {
  return /csrftoken=(\w+)/.exec(document.cookie)?.[1] ?? '';
}

/** Shows what an action gives, or why it failed. */
export async function report(output, action) {
  output.textContent = await action().catch(({ message }) => message);
}
