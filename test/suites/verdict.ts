import { expect } from 'vitest';
import type { TokenVerifyCase } from '../vectors/types.js';

/** An implementation's result. The edge does not report the expiry. */
export type Verdict =
  | { valid: true; userId: string; expiry?: number }
  | { valid: false; reason: string };

/** The inputs besides the token. A null secret is missing. */
export interface Circumstances {
  secret: string | null;
  now: number;
  clockTolerance: number;
}

type Expected = Pick<TokenVerifyCase, 'result' | 'reason' | 'userId' | 'expiry'>;

export function expectVerdict(verdict: Verdict, one: Expected): void {
  if (one.result === 'invalid') {
    expect(verdict).toEqual({ valid: false, reason: one.reason });
  } else {
    expect({ expiry: one.expiry, ...verdict }).toEqual({
      valid: true,
      userId: one.userId,
      expiry: one.expiry,
    });
  }
}
