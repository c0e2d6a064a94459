import { settings } from './settings.js';

const NAME = 'session';
// Only the backend needs the cookie.
const ATTRIBUTES = 'HttpOnly; SameSite=Lax; Path=/api';

/** The session id in the cookie of a request, if there is one. */
export function readSessionCookie({ headers }) {
  const cookies = (headers.cookie ?? '').split(';').map((cookie) => cookie.trim());
  return cookies.find((cookie) => cookie.startsWith(`${NAME}=`))?.slice(NAME.length + 1);
}

export function writeSessionCookie(response, id) {
  response.appendHeader(
    'set-cookie',
    `${NAME}=${id}; Max-Age=${settings.sessionMaxAge}; ${ATTRIBUTES}`,
  );
}

export function removeSessionCookie(response) {
  response.appendHeader('set-cookie', `${NAME}=; Max-Age=0; ${ATTRIBUTES}`);
}
