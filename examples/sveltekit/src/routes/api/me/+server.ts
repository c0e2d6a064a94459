import { requireToken } from 'pocket-spa-auth/fetch';

export const GET = requireToken((_event, user) =>
  Response.json(user, { headers: { 'cache-control': 'no-store' } }),
);
