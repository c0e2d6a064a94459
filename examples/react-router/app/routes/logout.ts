import { spaLogout } from 'pocket-spa-auth';
import { readSession, sessions } from '../session.server';
import type { Route } from './+types/logout';

export async function action({ request }: Route.ActionArgs) {
  if ((request.headers.get('sec-fetch-site') ?? 'same-origin') !== 'same-origin') {
    return new Response(null, { status: 403 });
  }
  const response = new Response(null, { status: 303, headers: { location: '/' } });
  const ended = await sessions.destroySession(await readSession(request));
  response.headers.append('set-cookie', ended);
  spaLogout(response);
  return response;
}
