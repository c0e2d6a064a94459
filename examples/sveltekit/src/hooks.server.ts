import type { Handle } from '@sveltejs/kit';
import { withSpaTokenCookie } from 'pocket-spa-auth/fetch';
import { findUser, SESSION } from '#lib/server/session';

// A user who is logged in gets a new token when the old one has expired. It is decided after the
// route, so a session that the route has begun or ended counts.
const renew = withSpaTokenCookie(
  (event: Parameters<Handle>[0]['event'], resolve: Parameters<Handle>[0]['resolve']) =>
    resolve(event),
  { getUserId: ({ locals }) => locals.userId, maxAge: 15 * 60 },
);

export const handle: Handle = ({ event, resolve }) => {
  event.locals.userId = findUser(event.cookies.get(SESSION));
  return renew(event, resolve);
};
