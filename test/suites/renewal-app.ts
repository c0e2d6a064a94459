import type { TokenGuardOptions } from '../../signer/adapters/guard.js';
import type { SpaTokenCookieOptions } from '../../signer/adapters/renewal-options.js';

/** Reads one header of a request, independent of the framework. */
export type Headers = (name: string) => string | undefined;

/** The parameters of an app under test. */
export interface AppSetup {
  /** The middleware's options; without them the app runs without the middleware. */
  readonly options: SpaTokenCookieOptions<Headers> | undefined;
  readonly guard: TokenGuardOptions;
  /** For `spaLogin`. */
  readonly login: { readonly secret: string; readonly now: number };
  /** `/flushed` and `/streamed` wait for this before the end of their bodies. */
  readonly held: Promise<void>;
  /** Called by `POST /end-session`. */
  endSession(): void;
  /** Takes each line that the app logs. */
  log(line: string): void;
}

/**
 * An app on a real server of its framework, with these routes; text means the body.
 *
 * | route | answer |
 * |---|---|
 * | `GET /page` | `page` |
 * | `GET /cached?value=…` | `cached`, with the value as its cache-control |
 * | `GET /cookies` | `cookies`, and sets `a=1` and `b=2` |
 * | `GET /written` | `written`, with the headers below, set by the first write |
 * | `GET /flushed` | its headers at once; `flushed` when `held` is done |
 * | `GET /streamed` | `stre` at once, `amed` when `held` is done |
 * | `GET /broken` | the handler throws |
 * | `GET /moved` | 302 to `/page` |
 * | `GET /unchanged` | 304 |
 * | `GET /bob`, `GET /nobody` | `spaLogin` of bob, `spaLogout` |
 * | `POST /end-session` | `ended`, after `endSession()` |
 * | `GET /login?next=…` | 302 to `next` if `sessionOf` finds a user, otherwise `form` |
 * | `GET /me` | behind the guard: the user as JSON |
 *
 * `GET /written` sets the cookie `a=1`, cache-control `public, max-age=60` and `x-written: yes`.
 */
export interface App {
  readonly name: string;
  /** When `getUserId` is called. Before the handler it is only called for GET and HEAD. */
  readonly asks: 'before' | 'after';
  /** Whether an error response can carry a cookie. */
  readonly marksErrors: boolean;
  /** Whether a response carries one cookie at most, and the application's own comes first. */
  readonly hasOneCookie?: boolean;
  start(setup: AppSetup): Promise<Running>;
}

export interface Running {
  readonly url: string;
  close(): unknown;
}

/** The user of a request's session, which the apps keep in a cookie. */
export function sessionOf(headers: Headers): string | null {
  return /(?:^|; )session=(\w+)/.exec(headers('cookie') ?? '')?.[1] ?? null;
}

/** The options, adapted to a framework's request. */
export function optionsFor<Request>(
  options: SpaTokenCookieOptions<Headers>,
  headersOf: (request: Request) => Headers,
): SpaTokenCookieOptions<Request> {
  const { getUserId, getSessionStart, shouldIssue, ...rest } = options;
  return {
    ...rest,
    getUserId: (request) => getUserId(headersOf(request)),
    ...(getSessionStart && { getSessionStart: (request) => getSessionStart(headersOf(request)) }),
    ...(shouldIssue && { shouldIssue: (request) => shouldIssue(headersOf(request)) }),
  };
}
