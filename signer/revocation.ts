import { createHash } from 'node:crypto';
import { requireUserId } from './token.js';

/**
 * The key of a user's cut-off in the KeyValueStore (SPEC 3.1): for a backend that logs a user out everywhere by itself. The value is
 * the cut-off in Unix seconds, `now + maxAge`, as decimal text. The edge asks for it only where it was built with `revocation: true`.
 *
 * @param userId - The user id as it stands in the token.
 * @throws TypeError for a user id that is not text.
 * @throws RangeError for a user id that cannot stand in a token.
 * @example
 * ```ts
 * import { revocationKey } from 'pocket-spa-auth';
 *
 * revocationKey('vector-user'); // => "revoked:c5fa78d41a7c2a4cbab1f6197533bc4d57afd794dfb7d422f0210dfc55df6096"
 * ```
 */
export function revocationKey(userId: string): string {
  requireUserId(userId);
  return `revoked:${createHash('sha256').update(userId).digest('hex')}`;
}
