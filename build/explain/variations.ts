import {
  DEFAULT_MAX_AGE,
  generateSecret,
  generateToken,
  loginCookieValue,
} from '../../signer/index.js';
import type { EventValue } from '../platform/event.js';
import type { ViewerRequest } from '../preview/http.js';
import type { Variation } from '../preview/inspector/variation.js';

export interface Signing {
  readonly cookieName: string;
  readonly ring: string;
  readonly clockTolerance: number;
  /** In Unix seconds. */
  readonly now: number;
}

/**
 * Makes another request of one.
 *
 * @throws RangeError of the signer if a token cannot have the user id.
 */
export function varyRequest(
  request: ViewerRequest,
  variation: Variation,
  signing: Signing,
): ViewerRequest {
  const { event } = request;
  const { headers, cookies } = event.request;
  const changed = {
    ...event.request,
    headers: variation.kind ? withKind(headers, variation.kind) : headers,
    cookies: variation.cookie ? withToken(cookies, variation, signing) : cookies,
  };
  return { ...request, event: { ...event, request: changed } };
}

type Items = Record<string, EventValue>;

// What Chromium 130 sends. It calls the destination of a download "empty".
const KIND_HEADERS: Record<NonNullable<Variation['kind']>, Record<string, string>> = {
  page: {
    'sec-fetch-mode': 'navigate',
    'sec-fetch-dest': 'document',
    accept: 'text/html,*/*;q=0.8',
  },
  fetch: { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty', accept: '*/*' },
  prefetch: {
    'sec-fetch-mode': 'navigate',
    'sec-fetch-dest': 'document',
    'sec-purpose': 'prefetch',
    accept: 'text/html,*/*;q=0.8',
  },
  iframe: {
    'sec-fetch-mode': 'navigate',
    'sec-fetch-dest': 'iframe',
    accept: 'text/html,*/*;q=0.8',
  },
  download: {
    'sec-fetch-mode': 'navigate',
    'sec-fetch-dest': 'empty',
    accept: 'text/html,*/*;q=0.8',
  },
};

const KIND_NAMES =
  /^(?:sec-fetch-(?:mode|dest)|sec-purpose|accept|x-requested-with|sec-websocket-key)$/;

function withKind(headers: Items, kind: NonNullable<Variation['kind']>): Items {
  const kept = Object.entries(headers).filter(([name]) => !KIND_NAMES.test(name));
  const added = Object.entries(KIND_HEADERS[kind]).map(
    ([name, value]) => [name, { value }] as const,
  );
  return Object.fromEntries([...kept, ...added]);
}

function withToken(cookies: Items, { cookie, userId = 'somebody' }: Variation, signing: Signing) {
  const { cookieName, clockTolerance, now } = signing;
  // A spread would call the setter of an entry named `__proto__`.
  const others = Object.entries(cookies).filter(([name]) => name !== cookieName);
  const changed: Items = Object.assign(Object.create(null), Object.fromEntries(others));
  if (cookie === 'none') {
    return changed;
  }
  const token = generateToken(userId, {
    secret: cookie === 'forged' ? generateSecret() : signing.ring,
    now: cookie === 'expired' ? now - DEFAULT_MAX_AGE - clockTolerance - 1 : now,
  });
  const [pair = ''] = loginCookieValue(token, { secure: true, cookieName: 'x' }).split(';', 1);
  changed[cookieName] = { value: pair.slice(2) };
  return changed;
}
