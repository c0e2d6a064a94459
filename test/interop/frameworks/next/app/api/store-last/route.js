import { cookies } from 'next/headers';
import { spaLogin } from 'pocket-spa-auth';

export async function POST() {
  const response = Response.json({});
  spaLogin(response, 'ada');
  const store = await cookies();
  store.set('theme', 'dark');
  return response;
}
