import type { ResolvedConfig } from '../config/edge-config.js';
import { type Answer, isRedirect, isSuccess } from './answer.js';

// What a reader must know to trust the results.

/** A token that is refused finds nothing. */
export function noteRefusal(answer: Answer, isPublic: boolean, notes: string[]): void {
  if (isPublic || !isSuccess(answer)) {
    const reason = String(answer.headers['x-spa-auth-reason'] ?? '');
    const known = /^[a-z_]{1,20}$/.test(reason) ? `, ${reason}` : '';
    notes.push(
      `the site did not take the token (${answer.status}${known}), so only what answers a stranger is found`,
    );
  }
}

/** A site that only sends everybody elsewhere is closed, and tells nothing of where it sends. */
export function noteOtherHost(
  answer: Answer | undefined,
  url: URL,
  config: ResolvedConfig | undefined,
  notes: string[],
  isSecret: (text: string) => boolean,
): void {
  const location = answer && isRedirect(answer) ? answer.headers.location! : '';
  const isOwn = answer?.headers['x-spa-auth-reason'] !== undefined;
  if (isOwn || isSecret(location) || !URL.canParse(location)) {
    return;
  }
  const { origin, host } = new URL(location);
  if (/^https?:/.test(origin) && origin !== url.origin && !config?.loginPath.includes(host)) {
    notes.push(`the start page sends visitors to ${origin}, which was not asked; probe it too`);
  }
}
