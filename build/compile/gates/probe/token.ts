import { createHmac } from 'node:crypto';

/** The clock of every probe, in Unix seconds. */
export const NOW = 1_700_000_000;
/** Not the secret of the build: that one is never at hand for the KeyValueStore. */
export const SECRET = 'a5'.repeat(32);
/** With characters that the identity header has to escape, and one that it has to leave. */
export const USER_ID = 'zoe@example.org, 7 %';
export const ESCAPED_USER_ID = 'zoe@example.org%2C%207%20%25';

/** The last second of the token. */
export const EXPIRY = NOW + 60;

/** A token that is valid at that clock. */
export function validToken(): string {
  const message = `${USER_ID}:${EXPIRY}`;
  const mac = createHmac('sha256', Buffer.from(SECRET, 'hex')).update(message).digest('hex');
  return `${message}:${mac}`;
}
