import { withSpaTokenCookie } from 'pocket-spa-auth/fetch';
import { Outlet, Scripts } from 'react-router';
import type { Route } from './+types/root';
import { readSession } from './session.server';

// A user who is logged in gets a new token when the old one has expired. What an action has set by
// spaLogin or spaLogout is kept.
const renew = withSpaTokenCookie(
  (_args: Parameters<Route.MiddlewareFunction>[0], next: () => Promise<Response>) => next(),
  {
    getUserId: async ({ request }) => (await readSession(request)).get('userId'),
    maxAge: 15 * 60,
  },
);

export const middleware: Route.MiddlewareFunction[] = [renew];

export default function Root() {
  return (
    <html lang="en">
      <body>
        <Outlet />
        <Scripts />
      </body>
    </html>
  );
}
