import { readTokenCookie } from '../../../signer/index.js';
import type { CookieReader } from '../../suites/cookie-read.js';
import { artifact } from '../../suites/edge-artifact.js';
import { judging } from '../../suites/edge-verdict.js';
import { NOW, SECRET } from '../constants.js';
import { type Arrival, get } from './wire.js';

/**
 * The implementations that verify a cookie, in the order of the marks in a row. The two edge builds
 * cover both runtimes.
 */
export const VERIFIERS: Readonly<Record<string, CookieReader>> = {
  'edge kvs': judging(artifact('kvs', 'cloudfront-js-2.0', {})),
  'edge embedded': judging(artifact('embedded', 'cloudfront-js-1.0', {})),
  signer: { read: ({ header, secret, now }) => readTokenCookie(header, { secret: secret!, now }) },
};

/**
 * The verdict of each verifier on the cookies of a browser: "accepted", or the reason of the
 * refusal.
 */
export async function verifyCookie(
  arrivals: string,
  cookie: string,
  userId: string,
): Promise<string[]> {
  const { cookies, header } = JSON.parse((await get(arrivals, cookie)).body) as Arrival;
  const circumstances = { secret: SECRET, now: NOW, clockTolerance: 0 };
  const given = { cookies, header, cookieName: 'pocket-spa-token', ...circumstances };
  return Promise.all(
    Object.values(VERIFIERS).map(async (reader) => {
      const verdict = await reader.read(given);
      if (!verdict.valid) {
        return verdict.reason;
      }
      // One user would be accepted as another: no exception may cover this.
      if (verdict.userId !== userId) {
        throw new Error('a verifier returned the id of another user');
      }
      return 'accepted';
    }),
  );
}
