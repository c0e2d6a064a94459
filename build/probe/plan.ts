import { pathFrom, type Question } from './question.js';
import type { Scope } from './scope.js';

// What is asked of every site, whatever it contains. Pure: the same options give the same list.

/** What the questions are about. */
export interface PlanOptions {
  /** The path of the start page. */
  readonly start: string;
  /** A word that no path of the site has. */
  readonly nonce: string;
  readonly cookieName: string;
  readonly scope: Scope;
  /** Tokens that no edge may accept. */
  readonly worthless: WorthlessTokens;
}

export interface WorthlessTokens {
  readonly expired: string;
  readonly forged: string;
}

export const gated = (target: string, rest: Partial<Question> = {}): Question => ({
  kind: 'gated',
  side: 'site',
  method: 'GET',
  target,
  ...rest,
});

/** The first questions. What they are refused with names the login page. */
export function firstQuestions({ start, nonce }: Pick<PlanOptions, 'start' | 'nonce'>): Question[] {
  return [
    gated(start, { how: 'the start page' }),
    gated(`/${nonce}/7?view=chart`, { how: 'a deep link' }),
    gated(`/${nonce}.js`, { how: 'an unknown file' }),
  ];
}

/** Questions about the login page, twice each: the second may come from a cache. */
export function loginQuestions(login: string, location: string | undefined): Question[] {
  const targets = [login, login, ...(location === undefined ? [] : [location, location])];
  return targets.map((target) => ({ kind: 'login', side: 'site', method: 'GET', target }));
}

// Files that were uploaded by mistake, or that tell what else there is.
const LEAKS = [
  '/.git/HEAD',
  '/.git/config',
  '/.env',
  '/.env.local',
  '/viewer-request.js',
  '/edge/viewer-request.js',
  '/.spa-auth/viewer-request.js',
  '/spa-auth.config.json',
  '/asset-manifest.json',
  '/.vite/manifest.json',
  '/manifest.json',
  '/manifest.webmanifest',
  '/sw.js',
  '/service-worker.js',
  '/main.js.map',
  '/index.js.map',
  '/.DS_Store',
  '/package.json',
];

/** All questions that do not depend on what the site contains. */
export function planQuestions(options: PlanOptions): Question[] {
  const { start, scope } = options;
  const pages = [...new Set(['/', '/index.html', scope.document])].filter((page) => page !== start);
  return [
    ...pages.map((target) => gated(target)),
    ...LEAKS.map((target) => gated(target)),
    ...unknownPaths(options),
    ...spellings(options),
    ...methodQuestions(start),
    ...methodQuestions(scope.document),
    ...posts(options),
    ...kinds(start),
    ...worthlessCookies(options),
    ...handshakes([start, ...scope.backendPaths.map((path) => path.replace(/\*$/, ''))], scope),
  ];
}

/** Questions that end in an error page on many servers. */
function unknownPaths({ nonce, scope }: PlanOptions): Question[] {
  const backend = [...new Set(scope.backendPaths.map((path) => path.replace(/\*$/, nonce)))];
  return [
    gated(`/${nonce}`, { how: 'an unknown path' }),
    gated(`/${nonce}/`, { how: 'an unknown folder' }),
    gated(`/${nonce}.html`, { how: 'an unknown page' }),
    ...backend
      .slice(0, 8)
      .map((target) => gated(target, { kind: 'backend', how: 'an unknown path of the backend' })),
    gated(`/${nonce}${'a'.repeat(2048)}`, { isError: true, how: 'a URL of over 2,048 characters' }),
    gated(`/${nonce}${'a'.repeat(8192)}`, { isError: true, how: 'a URL of over 8,192 characters' }),
    gated(`/?${nonce}=${'a'.repeat(8192)}`, {
      isError: true,
      how: 'a query of over 8,192 characters',
    }),
    ...['/%', '/%zz', '/%c0%ae', `/${nonce}%00`, `/${nonce}%0a`].map((target) =>
      gated(target, { isError: true, how: 'a malformed escape' }),
    ),
  ];
}

/** The document under names that some servers take for its own. */
function spellings({ scope: { document, publicPrefixes }, nonce }: PlanOptions): Question[] {
  const name = document.slice(1);
  const own = [
    '//',
    `/${document}`,
    `/.${document}`,
    `/${nonce}/..${document}`,
    `/${nonce}/..%2f${name}`,
    `${document}%00`,
    `${document};x`,
    `${document}/`,
    `/%${name.charCodeAt(0).toString(16)}${name.slice(1)}`,
    document.toUpperCase(),
  ];
  const behindPublic = publicPrefixes.slice(0, 4).flatMap((prefix) => {
    const folder = prefix.replace(/\/?$/, '/');
    const up = '../'.repeat(folder.split('/').length - 2);
    return [up, up.replaceAll('/', '%2f'), up.replaceAll('.', '%2e'), up.replaceAll('/', ';/')].map(
      (way) => folder + way + name,
    );
  });
  return [...own, ...behindPublic]
    .filter((target) => target !== document)
    .map((target) => gated(target, { how: 'another spelling of the document' }));
}

/** The same path with methods that ask for less than its content. */
export function methodQuestions(target: string): Question[] {
  const preflight = {
    origin: 'https://stranger.invalid',
    'access-control-request-method': 'GET',
  };
  return [
    gated(target, { method: 'HEAD' }),
    gated(target, { method: 'OPTIONS' }),
    gated(target, { method: 'OPTIONS', headers: preflight, how: 'as a preflight' }),
    gated(target, { headers: { range: 'bytes=0-15' }, how: 'a range' }),
    gated(target, { headers: { range: 'bytes=999999999-' }, how: 'a range behind the end' }),
    gated(target, { headers: { 'if-none-match': '*' }, how: 'only if it is not there' }),
  ];
}

/** Empty bodies, to paths of the site alone: a POST may change data. */
function posts({ nonce, scope }: PlanOptions): Question[] {
  const headers = { 'content-length': '0' };
  return ['/', `/${nonce}`]
    .filter((target) => !scope.isBackend(target))
    .map((target) =>
      gated(target, { method: 'POST', headers, isError: true, how: 'an empty body' }),
    );
}

/** The start page as other kinds of requests. */
function kinds(target: string): Question[] {
  const script = {
    accept: 'application/json',
    'sec-fetch-mode': 'cors',
    'sec-fetch-dest': 'empty',
  };
  return [
    gated(target, { headers: script, how: 'as a script' }),
    gated(target, { headers: { 'sec-purpose': 'prefetch' }, how: 'as a prefetch' }),
    gated(target, { headers: { authorization: 'Bearer junk' }, how: 'with a junk bearer token' }),
  ];
}

function worthlessCookies({ start, cookieName, worthless }: PlanOptions): Question[] {
  const { expired, forged } = worthless;
  const [claim] = forged.split(/:[\da-f]{64}$/, 1) as [string];
  const cookies = {
    'a junk cookie': `${cookieName}=junk`,
    'an empty cookie': `${cookieName}=`,
    'a cookie without a MAC': `${cookieName}=${claim}:`,
    'an expired token': `${cookieName}=${expired}`,
    'a forged token': `${cookieName}=${forged}`,
    'a forged token in quotes': `${cookieName}="${forged}"`,
    'duplicate cookies': `${cookieName}=junk; ${cookieName}=${expired}; ${cookieName}=${forged}`,
  };
  return Object.entries(cookies).map(([name, cookie]) =>
    gated(start, { headers: { cookie }, how: `with ${name}` }),
  );
}

/**
 * A valid token in cookies of other names, where the name is bound to the host: a page on another
 * host of the domain can set each of these.
 */
export function spellingQuestions(start: string, cookieName: string, token: string): Question[] {
  const [, rest] = /^__Host-(.+)$/i.exec(cookieName) ?? [];
  if (rest === undefined) {
    return [];
  }
  const names = [
    rest,
    `__host-${rest}`,
    `__HOST-${rest}`,
    `__Secure-${rest}`,
    `%5F%5FHost-${rest}`,
    `__Host-${rest.toUpperCase()}`,
    `__Host_${rest}`,
  ];
  return names
    .filter((name) => name !== cookieName)
    .map((name) =>
      gated(start, {
        headers: { cookie: `${name}=${token}` },
        how: `with a valid token in the cookie ${name}`,
      }),
    );
}

// RFC 6455 section 4.1; any 16 bytes do.
const HANDSHAKE = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'cG9ja2V0LXNwYS1hdXRoIQ==',
};

export function handshakes(targets: readonly string[], { isBackend }: Scope): Question[] {
  return [...new Set(targets)].slice(0, 8).map((target) =>
    gated(target, {
      kind: isBackend(pathFrom(target)) ? 'backend' : 'gated',
      headers: HANDSHAKE,
      how: 'a WebSocket handshake',
    }),
  );
}

/** The site over http, at the port that stands for it. */
export function httpQuestions(targets: readonly string[]): Question[] {
  return [...new Set(targets)].map((target) => ({
    kind: 'http',
    side: 'http',
    method: 'GET',
    target,
  }));
}

/** What is asked at the origin directly. `prefix` is the path of its URL, without a last slash. */
export function originQuestions(
  prefix: string,
  targets: readonly string[],
  { document }: Pick<Scope, 'document'>,
): Question[] {
  const ask = (path: string, rest: Partial<Question> = {}) =>
    gated(prefix + path, { side: 'origin', path: path.split('?', 1)[0]!, ...rest });
  return [
    ...[...new Set(['/', document, ...targets])].map((path) => ask(path)),
    ask('/?list-type=2', { how: 'a list of the bucket' }),
    ask(document, { method: 'HEAD' }),
    ask('/.git/HEAD'),
    ask('/.env'),
  ];
}
