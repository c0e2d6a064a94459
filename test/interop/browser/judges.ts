import { readTokenCookie } from '../../../signer/index.js';
import type { CookieReader } from '../../suites/cookie-read.js';
import { artifact } from '../../suites/edge-artifact.js';
import { judging } from '../../suites/edge-verdict.js';
import { NOW, SECRET } from '../world.js';
import { type Arrival, get } from './wire.js';

/** Who decides about a cookie, in the order of a row's marks. Between them the two edges are both runtimes. */
export const JUDGES: Readonly<Record<string, CookieReader>> = {
  'edge kvs': judging(artifact('kvs', 'cloudfront-js-2.0', {})),
  'edge embedded': judging(artifact('embedded', 'cloudfront-js-1.0', {})),
  signer: { read: ({ header, secret, now }) => readTokenCookie(header, { secret: secret!, now }) },
};

/** What the judges say about the cookies of a browser: "accepted", or the reason to refuse them. */
export async function judge(arrivals: string, cookie: string, userId: string): Promise<string[]> {
  const { cookies, header } = JSON.parse((await get(arrivals, cookie)).body) as Arrival;
  const circumstances = { secret: SECRET, now: NOW, clockTolerance: 0 };
  const given = { cookies, header, cookieName: 'pocket-spa-token', ...circumstances };
  return Promise.all(
    Object.values(JUDGES).map(async (reader) => {
      const verdict = await reader.read(given);
      if (!verdict.valid) {
        return verdict.reason;
      }
      // No refusal to expect or to explain: one user would be let in as another.
      if (verdict.userId !== userId) {
        throw new Error('a judge took one user for another');
      }
      return 'accepted';
    }),
  );
}
