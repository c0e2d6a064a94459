import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  generateToken,
  loginCookieValue,
  logoutCookieValue,
  readTokenCookie,
  safeNext,
} from '../../signer/index.js';
import { CliError, EXIT } from '../host/errors.js';
import { quoteForTerminal } from '../host/format.js';
import type { FunctionResponse } from '../platform/event.js';
import type { OwnPages } from './handler.js';
import { html } from './html.js';
import { readBody, readHost, splitTarget } from './http.js';
import { renderLoginPage } from './login-page.js';
import { createPathMatcher } from './paths.js';
import { hasLoopbackHost, isCrossSite } from './same-site.js';
import type { CookieFilter } from './secure-cookies.js';
import { type Notice, sendNotice, sendOwnPage } from './status-page.js';

/** What the development login takes from the configuration, and who is logged in. */
export interface LoginOptions {
  readonly loginPath: string;
  readonly nextParam: string;
  readonly cookieName: string;
  /** What the tokens are signed with: one of the secrets that the function verifies with. */
  readonly secret: string;
  /** The user whom a visit logs in at once. Default: none; the page asks. */
  readonly loginAs?: string | undefined;
  /** What messages call the options. Default: those of the command line. */
  readonly optionNames?: { readonly backend: string; readonly loginAs: string };
}

/** A login that stands in for the backend's, and what it does to the answers of the function. */
export interface DevelopmentLogin extends OwnPages {
  /** The path at which the page is, with the query of `loginPath`. */
  readonly path: string;
  /**
   * Leads an answer of the function to this login if `loginPath` is a URL: the login there sets no
   * cookie for this host.
   */
  rewriteResponse(response: FunctionResponse): FunctionResponse;
}

const DEFAULT_PATH = '/api/auth/login';
// The path at which the login of the documentation logs out.
const LOGOUT_PATH = '/api/auth/logout';
const LOGGED_OUT = 'pocket-spa-preview-logged-out';
const FORM_LIMIT = 16_384;

const REFUSALS: Record<'host' | 'crossSite' | 'size' | 'method', Notice> = {
  host: {
    status: 403,
    title: 'Not this host',
    text: 'The development login answers on localhost and on loopback addresses alone, so that no other name that leads to this machine can use it.',
  },
  crossSite: {
    status: 403,
    title: 'Sent by another site',
    text: 'The development login takes the forms of its own site alone.',
  },
  size: { status: 413, title: 'The form is too long', text: 'A user id has at most 1,024 bytes.' },
  method: {
    status: 405,
    title: 'Not this method',
    text: 'The development login takes GET and POST.',
  },
};

/**
 * Creates the development login. It answers at `loginPath`, and logs out after a POST to
 * `/api/auth/logout` or to the path beside its own: `/logout` for `/login`.
 *
 * @throws CliError if `loginAs` cannot be a user id.
 */
export function createDevelopmentLogin(
  options: LoginOptions,
  now: () => number,
  filterCookies: CookieFilter,
): DevelopmentLogin {
  const { nextParam, cookieName, secret, loginAs } = options;
  const { optionNames = { backend: '--backend', loginAs: '--login-as' } } = options;
  const backendOption = optionNames.backend;
  const path = findLocalPath(options.loginPath);
  const [pathname = ''] = path.split('?');
  const isLogin = createPathMatcher([pathname]);
  const isLogout = createPathMatcher([LOGOUT_PATH, pathname.replace(/login(?=\/?$)/, 'logout')]);
  const markerPath = pathname.includes(';') ? '/' : pathname;
  const marker = (maxAge: string) =>
    `${LOGGED_OUT}=1${maxAge}; HttpOnly; SameSite=Lax; Path=${markerPath}`;
  const problem = loginAs === undefined ? undefined : findUserIdProblem(loginAs);
  if (problem !== undefined) {
    const message = `${optionNames.loginAs} ${quoteForTerminal(loginAs!)} cannot be a user id: ${problem}`;
    throw new CliError('ERR_PREVIEW_LOGIN_AS', message, EXIT.usage);
  }

  function logIn(response: ServerResponse, userId: string, next: string): void {
    const token = generateToken(userId, { secret, now: now() });
    const forget = loginAs === undefined ? [] : [marker('; Max-Age=0')];
    redirect(response, next, [loginCookieValue(token, { cookieName }), ...forget]);
  }

  function logOut(response: ServerResponse): void {
    const remember = loginAs === undefined ? [] : [marker('')];
    redirect(response, path, [logoutCookieValue({ cookieName }), ...remember]);
  }

  function redirect(response: ServerResponse, location: string, setCookies: string[]): void {
    response.setHeader('cache-control', 'no-store');
    response.setHeader('set-cookie', filterCookies(setCookies));
    response.writeHead(303, { location }).end();
  }

  function show(request: IncomingMessage, response: ServerResponse, next: string): void {
    const { cookie } = request.headers;
    const hasLoggedOut = new RegExp(`(?:^|; ?)${LOGGED_OUT}=1`).test(cookie ?? '');
    if (loginAs !== undefined && !hasLoggedOut) {
      logIn(response, loginAs, next);
      return;
    }
    const token = readTokenCookie(cookie, { secret, cookieName, now: now() });
    const session = token.valid ? token : undefined;
    sendOwnPage(response, 200, renderLoginPage({ session, next, typed: loginAs, backendOption }));
  }

  async function submit(request: IncomingMessage, response: ServerResponse, next: string) {
    const form = await readForm(request, backendOption);
    if (!(form instanceof URLSearchParams)) {
      // The rest of a form that is too long is not read.
      response.setHeader('connection', 'close');
      return sendNotice(request, response, form);
    }
    if (form.get('action') === 'logout') {
      return logOut(response);
    }
    const userId = form.get('userId') ?? '';
    const refusal = findUserIdProblem(userId);
    if (refusal === undefined) {
      return logIn(response, userId, next);
    }
    const page = renderLoginPage({ next, typed: userId, problem: refusal, backendOption });
    sendOwnPage(response, 400, page);
  }

  return {
    name: 'development login',
    path,
    owns: ({ url = '', method }) => isLogin(url) || (method === 'POST' && isLogout(url)),
    async answer(request, response) {
      const { url = '', method = '' } = request;
      if (!hasLoopbackHost(request)) {
        return sendNotice(request, response, REFUSALS.host);
      }
      const query = new URLSearchParams(splitTarget(url).rawQuery ?? '');
      const next = safeNext(withoutHost(query.get(nextParam), readHost(request)));
      if (method === 'GET' || method === 'HEAD') {
        return show(request, response, next);
      }
      if (method !== 'POST') {
        response.setHeader('allow', 'GET, HEAD, POST');
        return sendNotice(request, response, REFUSALS.method);
      }
      if (isCrossSite(request)) {
        return sendNotice(request, response, REFUSALS.crossSite);
      }
      return isLogin(url) ? submit(request, response, next) : logOut(response);
    },
    rewriteResponse(response) {
      const { location } = response.headers ?? {};
      if (options.loginPath.startsWith('/')) {
        return response;
      }
      const replace = (text: string) => text.replaceAll(options.loginPath, () => path);
      // The page of the loop guard has it escaped.
      const replaceInPage = (text: string) =>
        text.replaceAll(html`${options.loginPath}`.text, () => html`${path}`.text);
      return {
        ...response,
        ...(location && {
          headers: { ...response.headers, location: { value: replace(location.value) } },
        }),
        ...(typeof response.body === 'string' && { body: replaceInPage(replace(response.body)) }),
      };
    },
  };
}

/** Where the login is on this host: the path of a URL, unless that is the start page. */
function findLocalPath(loginPath: string): string {
  if (loginPath.startsWith('/')) {
    return loginPath;
  }
  const { pathname, search } = new URL(loginPath);
  return (pathname === '/' ? DEFAULT_PATH : pathname) + search;
}

/** The function sends an absolute login URL the way back as a URL, and always with `https:`. */
function withoutHost(next: string | null, host: string): string | null {
  const origin = `https://${host}`;
  return next?.startsWith(`${origin}/`) ? next.slice(origin.length) : next;
}

/** Why a text cannot be a user id (SPEC 1), as a sentence; undefined if it can. */
function findUserIdProblem(userId: string): string | undefined {
  if (userId === '') {
    return 'Type a user id.';
  }
  if (userId.includes(':')) {
    return 'A user id holds no colon, because a colon ends it in the token.';
  }
  if (/[\x00-\x1f\x7f]/.test(userId)) {
    return 'A user id holds no control character, such as a tab.';
  }
  const bytes = Buffer.byteLength(userId);
  if (bytes > 1024) {
    return `A user id has at most 1,024 bytes of UTF-8, and this one has ${bytes}.`;
  }
  // A lone surrogate has no UTF-8.
  return /[\ud800-\udfff]/u.test(userId) ? 'A user id is Unicode text.' : undefined;
}

async function readForm(
  request: IncomingMessage,
  backendOption: string,
): Promise<URLSearchParams | Notice> {
  const type = request.headers['content-type'] ?? '';
  if (!/^application\/x-www-form-urlencoded\s*(?:;|$)/i.test(type)) {
    return {
      status: 415,
      title: 'Not the form of this page',
      text: `The development login takes the form of its own page. If your app has a login form, start its backend and give the address with ${backendOption}.`,
    };
  }
  const body = await readBody(request, FORM_LIMIT);
  return body === undefined ? REFUSALS.size : new URLSearchParams(body);
}
