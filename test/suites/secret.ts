import { expect } from 'vitest';
import type { TokenVerifier } from './token-verify.js';
import { eachCase } from './vectors.js';

export interface SecretUser extends TokenVerifier {
  /** Issues the default token of "vector-user". Left out if an implementation only verifies. */
  issue?(secret: string | null, now: number): string;
}

export function secretSuite(prefix: string, user: SecretUser): void {
  eachCase(prefix, 'secret', user, async ({ secret, now, result, tokens }) => {
    const circumstances = { secret, now, clockTolerance: 0 };
    const verdicts = [];
    for (const token of tokens) {
      verdicts.push(await user.verify(token, circumstances));
    }
    if (result === 'valid') {
      for (const verdict of verdicts) {
        expect(verdict).toMatchObject({ valid: true, userId: 'vector-user' });
      }
      if (user.issue) {
        expect(user.issue(secret, now)).toBe(tokens[0]);
      }
    } else {
      for (const verdict of verdicts) {
        expect(verdict).toEqual({ valid: false, reason: 'not_configured' });
      }
      if (user.issue) {
        expect(() => user.issue?.(secret, now)).toThrow();
      }
    }
  });
}
