import { createHash } from 'node:crypto';
import type { ResolvedConfig } from '../../../config/types.js';
import type { KeyValues } from '../../../preview/modules.js';
import { fallenBack } from './expected.js';
import { type Judge, type Probe, probe, refusedWith } from './probe.js';
import { requestTo, tokenCookie } from './request.js';
import { EXPIRY, SECRET, USER_ID } from './token.js';

/** Cut-offs in the store: they refuse where they are asked for and are passed over where they are not. */
export function revoked(config: ResolvedConfig, folder: string): Probe[] {
  if (config.secret === 'embedded') return [];
  const path = `${folder}protected`;
  const request = requestTo(config, path, { cookies: tokenCookie(config) });
  const letIn: Judge = (output) =>
    'uri' in output && output.uri === fallenBack(config, path) ? undefined : 'is refused';
  const refused = config.revocation ? refusedWith({ status: 302, reason: 'revoked' }) : letIn;
  const unread = config.revocation ? refusedWith({ status: 503, reason: 'not_configured' }) : letIn;
  const own = (cutOff: string | null, userId = USER_ID) => ({ [keyOf(userId)]: cutOff });
  const ask = (what: string, judge: Judge, store: KeyValues, suffix = '') => ({
    ...probe(`a valid token, and ${what}`, request, judge, `${SECRET}${suffix}`),
    store,
  });
  return [
    ask("the user's cut-off", refused, own(`${EXPIRY}`)),
    ask('a cut-off of the user that is past', letIn, own(`${EXPIRY - 1}`)),
    ask("another user's cut-off", letIn, own(`${EXPIRY}`, `${USER_ID}x`)),
    ask('a cut-off of the user that is garbage', refused, own('')),
    ask('a cut-off of the user that cannot be read', unread, own(null)),
    ask("everybody's cut-off", refused, {}, `;${EXPIRY}`),
    ask("everybody's cut-off that is past", letIn, {}, `;${EXPIRY - 1}`),
    ask("everybody's cut-off that is garbage", refused, {}, ';'),
  ];
}

function keyOf(userId: string): string {
  return `revoked:${createHash('sha256').update(userId).digest('hex')}`;
}
