import { cookies } from 'next/headers';
import { COOKIE_NAME, DEFAULT_MAX_AGE, generateToken } from 'pocket-spa-auth';

// A server action has no response, so it writes the cookie through the store.
export async function POST() {
  const store = await cookies();
  store.set(COOKIE_NAME, generateToken('ada'), {
    httpOnly: true,
    secure: true,
    sameSite: 'lax',
    path: '/',
    maxAge: DEFAULT_MAX_AGE,
  });
  store.set('theme', 'dark');
  return Response.json({});
}
