import { expect } from 'vitest';
import { eachCase, type Limits, toText } from './vectors.js';
import { type Circumstances, expectVerdict, type Verdict } from './verdict.js';

export interface Revoker extends Limits {
  /** The key of a user's cut-off in the store; throws for an id that no token can have. */
  key(userId: string): string;
  verify(
    token: string,
    circumstances: Circumstances & { cutOff: (userId: string) => number | undefined },
  ): Verdict;
}

export function revocationSuite(prefix: string, revoker: Revoker): void {
  eachCase(prefix, 'revocation', revoker, (one) => {
    const { secret, now, clockTolerance, cutOff, reason } = one;
    const userId = toText(one.userId);
    if (one.key === null) {
      expect(() => revoker.key(userId)).toThrow();
    } else {
      expect(revoker.key(userId)).toBe(one.key);
    }
    const lookedUp: string[] = [];
    const given = { secret, now, clockTolerance, cutOff: lookUp };
    function lookUp(user: string): number | undefined {
      lookedUp.push(user);
      return cutOff ?? undefined;
    }
    expectVerdict(revoker.verify(toText(one.token), given), { ...one, userId });
    // No cut-off is looked up for a token that is not verified.
    expect(lookedUp).toEqual(reason === null || reason === 'revoked' ? [userId] : []);
  });
}
