import type { Reason, TokenVerifyCase } from '../../types.js';
import { FIRST, LATER, NOW } from '../support/keys.js';
import { text } from '../support/text.js';
import { type Token, token } from '../support/token.js';

export type Draft = Omit<TokenVerifyCase, 'id'>;

export type Inputs = Partial<Pick<Draft, 'flags' | 'secret' | 'now' | 'clockTolerance'>>;

export const MAX = 9_007_199_254_740_991;

export function accepts(
  comment: string,
  userId: string,
  given: Inputs = {},
  expiry = LATER,
  key = FIRST,
): Draft {
  return draft(comment, token(userId, expiry, key), given, {
    result: 'valid',
    reason: null,
    userId,
    expiry,
  });
}

export function rejects(
  comment: string,
  made: Token | string,
  reason: Reason,
  given: Inputs = {},
): Draft {
  const subject = typeof made === 'string' ? { text: made, macs: [] } : made;
  return draft(comment, subject, given, { result: 'invalid', reason, userId: null, expiry: null });
}

function draft(
  comment: string,
  made: Token,
  { flags = [], secret = FIRST, now = NOW, clockTolerance = 0 }: Inputs,
  expected: Pick<Draft, 'result' | 'reason' | 'userId' | 'expiry'>,
): Draft {
  return {
    comment,
    flags,
    token: text(made.text),
    secret,
    now,
    clockTolerance,
    ...expected,
    macs: made.macs,
  };
}
