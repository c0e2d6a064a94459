import { defineEventHandler, getQuery, sendRedirect, setResponseHeaders } from 'h3';
import { safeNext } from 'pocket-spa-auth';

export default defineEventHandler(async (event) => {
  setResponseHeaders(event, LOGIN_HEADERS);
  return (await findUser(event))
    ? sendRedirect(event, safeNext(getQuery(event).next), 303)
    : loginPage();
});
