import { NextResponse } from 'next/server';
import { spaLogin } from 'pocket-spa-auth';

export function POST() {
  const response = NextResponse.json({});
  spaLogin(response, 'ada');
  response.cookies.set('theme', 'dark');
  return response;
}
