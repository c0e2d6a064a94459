import { beforeAll, expect } from 'vitest';
import * as signer from '../../signer/index.js';
import { cookieReadSuite } from '../suites/cookie-read.js';
import { cookieWriteSuite } from '../suites/cookie-write.js';
import { revocationSuite } from '../suites/revocation.js';
import { safeNextSuite } from '../suites/safe-next.js';
import { secretSuite } from '../suites/secret.js';
import { tokenGenerateSuite } from '../suites/token-generate.js';
import { tokenVerifySuite } from '../suites/token-verify.js';
import type { Circumstances, Verdict } from '../suites/verdict.js';

const name = 'signer';

const unable = { Milliseconds: 'the signer refuses such a number, and says "seconds"' };

// A null secret is missing everywhere, in the environment too.
beforeAll(() => void delete process.env.SPA_TOKEN_SECRET);

const secretOption = (secret: string | null) => (secret === null ? {} : { secret });

function verify(
  token: string,
  { secret, ...rest }: Circumstances & Pick<signer.VerifyOptions, 'cutOff'>,
): Verdict {
  try {
    return signer.checkToken(token, { ...secretOption(secret), ...rest });
  } catch (error) {
    // The edge answers 503 where the signer throws (SPEC section 2).
    const { code } = error as signer.SpaAuthError;
    if (code.startsWith('ERR_SPA_AUTH_SECRET')) {
      return { valid: false, reason: 'not_configured' };
    }
    throw error;
  }
}

tokenGenerateSuite(name, {
  unable,
  generate: (userId, { secret, maxAge, now }) =>
    signer.generateToken(userId, {
      ...secretOption(secret),
      ...(maxAge !== null && { maxAge }),
      now,
    }),
});

tokenVerifySuite(name, {
  unable,
  verify(token, circumstances) {
    const verdict = verify(token, circumstances);
    const userId = signer.verifyToken(token, circumstances as signer.VerifyOptions);
    expect(userId).toBe(verdict.valid ? verdict.userId : null);
    return verdict;
  },
});

secretSuite(name, {
  verify,
  issue: (secret, now) => signer.generateToken('vector-user', { ...secretOption(secret), now }),
});

secretSuite(`${name}, createKeyRing`, {
  verify(token, { secret, ...rest }) {
    return secret === null
      ? verify(token, { secret, ...rest })
      : withRing(secret, (ring) => signer.checkToken(token, { secret: ring, ...rest }));
  },
});

function withRing(secret: string, use: (ring: signer.KeyRing) => Verdict): Verdict {
  let ring: signer.KeyRing;
  try {
    ring = signer.createKeyRing(secret);
  } catch {
    return { valid: false, reason: 'not_configured' };
  }
  return use(ring);
}

cookieWriteSuite(name, { login: signer.loginCookieValue, logout: signer.logoutCookieValue });

cookieReadSuite(name, {
  read: ({ header, cookieName, secret, now, clockTolerance }) =>
    signer.readTokenCookie(header, { cookieName, ...secretOption(secret), now, clockTolerance }),
});

safeNextSuite(name, { safeNext: signer.safeNext });

revocationSuite(name, { key: signer.revocationKey, verify });

revocationSuite(`${name}, cookies`, {
  unable: { LoneSurrogate: 'a cookie holds UTF-8' },
  key: signer.revocationKey,
  verify: (token, { secret, ...rest }) =>
    signer.readTokenCookie(`pocket-spa-token=${encodeURIComponent(token)}`, {
      ...secretOption(secret),
      ...rest,
    }),
});
