import { defineEventHandler, type H3Event } from 'h3';
import { spaTokenCookieMiddleware } from 'pocket-spa-auth/node';

// A user who is logged in gets a new token when the old one has expired.
const renew = spaTokenCookieMiddleware({
  getUserId: ({ event }: H3Event['node']['req'] & { event: H3Event }) => findUser(event),
  maxAge: 15 * 60,
});

export default defineEventHandler((event) =>
  renew(Object.assign(event.node.req, { event }), event.node.res),
);
