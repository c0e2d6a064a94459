import { NextResponse } from 'next/server';
import { spaLogin } from 'pocket-spa-auth';

export function POST() {
  const response = NextResponse.json({});
  response.cookies.set('theme', 'dark');
  spaLogin(response, 'ada');
  return response;
}
