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
    if (one.key === null) expect(() => revoker.key(userId)).toThrow();
    else expect(revoker.key(userId)).toBe(one.key);
    const asked: string[] = [];
    const given = { secret, now, clockTolerance, cutOff: look };
    function look(user: string): number | undefined {
      asked.push(user);
      return cutOff ?? undefined;
    }
    expectVerdict(revoker.verify(toText(one.token), given), { ...one, userId });
    // A claim that is not proven is nobody's: no cut-off is asked for.
    expect(asked).toEqual(reason === null || reason === 'revoked' ? [userId] : []);
  });
}
