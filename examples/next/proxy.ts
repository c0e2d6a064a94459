import { type NextRequest, NextResponse } from 'next/server';
import { withSpaTokenCookie } from 'pocket-spa-auth/fetch';
import { findUser, SESSION } from './lib/session';

// It runs before the route. A POST may log somebody in or out: there, only the route knows who.
export const proxy = withSpaTokenCookie((_request: NextRequest) => NextResponse.next(), {
  getUserId: ({ cookies }) => findUser(cookies.get(SESSION)?.value),
  shouldIssue: ({ method }) => method === 'GET' || method === 'HEAD',
  maxAge: 15 * 60,
});

export const config = { matcher: '/((?!_next/).*)' };
