import { createLeave } from './login.js';
import { here, listen, pathHere } from './page.js';
import { createSession } from './session.js';
import { hearTabs } from './tabs.js';

/** Options of `createAuthFetch`. An address is a path that begins with `/`, or a URL. */
export interface AuthFetchOptions {
  /**
   * The address that tells whether the session lasts, asked with GET and the cookies: 2xx is yes,
   * and the answer carries a new token; a redirect, 401 or another 4xx is no. 429, 5xx and a
   * network error are neither. It has to be reachable without a token, on the origin of the page.
   */
  readonly session: string;
  /** The address of the login page; it may have a query, and no fragment. */
  readonly login: string;
  /** The parameter of `login` that gets the way back. Default: `"next"`. */
  readonly nextParam?: string | undefined;
  /** What sends the requests. Default: the `fetch` of the page. */
  readonly fetch?: typeof fetch | undefined;
  /**
   * Called before the page is left for the login, to keep what is typed in a form. With `false`, or
   * a promise of it, the page stays, and the 401 is handed out. Default: none.
   */
  readonly beforeLogin?: (() => unknown) | undefined;
  /**
   * Called when the page comes back from the back-forward cache, to load its data again. The
   * session is asked in any case. Default: none.
   */
  readonly onReturn?: (() => unknown) | undefined;
}

/**
 * Creates a function with the signature of `fetch` that renews the token, or goes to the login.
 *
 * It acts on each 401 of the page's origin, and on one of another origin whose body is
 * `{"error":"unauthenticated","reason":"…"}`. It asks `session` once, whichever requests and tabs
 * wait for it. After a yes it sends the request again, once, unless its body is used up (a stream,
 * or that of a `Request`). After a no it goes to `login`, which leads back to path, query and
 * fragment. In every other case the 401 is handed out, and so is the second one.
 *
 * Call it once. It also asks `session` when the page comes back from the back-forward cache, and
 * when another tab logs out.
 *
 * @throws TypeError for an option that cannot be used.
 * @example
 * ```ts
 * import { createAuthFetch } from 'pocket-spa-auth/browser';
 *
 * let hasToken = false;
 * const authFetch = createAuthFetch({
 *   session: '/api/auth/session',
 *   login: '/api/auth/login',
 *   // A server of one line, for this example.
 *   fetch: async (input) => {
 *     hasToken ||= input === '/api/auth/session';
 *     return hasToken
 *       ? Response.json('data')
 *       : Response.json({ error: 'unauthenticated', reason: 'expired' }, { status: 401 });
 *   },
 * });
 *
 * const response = await authFetch('/api/data');
 * await response.json(); // => "data"
 * ```
 */
export function createAuthFetch(options: AuthFetchOptions): typeof fetch {
  const { nextParam = 'next', beforeLogin, onReturn } = options;
  const send: typeof fetch = options.fetch ?? ((...given) => fetch(...given));
  let renewals = 0;
  const askSession = createSession(
    checkAddress('session', options.session, ' on this origin'),
    send,
    () => renewals++,
  );
  const leave = createLeave(checkAddress('login', options.login, ''), nextParam, beforeLogin);

  const check = async () => {
    if ((await askSession()) === false) {
      await leave();
    }
  };
  hearTabs('logout', check);
  listen('pageshow', ({ persisted }: PageTransitionEvent) => {
    if (persisted) {
      check();
      onReturn?.();
    }
  });

  return async (input, init) => {
    const before = renewals;
    const response = await send(input, init);
    if (response.status !== 401 || !(await isOurs(response, input))) {
      return response;
    }
    const { signal = (input as Request).signal } = init ?? {};
    const aborted = new Promise<never>((_, reject) =>
      signal?.addEventListener('abort', () => reject(signal.reason)),
    );
    // The token may have been renewed since the request was sent. The race also handles the
    // rejection of an abort that comes later.
    const answer = await Promise.race([renewals > before || askSession(), aborted]);
    const isStream = (init?.body as ReadableStream | undefined)?.getReader;
    if (answer && !isStream && !(input as Request).bodyUsed) {
      return send(input, init);
    }
    if (answer === false) {
      await Promise.race([leave(), aborted]);
    }
    return response;
  };
}

/** Gives `value` if it is an address, and if it has the origin of the page where one is named. */
function checkAddress(name: string, value: string, where: string): string {
  if (/^(?:\/|https?:)[^#]*$/.test(value) && (!here || pathHere(value) || !where)) {
    return value;
  }
  throw new TypeError(`${name}: "${value}" is no path or URL without #${where}`);
}

/** Whether a 401 may be one of a missing token. That of another origin says so in its body. */
function isOurs(response: Response, input: RequestInfo | URL): unknown {
  const url = response.url || (input as Request).url || (input as string);
  return (
    pathHere(url) ||
    response
      .clone()
      .json()
      .then((body) => body.error === 'unauthenticated' && body.reason)
      .catch(() => {})
  );
}
