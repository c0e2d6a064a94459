import { stageSettings } from 'pocket-spa-auth/stage';

const MINUTE = 60;
const DAY = 86_400;

// A token has a short lifetime because a log-out cannot revoke it. The session has a long lifetime,
// and the middleware renews the token.
const lifetimes = { tokenMaxAge: 15 * MINUTE, sessionMaxAge: 14 * DAY };
const deployed = {
  ...lifetimes,
  secureCookies: true,
  sessionSecret: process.env.SESSION_SECRET,
};

/** The lifetimes in seconds, and how the session cookie is signed and sent. */
export const settings = stageSettings({
  // Session libraries do not send a secure cookie over plain HTTP, not even to localhost.
  local: { ...lifetimes, secureCookies: false, sessionSecret: 'no secret: for one machine alone' },
  dev: deployed,
  prd: { ...deployed, tokenMaxAge: 60 * MINUTE },
});
