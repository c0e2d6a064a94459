import { defineEventHandler, sendRedirect } from 'h3';
import { spaLogout } from 'pocket-spa-auth';

export default defineEventHandler(async (event) => {
  assertSameOrigin(event);
  await (await openSession(event)).clear();
  spaLogout(event.node.res);
  return sendRedirect(event, '/', 303);
});
