import { eachCase, type Limits, toText } from './vectors.js';
import { type Circumstances, expectVerdict, type Verdict } from './verdict.js';

export interface TokenVerifier extends Limits {
  /** The reason for a missing or unusable secret is `not_configured`. */
  verify(token: string, circumstances: Circumstances): Verdict | Promise<Verdict>;
}

export function tokenVerifySuite(prefix: string, verifier: TokenVerifier): void {
  eachCase(prefix, 'token-verify', verifier, async (one) => {
    const { secret, now, clockTolerance } = one;
    expectVerdict(await verifier.verify(toText(one.token), { secret, now, clockTolerance }), one);
  });
}
