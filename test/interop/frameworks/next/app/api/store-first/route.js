import { cookies } from 'next/headers';
import { spaLogin } from 'pocket-spa-auth';

export async function POST() {
  const store = await cookies();
  store.set('theme', 'dark');
  const response = Response.json({});
  spaLogin(response, 'ada');
  return response;
}
