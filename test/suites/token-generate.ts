import { expect } from 'vitest';
import { eachCase, type Limits, toText } from './vectors.js';

export interface TokenIssuer extends Limits {
  /** Null means that the option is left out. */
  generate(
    userId: string,
    given: { secret: string | null; maxAge: number | null; now: number },
  ): string;
}

export function tokenGenerateSuite(prefix: string, issuer: TokenIssuer): void {
  eachCase(prefix, 'token-generate', issuer, ({ userId, secret, maxAge, now, result, token }) => {
    const generate = () => issuer.generate(toText(userId), { secret, maxAge, now });
    if (result === 'valid') {
      expect(generate()).toBe(token);
    } else {
      expect(generate).toThrow();
    }
  });
}
