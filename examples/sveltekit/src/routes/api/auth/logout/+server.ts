import { spaLogout } from 'pocket-spa-auth';
import { endSession, SESSION } from '#lib/server/session';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = ({ cookies, locals }) => {
  endSession(cookies.get(SESSION));
  cookies.delete(SESSION, { path: '/' });
  locals.userId = undefined;
  const response = new Response(null, { status: 303, headers: { location: '/' } });
  spaLogout(response);
  return response;
};
