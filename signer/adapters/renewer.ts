import { COOKIE_NAME } from '../cookie.js';
import { kindOf, wrongValue } from '../errors.js';
import type { KeyRing } from '../keyring.js';
import { secondsOf } from '../options.js';
import { type Renewal, renewal } from '../renewal.js';
import { loginCookieValue, logoutCookieValue } from '../set-cookie.js';
import { generateToken } from '../token.js';
import { readWithCutOffs } from './cut-off.js';
import { type Settings, type SpaTokenCookieOptions, settingsOf } from './options.js';

/** Options put to use: what each adapter asks, once a request. */
export interface Renewer<Request> {
  readonly cookieName: string;
  /** The `Set-Cookie` value that the answer needs, if any. */
  cookieFor(request: Request, cookieHeader: unknown): Promise<string | undefined>;
}

const DAY = 86_400;

/** Checks the options at once; undefined where they are switched off. */
export function renewerOf<Request>(
  options: SpaTokenCookieOptions<Request>,
): Renewer<Request> | undefined {
  const settings = settingsOf(options);
  return (
    settings && {
      cookieName: settings.given.cookieName ?? COOKIE_NAME,
      cookieFor: (request, cookieHeader) => cookieFor(settings, request, cookieHeader),
    }
  );
}

async function cookieFor<Request>(
  settings: Settings<Request>,
  request: Request,
  cookieHeader: unknown,
): Promise<string | undefined> {
  const { clockTolerance, given } = settings;
  if (given.shouldIssue && !(await given.shouldIssue(request))) {
    return undefined;
  }
  const ring = await settings.ring();
  const now = secondsOf(given.now?.());
  const read = { secret: ring, now, clockTolerance, cookieName: given.cookieName };
  const cookie = await readWithCutOffs(cookieHeader, read, given.cutOff);
  const userId = (await given.getUserId(request)) ?? null;
  const isAsked = userId !== null && given.getSessionStart !== undefined;
  const sessionStart = isAsked ? startOf(await given.getSessionStart!(request), now) : null;
  return cookieOf(renewal({ userId, cookie, now, sessionStart }, settings), given, ring, now);
}

function cookieOf<Request>(
  decision: Renewal,
  given: SpaTokenCookieOptions<Request>,
  ring: KeyRing,
  now: number,
): string | undefined {
  switch (decision.action) {
    case 'issue': {
      const { userId, maxAge } = decision;
      return loginCookieValue(generateToken(userId, { secret: ring, maxAge, now }), {
        ...given,
        maxAge,
      });
    }
    case 'clear':
      return logoutCookieValue(given);
    case 'keep':
      return undefined;
  }
}

// A start in milliseconds lies millennia ahead, and the limit it is there for would never be reached.
function startOf(start: unknown, now: number): number | null {
  if (start === null || start === undefined) {
    return null;
  }
  if (typeof start !== 'number' || !(start >= 0 && start <= now + DAY)) {
    throw wrongValue(
      'ERR_SPA_AUTH_OPTIONS',
      `getSessionStart gave ${kindOf(start)}. Give Unix seconds, such as Date.now() / 1000 at the log-in, or null.`,
    );
  }
  return Math.floor(start);
}
