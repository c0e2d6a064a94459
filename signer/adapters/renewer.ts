import type { CookieReason } from '../cookie.js';
import { COOKIE_NAME } from '../cookie-name.js';
import type { CookieSource } from '../cookie-source.js';
import { describeKind, rangeError } from '../errors.js';
import type { KeyRing } from '../keyring.js';
import { CLEAR_SITE_DATA, parseNow } from '../options.js';
import { decideRenewal, type RenewalDecision } from '../renewal.js';
import type { ResponseHeaders } from '../response-headers.js';
import { loginCookieValue, logoutCookieValue } from '../set-cookie.js';
import { generateToken, type Refused, type Verified } from '../token.js';
import type { AdapterName, SpaOutcome } from './decision.js';
import { addCookie } from './renewal-cookie.js';
import {
  parseRenewalOptions,
  type RenewalSettings,
  type SpaTokenCookieOptions,
} from './renewal-options.js';
import { readWithCutOffs } from './sources.js';

/** Decides the cookie of each request. Shared by all adapters. */
export interface Renewer<Request> {
  /** The `Set-Cookie` value for the response, or undefined. Called once per request. */
  cookieFor(request: Request, cookieHeader: CookieSource): Promise<string | undefined>;
  /** Adds that cookie to the response, and what belongs to it. */
  addTo(headers: ResponseHeaders, cookie: string): void;
}

const DAY_SECONDS = 86_400;

/** Checks the options at once. Undefined if the middleware is switched off. */
export function createRenewer<Request>(
  options: SpaTokenCookieOptions<Request>,
  adapter: AdapterName,
): Renewer<Request> | undefined {
  const settings = parseRenewalOptions(options, adapter);
  if (!settings) {
    return undefined;
  }
  const { given, clearsSiteData } = settings;
  const cookieName = given.cookieName ?? COOKIE_NAME;
  const logoutCookie = logoutCookieValue(given);
  return {
    cookieFor: (request, cookieHeader) => cookieFor(settings, request, cookieHeader),
    addTo(headers, cookie) {
      if (addCookie(headers, cookieName, cookie) && clearsSiteData && cookie === logoutCookie) {
        headers.append(CLEAR_SITE_DATA.name, CLEAR_SITE_DATA.value);
      }
    },
  };
}

async function cookieFor<Request>(
  settings: RenewalSettings<Request>,
  request: Request,
  cookieHeader: CookieSource,
): Promise<string | undefined> {
  const { clockTolerance, given, report } = settings;
  if (given.shouldIssue && !(await given.shouldIssue(request))) {
    report?.('skipped', undefined);
    return undefined;
  }
  const ring = await settings.getKeyRing();
  if (!ring) {
    report?.('skipped', 'not_configured');
    return undefined;
  }
  const now = parseNow(given.now?.());
  const readOptions = { secret: ring, now, clockTolerance, cookieName: given.cookieName };
  const cookie = await readWithCutOffs(cookieHeader, readOptions, given.cutOff);
  const userId = (await given.getUserId(request)) ?? null;
  const needsSessionStart = userId !== null && given.getSessionStart !== undefined;
  const sessionStart = needsSessionStart
    ? parseSessionStart(await given.getSessionStart!(request), now)
    : null;
  const decision = decideRenewal({ userId, cookie, now, sessionStart }, settings);
  const setCookie = formatCookie(decision, given, ring, now);
  report?.(
    nameOutcome(decision, cookie),
    cookie.valid ? undefined : cookie.reason,
    decision.action === 'clear' && cookie.valid ? cookie.userId : userId,
  );
  return setCookie;
}

function nameOutcome(
  { action }: RenewalDecision,
  cookie: Verified | Refused<CookieReason>,
): SpaOutcome {
  switch (action) {
    case 'issue':
      return cookie.valid ? 'renewed' : 'issued';
    case 'clear':
      return 'cleared';
    case 'keep':
      return cookie.valid ? 'kept' : 'skipped';
  }
}

function formatCookie<Request>(
  decision: RenewalDecision,
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

// A time in milliseconds would be far in the future and the limit would never apply, so a start
// more than a day ahead is an error.
function parseSessionStart(start: unknown, now: number): number | null {
  if (start === null || start === undefined) {
    return null;
  }
  if (typeof start !== 'number' || !(start >= 0 && start <= now + DAY_SECONDS)) {
    throw rangeError(
      'ERR_SPA_AUTH_OPTIONS',
      `getSessionStart returned ${describeKind(start)}. ` +
        'Give Unix seconds, such as Date.now() / 1000 at the log-in, or null.',
    );
  }
  return Math.floor(start);
}
