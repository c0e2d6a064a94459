import type { HeadersLike } from '../carrier.js';
import { type ReadOptions, readTokenCookie as readCookie } from '../cookie.js';
import { assertHandler } from '../options.js';
import {
  type LoginOptions,
  type LogoutOptions,
  spaLogin as logIn,
  spaLogout as logOut,
} from '../response.js';
import {
  createGuard,
  REFUSAL_HEADERS,
  REFUSAL_STATUS,
  type SpaUser,
  type TokenGuardOptions,
} from './guard.js';
import { type AnswerHeaders, type HeaderValue, openAnswer, toStructured } from './lambda/answer.js';
import { addRenewal, changeResult } from './lambda/cookie.js';
import {
  getAnswerFormat,
  getCookies,
  getHeaderValues,
  isRead,
  type LambdaEvent,
} from './lambda/event.js';
import { callHandler, type Returned } from './lambda/handler.js';
import { isResponseStream, onMetadata, writeToStream } from './lambda/stream.js';
import { upgradesToWebSocket } from './renewal-cookie.js';
import type { SpaTokenCookieOptions } from './renewal-options.js';
import { createRenewer } from './renewer.js';

export type * from './public-types.js';
export type { AnswerHeaders, HeaderValue, LambdaEvent, Returned };

/** An event whose token is valid. */
export type WithSpaUser<Event> = Event & { readonly spaUser: SpaUser };

/**
 * A result with the cookie. A text is a structured response now; a handler that streams returns
 * nothing.
 */
export type WithCookie<Result> = Result extends object
  ? Omit<Result, keyof AnswerHeaders> & AnswerHeaders
  : Result extends void
    ? Result
    : AnswerHeaders & { statusCode: number; body: string };

/** The 401 of {@link requireToken}. */
export interface Refusal extends AnswerHeaders {
  statusCode: number;
  body: string;
}

/**
 * Logs a user in: a new result with the token's `Set-Cookie` beside other cookies, in the form that
 * the sender of the event reads. The given result stays as it is. The metadata of a response stream
 * is such a result.
 *
 * @throws TypeError for a result that cannot carry the cookie, a value of the wrong type and a
 *   missing secret. A load balancer without multi-value headers sends one cookie with a response.
 * @throws RangeError for a user id or an option that cannot be used.
 * @example
 * ```ts
 * import { generateSecret } from 'pocket-spa-auth';
 * import { spaLogin } from 'pocket-spa-auth/lambda';
 *
 * const event = { version: '2.0', rawPath: '/login', headers: {} };
 * const result = { statusCode: 303, headers: { location: '/' }, cookies: ['session=7'] };
 * spaLogin(event, result, 'ada', { secret: generateSecret() }).cookies?.length; // => 2
 * result.cookies.length; // => 1
 * ```
 */
export function spaLogin<Result>(
  event: LambdaEvent,
  result: Result,
  userId: string,
  options?: LoginOptions,
): WithCookie<Result> {
  const change = (headers: HeadersLike) => logIn(headers, userId, options);
  return changeResult(event, result, change) as WithCookie<Result>;
}

/**
 * Logs a user out: a new result with the `Set-Cookie` that removes the token. Give the options that
 * the cookie was written with.
 *
 * @throws TypeError for a result that cannot carry the cookie and a value of the wrong type.
 * @throws RangeError for an option that cannot be used.
 * @example
 * ```ts
 * import { spaLogout } from 'pocket-spa-auth/lambda';
 *
 * const event = { httpMethod: 'POST', headers: {}, multiValueHeaders: {} };
 * spaLogout(event, { statusCode: 204, body: '' }).multiValueHeaders; // => { "set-cookie": ["pocket-spa-token=; Max-Age=0; HttpOnly; Secure; SameSite=Lax; Path=/"] }
 * ```
 */
export function spaLogout<Result>(
  event: LambdaEvent,
  result: Result,
  options?: LogoutOptions,
): WithCookie<Result> {
  const change = (headers: HeadersLike) => logOut(headers, options);
  return changeResult(event, result, change) as WithCookie<Result>;
}

/**
 * Finds the token among an event's cookies and verifies it, as `readTokenCookie` of the package
 * does. The event of a Lambda authorizer will do too. An event without cookies is `missing`.
 *
 * @throws TypeError for an option of the wrong type, and if there is a cookie but no secret.
 * @throws RangeError for an option that cannot be used.
 * @example
 * ```ts
 * import { generateSecret, generateToken } from 'pocket-spa-auth';
 * import { readTokenCookie } from 'pocket-spa-auth/lambda';
 *
 * const secret = generateSecret();
 * const cookies = [`pocket-spa-token=${generateToken('ada', { secret })}`];
 * const result = readTokenCookie({ version: '2.0', cookies }, { secret });
 * result.valid && result.userId; // => "ada"
 * ```
 */
export function readTokenCookie(
  event: LambdaEvent,
  options?: ReadOptions,
): ReturnType<typeof readCookie> {
  return readCookie(getCookies(event), options);
}

/**
 * Wraps a handler so that its results issue a token to a logged-in user who has no valid one, and
 * clear a token that outlived its session. Further arguments are passed on.
 *
 * `getUserId` is called after the handler, for every method, so that a session that the handler
 * began or ended counts. For a handler that streams, put this inside `awslambda.streamifyResponse`:
 * `getUserId` is called before it, on GET and HEAD only.
 *
 * @throws TypeError for an option of the wrong type. The wrapped handler: for a handler that
 *   answers by a callback.
 * @throws RangeError for an option that cannot be used.
 * @example
 * ```ts
 * import { generateSecret } from 'pocket-spa-auth';
 * import { withSpaTokenCookie } from 'pocket-spa-auth/lambda';
 *
 * const secret = generateSecret();
 * const handler = withSpaTokenCookie(async () => 'hello', { getUserId: () => 'ada', secret });
 * const result = await handler({ version: '2.0', headers: {} });
 * typeof result === 'object' && result.headers; // => { "content-type": "application/json", "cache-control": "private" }
 * ```
 */
export function withSpaTokenCookie<Event extends LambdaEvent, Rest extends unknown[], Result>(
  handler: (event: Event, ...rest: Rest) => Returned<Result>,
  options: SpaTokenCookieOptions<Event>,
): (event: Event, ...rest: Rest) => Promise<Result | WithCookie<Result>> {
  assertHandler(handler);
  const renewer = createRenewer(options, 'lambda');
  return async (event, ...rest) => {
    const [stream] = rest;
    if (!renewer || upgradesToWebSocket(getHeaderValues(event, /^upgrade$/i))) {
      return callHandler(handler, event, rest);
    }
    if (isResponseStream(stream)) {
      const cookie = isRead(event) ? await renewer.cookieFor(event, getCookies(event)) : undefined;
      if (cookie !== undefined) {
        onMetadata(stream, (metadata) => addRenewal(event, metadata, renewer, cookie));
      }
      return callHandler(handler, event, rest);
    }
    const result = await callHandler(handler, event, rest);
    const cookie = await renewer.cookieFor(event, getCookies(event));
    const structured = cookie && toStructured(getAnswerFormat(event), result);
    return structured
      ? (addRenewal(event, structured, renewer, cookie) as WithCookie<Result>)
      : result;
  };
}

/**
 * Wraps a handler so that it is only called with a valid token. It gets a copy of the event with
 * the user as `event.spaUser`. Other events are answered 401 with the reason. Further arguments are
 * passed on; a response stream is answered inside `awslambda.streamifyResponse` alone.
 *
 * A missing secret is an error of each request, not of the start.
 *
 * @throws TypeError for an option of the wrong type. The wrapped handler: for a handler that
 *   answers by a callback.
 * @throws RangeError for an option that cannot be used.
 * @example
 * ```ts
 * import { generateSecret } from 'pocket-spa-auth';
 * import { requireToken } from 'pocket-spa-auth/lambda';
 *
 * const handler = requireToken(async (event) => event.spaUser, { secret: generateSecret() });
 * const result = await handler({ version: '2.0', headers: {} });
 * 'body' in result && result.body; // => "{\"error\":\"unauthenticated\",\"reason\":\"missing\"}"
 * ```
 */
export function requireToken<Event extends LambdaEvent, Rest extends unknown[], Result>(
  handler: (event: WithSpaUser<Event>, ...rest: Rest) => Returned<Result>,
  options?: TokenGuardOptions,
): (event: Event, ...rest: Rest) => Promise<Result | Refusal> {
  assertHandler(handler);
  const guard = createGuard(options, 'lambda');
  return async (event, ...rest) => {
    const result = await guard(getCookies(event));
    if (result.user) {
      return callHandler(handler, { ...event, spaUser: result.user }, rest);
    }
    const refusal = { statusCode: REFUSAL_STATUS, headers: REFUSAL_HEADERS };
    const answer = openAnswer(getAnswerFormat(event), refusal).toResult();
    const [stream] = rest;
    if (isResponseStream(stream)) {
      writeToStream(stream, answer, result.body);
      // Lambda's runtime warns of what a handler that streams returns.
      return undefined as Result;
    }
    return { ...answer, body: result.body } as Refusal;
  };
}
