import { getCookie, type H3Event, useSession } from 'h3';

const NAME = 'session';

/** The session of h3: a sealed cookie. */
export const openSession = (event: H3Event) =>
  useSession<{ userId?: string }>(event, {
    name: NAME,
    password: useRuntimeConfig(event).sessionPassword,
    maxAge: 14 * 24 * 60 * 60,
    cookie: { sameSite: 'lax' },
  });

/** The user of the session. It begins none for a visitor who has none. */
export const findUser = async (event: H3Event) =>
  getCookie(event, NAME) ? (await openSession(event)).data.userId : undefined;
