import { safeNext, spaLogin } from 'pocket-spa-auth';
import { checkPassword, LOGIN_HEADERS, loginPage, WRONG } from '../accounts.server';
import { readSession, sessions } from '../session.server';
import type { Route } from './+types/login';

const redirect = ({ url }: Request) => {
  const location = safeNext(new URL(url).searchParams.get('next'));
  return new Response(null, { status: 303, headers: { location, 'cache-control': 'no-store' } });
};

export async function loader({ request }: Route.LoaderArgs) {
  return (await readSession(request)).has('userId')
    ? redirect(request)
    : new Response(loginPage(), { headers: LOGIN_HEADERS });
}

export async function action({ request }: Route.ActionArgs) {
  // Another site must not log a user in. SameSite alone does not keep its login form away.
  if ((request.headers.get('sec-fetch-site') ?? 'same-origin') !== 'same-origin') {
    return new Response(null, { status: 403 });
  }
  const form = new URLSearchParams(await request.text());
  const userId = await checkPassword(form.get('account'), form.get('password'));
  if (!userId) {
    return new Response(loginPage(WRONG), { status: 401, headers: LOGIN_HEADERS });
  }
  await sessions.destroySession(await readSession(request));
  const session = await sessions.getSession();
  session.set('userId', userId);
  const response = redirect(request);
  response.headers.append('set-cookie', await sessions.commitSession(session));
  spaLogin(response, userId, { maxAge: 15 * 60 });
  return response;
}
