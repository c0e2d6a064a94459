import { requireToken } from 'pocket-spa-auth/fetch';
import type { Route } from './+types/me';

export const loader = requireToken((_args: Route.LoaderArgs, user) =>
  Response.json(user, { headers: { 'cache-control': 'no-store' } }),
);
