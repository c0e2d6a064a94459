import { stageSettings } from 'pocket-spa-auth/stage';

const MINUTE = 60;
const DAY = 86_400;

// A token cannot be called back, so it is short; the session behind it is long, and the middleware makes up the difference.
const lifetimes = { tokenMaxAge: 15 * MINUTE, sessionMaxAge: 14 * DAY };
const deployed = {
  ...lifetimes,
  secureCookies: true,
  sessionSecret: process.env.SESSION_SECRET,
};

/** Lifetimes in seconds, and how the session's cookie is signed and sent. */
export const settings = stageSettings({
  // Session libraries send no secure cookie over plain HTTP, not even to localhost.
  local: { ...lifetimes, secureCookies: false, sessionSecret: 'no secret: for one machine alone' },
  dev: deployed,
  prd: { ...deployed, tokenMaxAge: 60 * MINUTE },
});
