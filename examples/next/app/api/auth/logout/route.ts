import type { NextRequest } from 'next/server';
import { spaLogout } from 'pocket-spa-auth';
import { endSession, SESSION } from '../../../../lib/session';

export function POST(request: NextRequest) {
  if ((request.headers.get('sec-fetch-site') ?? 'same-origin') !== 'same-origin') {
    return new Response(null, { status: 403 });
  }
  endSession(request.cookies.get(SESSION)?.value);
  const response = new Response(null, { status: 303, headers: { location: '/' } });
  response.headers.append('set-cookie', `${SESSION}=; Max-Age=0; HttpOnly; Secure; Path=/`);
  spaLogout(response);
  return response;
}
