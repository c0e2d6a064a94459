import type { TokenGuardOptions } from '../../signer/adapters/guard.js';
import type { SpaTokenCookieOptions } from '../../signer/adapters/options.js';

/** Reads one header of a request, whatever the framework calls that. */
export type Headers = (name: string) => string | undefined;

/** What the suite asks of an app. */
export interface AppSetup {
  /** The middleware's options; without them the app is one that has never heard of it. */
  readonly options: SpaTokenCookieOptions<Headers> | undefined;
  readonly guard: TokenGuardOptions;
  /** For `spaLogin`. */
  readonly login: { readonly secret: string; readonly now: number };
  /** What `/flushed` and `/streamed` wait for before the end of their bodies. */
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
 * | `GET /written` | `written`, and sets `a=1`, cache-control `public, max-age=60` and `x-written: yes`, all of it with the first write |
 * | `GET /flushed` | its headers at once; `flushed` when `held` is done |
 * | `GET /streamed` | `stre` at once, `amed` when `held` is done |
 * | `GET /broken` | the handler throws |
 * | `GET /moved` | 302 to `/page` |
 * | `GET /unchanged` | 304 |
 * | `GET /bob`, `GET /nobody` | `spaLogin` of bob, `spaLogout` |
 * | `POST /end-session` | `ended`, after `endSession()` |
 * | `GET /login?next=…` | 302 to `next` where `sessionOf` knows a user, otherwise `form` |
 * | `GET /me` | behind the guard: the user as JSON |
 */
export interface App {
  readonly name: string;
  /** When `getUserId` is called. Before the handler, only GET and HEAD are looked at. */
  readonly asks: 'before' | 'after';
  /** Whether the answer to an error can carry a cookie. */
  readonly marksErrors: boolean;
  start(setup: AppSetup): Promise<Running>;
}

export interface Running {
  readonly url: string;
  close(): unknown;
}

/** Whose session a request brings, in an app that keeps it all in a cookie. */
export function sessionOf(headers: Headers): string | null {
  return /(?:^|; )session=(\w+)/.exec(headers('cookie') ?? '')?.[1] ?? null;
}

/** The options, for a framework's own request. */
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
