import { describeKind, typeError } from '../errors.js';
import { assertHandler } from '../options.js';
import { FIRST_FINAL_STATUS } from '../response-headers.js';
import {
  createGuard,
  REFUSAL_HEADERS,
  REFUSAL_STATUS,
  type SpaUser,
  type TokenGuardOptions,
} from './guard.js';
import { upgradesToWebSocket } from './renewal-cookie.js';
import type { SpaTokenCookieOptions } from './renewal-options.js';
import { createRenewer, type Renewer } from './renewer.js';

export type * from './public-types.js';

/** The part of a Fetch `Request` that is used. */
export interface FetchRequestHeaders {
  readonly headers: { get(name: string): string | null };
}

/**
 * A Fetch `Request`, or what a framework hands out with one: the event of SvelteKit, the arguments
 * of React Router's loaders, actions and middleware, and the event of h3.
 */
export type FetchRequest =
  | FetchRequestHeaders
  | { readonly request: FetchRequestHeaders }
  | { readonly req: FetchRequestHeaders };

function getRequestHeader(source: FetchRequest, name: string): string | null {
  // One after the other: the request of a Next.js proxy throws if it is asked for `request`.
  const given = source as Partial<Record<'request' | 'req', FetchRequestHeaders>> | undefined;
  const headers = findHeaders(given) ?? findHeaders(given?.request) ?? findHeaders(given?.req);
  if (!headers) {
    throw typeError(
      'ERR_SPA_AUTH_REQUEST',
      `The first argument is ${describeKind(source)}, in which there are no Fetch Headers. Give a ` +
        'Fetch Request, or an event or arguments that have one as "request" or "req".',
    );
  }
  return headers.get(name);
}

function findHeaders(source: unknown): FetchRequestHeaders['headers'] | undefined {
  const headers = (source as Partial<FetchRequestHeaders> | null | undefined)?.headers;
  return typeof headers?.get === 'function' ? headers : undefined;
}

/**
 * Wraps a handler so that its responses issue a token to a logged-in user who has no valid one, and
 * clear a token that outlived its session. For every function from a `Request` to a `Response`,
 * such as route handlers, loaders and the hooks of full-stack frameworks. The first argument is the
 * request, or an event that has it. Further arguments are passed on.
 *
 * `getUserId` is called after the handler, for every method, so that a session that the handler
 * began or ended counts.
 *
 * @throws TypeError for an option of the wrong type. The wrapped handler: if the handler returns no
 *   Response.
 * @throws RangeError for an option that cannot be used.
 * @example
 * ```ts
 * import { generateSecret } from 'pocket-spa-auth';
 * import { withSpaTokenCookie } from 'pocket-spa-auth/fetch';
 *
 * const page = () => new Response('hello');
 * const handler = withSpaTokenCookie(page, { getUserId: () => 'ada', secret: generateSecret() });
 * const response = await handler(new Request('https://app.example/'));
 * response.headers.get('cache-control'); // => "private"
 * ```
 */
export function withSpaTokenCookie<Request extends FetchRequest, Rest extends unknown[]>(
  handler: (request: Request, ...rest: Rest) => Response | PromiseLike<Response>,
  options: SpaTokenCookieOptions<Request>,
): (request: Request, ...rest: Rest) => Promise<Response> {
  assertHandler(handler);
  const renewer = createRenewer(options, 'fetch');
  return async (request, ...rest) => {
    const response = await handler(request, ...rest);
    if (!renewer) {
      return response;
    }
    assertResponse(response);
    if (
      response.status < FIRST_FINAL_STATUS ||
      upgradesToWebSocket(getRequestHeader(request, 'upgrade'))
    ) {
      return response;
    }
    const cookie = await renewer.cookieFor(request, getRequestHeader(request, 'cookie'));
    return cookie === undefined ? response : withCookie(response, renewer, cookie);
  };
}

/** A copy of anything else would be an empty Response, on those requests that get a cookie. */
function assertResponse(response: unknown): void {
  if (!findHeaders(response)) {
    throw typeError(
      'ERR_SPA_AUTH_RESPONSE',
      `The handler returned ${describeKind(response)}, which cannot carry a cookie. ` +
        'Give a Fetch Response, such as Response.json(data).',
    );
  }
}

function withCookie(
  response: Response,
  renewer: Pick<Renewer<never>, 'addTo'>,
  cookie: string,
): Response {
  try {
    renewer.addTo(response.headers, cookie);
    return response;
  } catch {
    // The headers of Response.redirect() and fetch() cannot be changed.
    const copy = new Response(response.body, response);
    renewer.addTo(copy.headers, cookie);
    return copy;
  }
}

/**
 * Wraps a handler so that it is only called with a valid token, and gets the user as its second
 * argument. Other requests are answered 401 with the reason. Further arguments are passed on.
 *
 * A missing secret is an error of each request, not of the start.
 *
 * @throws TypeError for an option of the wrong type.
 * @throws RangeError for an option that cannot be used.
 * @example
 * ```ts
 * import { createKeyRing, generateSecret } from 'pocket-spa-auth';
 * import { requireToken } from 'pocket-spa-auth/fetch';
 *
 * const secret = createKeyRing(generateSecret());
 * const handler = requireToken((_request, user) => Response.json(user), { secret });
 * const response = await handler(new Request('https://app.example/'));
 * await response.json(); // => { "error": "unauthenticated", "reason": "missing" }
 * ```
 */
export function requireToken<Request extends FetchRequest, Rest extends unknown[]>(
  handler: (request: Request, user: SpaUser, ...rest: Rest) => Response | PromiseLike<Response>,
  options?: TokenGuardOptions,
): (request: Request, ...rest: Rest) => Promise<Response> {
  assertHandler(handler);
  const guard = createGuard(options, 'fetch');
  return async (request, ...rest) => {
    const result = await guard(getRequestHeader(request, 'cookie'));
    return result.user
      ? handler(request, result.user, ...rest)
      : new Response(result.body, { status: REFUSAL_STATUS, headers: REFUSAL_HEADERS });
  };
}
