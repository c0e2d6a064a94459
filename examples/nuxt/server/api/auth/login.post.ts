import {
  defineEventHandler,
  getQuery,
  readRawBody,
  sendRedirect,
  setResponseHeaders,
  setResponseStatus,
} from 'h3';
import { safeNext, spaLogin } from 'pocket-spa-auth';

export default defineEventHandler(async (event) => {
  assertSameOrigin(event);
  setResponseHeaders(event, LOGIN_HEADERS);
  const form = new URLSearchParams((await readRawBody(event)) ?? '');
  const userId = await checkPassword(form.get('account'), form.get('password'));
  if (!userId) {
    setResponseStatus(event, 401);
    return loginPage(WRONG);
  }
  const session = await openSession(event);
  await session.clear();
  await session.update({ userId });
  spaLogin(event.node.res, userId, { maxAge: 15 * 60 });
  return sendRedirect(event, safeNext(getQuery(event).next), 303);
});
