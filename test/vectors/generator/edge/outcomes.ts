import type { EdgeResponse, Reason } from '../../types.js';
import { token } from '../support/token.js';
import { type Ask, type Draft, edgeCase, NAME, refusal } from './case.js';

interface Changes {
  headers?: Record<string, string>;
  without?: string[];
}

/**
 * The request goes on to `uri`, with some headers removed and added, and is otherwise unchanged. A
 * part that it does not have is shown as empty.
 */
export function passes(ask: Ask, uri: string, { headers = {}, without = [] }: Changes = {}): Draft {
  return edgeCase(ask, (request) => {
    const { querystring = {}, cookies = {} } = request;
    const kept = Object.entries(request.headers ?? {}).filter(([name]) => !without.includes(name));
    const added = Object.entries(headers).map(([name, value]) => [name, { value }]);
    return {
      verdict: 'allow',
      reason: null,
      output: {
        request: {
          ...request,
          uri,
          querystring,
          headers: Object.fromEntries([...kept, ...added]),
          cookies,
        },
      },
    };
  });
}

/** As `passes`, for a viewer who brings a valid token. */
export function passesWithToken(ask: Ask, uri: string, changes: Changes = {}): Draft {
  return passes({ ...ask, cookies: [...(ask.cookies ?? []), [NAME, token()]] }, uri, changes);
}

/** 302; `bounce` is the counter it sets, null where it does not count (SPEC 5.5). */
export function redirects(
  ask: Ask,
  reason: Reason,
  location: string,
  bounce: string | null = '1',
): Draft {
  const response = answer(302, reason, { location });
  if (bounce !== null) {
    response.cookies = { 'pocket-spa-bounce': cookie(bounce, 20) };
  }
  return edgeCase(ask, () => refusal(reason, { response }));
}

/** 303. */
export function seesOther(ask: Ask, reason: Reason, location: string): Draft {
  return edgeCase(ask, () => refusal(reason, { response: answer(303, reason, { location }) }));
}

/** 401 with JSON. */
export function unauthorized(ask: Ask, reason: Reason, login = '/api/auth/login'): Draft {
  const response = answer(401, reason, {
    'www-authenticate': 'Cookie',
    'content-type': 'application/json',
  });
  response.body = `{"error":"unauthenticated","reason":"${reason}","login":"${login}"}`;
  return edgeCase(ask, () => refusal(reason, { response }));
}

/** 503, for a token that needs a MAC check while no secret is usable. */
export function unavailable(ask: Ask): Draft {
  const response = answer(503, 'not_configured', { 'retry-after': '5' });
  return edgeCase(ask, () => refusal('not_configured', { response }));
}

/**
 * The 403 page that ends a loop of redirects. It removes the counter, and the token's cookie if
 * there was one.
 */
export function stopped(
  ask: Ask,
  reason: Reason,
  link: string,
  { includes = [], excludes = [] }: { includes?: string[]; excludes?: string[] } = {},
): Draft {
  const name = String(ask.config?.cookieName ?? NAME);
  const response = answer(403, reason, { 'content-type': 'text/html; charset=utf-8' });
  response.cookies = {
    'pocket-spa-bounce': cookie('', 0),
    ...(reason !== 'missing' && { [name]: cookie('', 0) }),
  };
  return edgeCase(ask, () => ({
    ...refusal(reason, { response }),
    headersPresent: ['content-security-policy'],
    bodyIncludes: [reason, link, ...includes],
    bodyExcludes: ['<script', ...excludes],
  }));
}

function cookie(value: string, maxAge: number) {
  return { value, attributes: `Max-Age=${maxAge}; HttpOnly; Secure; SameSite=Lax; Path=/` };
}

function answer(statusCode: number, reason: Reason, headers: Record<string, string>): EdgeResponse {
  const all = { 'cache-control': 'no-store', 'x-spa-auth-reason': reason, ...headers };
  return {
    statusCode,
    headers: Object.fromEntries(Object.entries(all).map(([name, value]) => [name, { value }])),
  };
}

/** A redirect to the login page without a token; `next` is the return path as `location` has it. */
export function returns(comment: string, ask: Partial<Ask>, next: string): Draft {
  return redirects(
    { comment: `return path: ${comment}`, ...ask },
    'missing',
    `/api/auth/login?next=${next}`,
  );
}
