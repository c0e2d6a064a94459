import type { NextRequest } from 'next/server';
import { safeNext, spaLogin } from 'pocket-spa-auth';
import { checkPassword, LOGIN_HEADERS, loginPage, WRONG } from '../../../../lib/accounts';
import { beginSession, endSession, findUser, SESSION } from '../../../../lib/session';

const redirect = (request: NextRequest) => {
  const location = safeNext(request.nextUrl.searchParams.get('next'));
  return new Response(null, { status: 303, headers: { location, 'cache-control': 'no-store' } });
};

export function GET(request: NextRequest) {
  return findUser(request.cookies.get(SESSION)?.value)
    ? redirect(request)
    : new Response(loginPage(), { headers: LOGIN_HEADERS });
}

export async function POST(request: NextRequest) {
  // Another site must not log a user in. SameSite alone does not keep its login form away.
  if ((request.headers.get('sec-fetch-site') ?? 'same-origin') !== 'same-origin') {
    return new Response(null, { status: 403 });
  }
  const form = new URLSearchParams(await request.text());
  const userId = await checkPassword(form.get('account'), form.get('password'));
  if (!userId) {
    return new Response(loginPage(WRONG), { status: 401, headers: LOGIN_HEADERS });
  }
  endSession(request.cookies.get(SESSION)?.value);
  const response = redirect(request);
  const cookie = `${SESSION}=${beginSession(userId)}; HttpOnly; Secure; SameSite=Lax; Path=/`;
  response.headers.append('set-cookie', cookie);
  spaLogin(response, userId, { maxAge: 15 * 60 });
  return response;
}
