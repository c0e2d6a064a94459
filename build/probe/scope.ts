import { isInPublicPaths, parseLoginPath } from '../compile/probes/expected.js';
import { DEFAULTS } from '../config/defaults.js';
import type { ResolvedConfig } from '../config/edge-config.js';
import { pathEntryProblem } from '../config/value-rules.js';
import { type Answer, isRedirect } from './answer.js';
import { pathFrom } from './question.js';

/** Which paths of the site a stranger may have. */
export interface Scope {
  /** The login page on this host, with its query; undefined if it is elsewhere or not known. */
  readonly login: string | undefined;
  /** The document of the application. */
  readonly document: string;
  /** The public paths that are no prefixes. */
  readonly publicFiles: readonly string[];
  /** The beginnings of the public paths that are. */
  readonly publicPrefixes: readonly string[];
  /** Paths of the backend, exact or a prefix that ends in `*`. */
  readonly backendPaths: readonly string[];
  isPublic(path: string): boolean;
  isBackend(path: string): boolean;
}

/**
 * The scope by the configuration. Without one only the login page is public that the site's
 * refusals name.
 */
export function createScope(
  config: ResolvedConfig | undefined,
  host: string,
  namedLogin: string | undefined,
): Scope {
  const { publicPaths, backendPaths, spaFallback } = config ?? DEFAULTS;
  const login = config === undefined ? namedLogin : findLogin(config, host);
  const loginPath = login === undefined ? undefined : pathFrom(login);
  const backends = ['/api/*', ...backendPaths];
  return {
    login,
    document: spaFallback || '/index.html',
    publicFiles: publicPaths.filter((entry) => !entry.endsWith('*')),
    publicPrefixes: publicPaths.filter((entry) => entry.endsWith('*')).map(dropStar),
    backendPaths: [...new Set(backends)],
    isPublic: (path) =>
      path === loginPath ||
      publicPaths.includes(path) ||
      (isPlain(path) && isInPublicPaths({ ...DEFAULTS, publicPaths }, path)),
    isBackend: (path) =>
      backends.some((entry) =>
        entry.endsWith('*') ? path.startsWith(dropStar(entry)) : path === entry,
      ),
  };
}

function dropStar(entry: string): string {
  return entry.slice(0, -1);
}

/** Whether no server reads the path as another one (SPEC 5.1). */
function isPlain(path: string): boolean {
  return path.length <= 1024 && pathEntryProblem(path) === undefined;
}

/** The login page on this host, by the configuration. */
function findLogin(config: ResolvedConfig, host: string): string | undefined {
  const login = parseLoginPath(config);
  if (login.host !== '' && login.host !== host) {
    return undefined;
  }
  // An absolute URL without a path makes no path public (SPEC 5.1).
  const isStartPage = login.host !== '' && login.path === '/';
  return isStartPage ? undefined : config.loginPath.replace(/^https:\/\/[^/?]*/, '');
}

/**
 * The login page that refusals lead to. The function's own refusals say that they are some. Of
 * others, two different paths must lead to the same page: a start page alone may have moved.
 */
export function findNamedLogin(
  answers: readonly { readonly target: string; readonly answer: Answer }[],
  site: URL,
): string | undefined {
  const named: string[] = [];
  for (const { target, answer } of answers) {
    const login = readLogin(answer, new URL(target, site), site);
    if (login === undefined) {
      continue;
    }
    if (answer.headers['x-spa-auth-reason'] !== undefined || named.includes(login)) {
      return login;
    }
    if (login !== site.pathname) {
      named.push(login);
    }
  }
  return undefined;
}

/** The path that a refusal names as its login, on this host. */
function readLogin(answer: Answer, asked: URL, site: URL): string | undefined {
  const text = isRedirect(answer) ? answer.headers.location! : readLoginMember(answer);
  if (text === undefined || !URL.canParse(text, asked.href)) {
    return undefined;
  }
  const { host, pathname } = new URL(text, asked);
  return host === site.host && pathname !== asked.pathname ? pathname : undefined;
}

/** The address of the login in a refusal of a script (SPEC 5.4). */
function readLoginMember({ status, body }: Answer): string | undefined {
  if (status !== 401 || body.length > 65_536) {
    return undefined;
  }
  try {
    const { login } = JSON.parse(body.toString('utf8')) as { login?: unknown };
    return typeof login === 'string' ? login : undefined;
  } catch {
    return undefined;
  }
}
