import { requireToken } from 'pocket-spa-auth/fetch';

const secret = () => process.env.SPA_TOKEN_SECRET;

export const GET = requireToken((_request, user) => Response.json(user), { secret });
