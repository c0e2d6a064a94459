import { expect } from 'vitest';
import type { TokenVerifyCase } from '../vectors/types.js';

/** How an implementation judges; the edge does not tell the expiry. */
export type Verdict =
  | { valid: true; userId: string; expiry?: number }
  | { valid: false; reason: string };

/** With what it judges; a null secret is one that is not there. */
export interface Circumstances {
  secret: string | null;
  now: number;
  clockTolerance: number;
}

type Judged = Pick<TokenVerifyCase, 'result' | 'reason' | 'userId' | 'expiry'>;

export function expectVerdict(verdict: Verdict, one: Judged): void {
  if (one.result === 'invalid') expect(verdict).toEqual({ valid: false, reason: one.reason });
  else
    expect({ expiry: one.expiry, ...verdict }).toEqual({
      valid: true,
      userId: one.userId,
      expiry: one.expiry,
    });
}
