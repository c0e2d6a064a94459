import type { SecretCase } from '../../types.js';
import { LATER, NOW, USER } from '../support/keys.js';
import { token } from '../support/token.js';

export type Draft = Omit<SecretCase, 'id'>;

/** A usable ring with its keys: the first key issues the first token, and every token verifies. */
export function usable(
  comment: string,
  secret: string,
  keys: string[],
  flags: string[] = [],
): Draft {
  return draft(comment, secret, keys, flags, null);
}

/** An unusable secret with the keys that a careless decoder would produce. None may verify. */
export function unusable(
  comment: string,
  secret: string | null,
  reason: Draft['reason'],
  careless: string[] = [''],
  flags: string[] = [],
): Draft {
  return draft(
    comment,
    secret,
    careless,
    [secret === null ? 'NoSecret' : 'UnusableSecret', ...flags],
    reason,
  );
}

function draft(
  comment: string,
  secret: string | null,
  keys: string[],
  flags: string[],
  reason: Draft['reason'],
): Draft {
  const tokens = keys.map((key) => token(USER, LATER, key));
  return {
    comment,
    flags,
    secret,
    now: NOW,
    result: reason === null ? 'valid' : 'error',
    reason,
    tokens: tokens.map((one) => one.text),
    macs: tokens.flatMap((one) => one.macs),
  };
}

export const B16 = '00112233445566778899aabbccddeeff';

export const B15 = '00112233445566778899aabbccddee';
