const MINUTE = 60;
const DAY = 86_400;

/** How long tokens and sessions last, in seconds, and what signs the cookie of a session. */
export const settings = {
  tokenMaxAge: 15 * MINUTE,
  sessionMaxAge: 14 * DAY,
  sessionSecret: 'not a secret: it is for these tests alone',
};
