import { createHash } from 'node:crypto';

/** The store's key of a user's cut-off; confirm.py computes each one again. */
export function revocationKey(userId: string): string {
  return `revoked:${createHash('sha256').update(userId, 'utf8').digest('hex')}`;
}
