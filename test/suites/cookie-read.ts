import type { Fields } from '../vectors/types.js';
import { eachCase, type Limits } from './vectors.js';
import { type Circumstances, expectVerdict, type Verdict } from './verdict.js';

/** The same cookies twice: as the Cookie header and as CloudFront groups them. */
export interface Cookies extends Circumstances {
  header: string;
  cookies: Fields | null;
  cookieName: string;
}

export interface CookieReader extends Limits {
  read(cookies: Cookies): Verdict | Promise<Verdict>;
}

export function cookieReadSuite(prefix: string, reader: CookieReader): void {
  eachCase(prefix, 'cookie-read', reader, async (one) => {
    const { header, cookies, cookieName, secret, now, clockTolerance } = one;
    const given = { header, cookies, cookieName, secret, now, clockTolerance };
    expectVerdict(await reader.read(given), one);
  });
}
