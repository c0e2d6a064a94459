import { defineEventHandler, type H3Event } from 'h3';
import { requireToken } from 'pocket-spa-auth/fetch';

export default defineEventHandler(
  requireToken((_event: H3Event, user) =>
    Response.json(user, { headers: { 'cache-control': 'no-store' } }),
  ),
);
