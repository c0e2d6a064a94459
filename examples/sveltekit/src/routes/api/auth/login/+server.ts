import { safeNext, spaLogin } from 'pocket-spa-auth';
import { checkPassword, LOGIN_HEADERS, loginPage, WRONG } from '#lib/server/accounts';
import { beginSession, endSession, SESSION } from '#lib/server/session';
import type { RequestHandler } from './$types';

const redirect = (url: URL) => {
  const location = safeNext(url.searchParams.get('next'));
  return new Response(null, { status: 303, headers: { location, 'cache-control': 'no-store' } });
};

export const GET: RequestHandler = ({ locals, url }) =>
  locals.userId ? redirect(url) : new Response(loginPage(), { headers: LOGIN_HEADERS });

// SvelteKit itself refuses a form that another site sends.
export const POST: RequestHandler = async ({ cookies, locals, request, url }) => {
  const form = new URLSearchParams(await request.text());
  const userId = await checkPassword(form.get('account'), form.get('password'));
  if (!userId) {
    return new Response(loginPage(WRONG), { status: 401, headers: LOGIN_HEADERS });
  }
  endSession(cookies.get(SESSION));
  cookies.set(SESSION, beginSession(userId), { path: '/', secure: true });
  locals.userId = userId;
  const response = redirect(url);
  spaLogin(response, userId, { maxAge: 15 * 60 });
  return response;
};
