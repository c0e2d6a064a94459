import { generateToken } from '../../../../signer/index.js';
import {
  type Asked,
  type Fault,
  FILES,
  LOGIN_PAGE,
  type Reply,
} from '../../../fakes/gated-site.js';
import { NOW, SECRET } from '../../../fakes/site.js';

/** One leak of a site, the result that has to name it, and what looks like it and is none. */
export interface Leak {
  readonly name: string;
  readonly fault: Fault;
  readonly found: { readonly method?: string; readonly target: RegExp; readonly verdict?: 'odd' };
  /** Default: nothing is known that looks like it. */
  readonly harmless?: Fault;
  /** Whether the site has TLS. Default: the leak is tried with and without. */
  readonly needsTls?: true;
  readonly cookieName?: string;
  readonly config?: { readonly publicPaths?: readonly string[] };
}

const SHELL = { 'content-type': 'text/html' };
const ETAG = `"${Buffer.from('/index.html').toString('hex').slice(-24)}"`;
const NONCE = /^\/probe-[\da-f]{12}/;
const ERROR_PAGE = '<!doctype html><title>Sorry</title><p>Something went wrong in the harbor.</p>';
const TOKEN = generateToken('harbor-master', { secret: SECRET, now: NOW });

/** Everybody gets what matches. */
const opens =
  (matches: (asked: Asked) => boolean): Fault =>
  (reply, asked) =>
    matches(asked) ? asked.content : reply;

const opensPath = (path: string) => opens((asked) => asked.path === path);

/** Another answer where something matches, made of the usual one. */
const replaces =
  (matches: (asked: Asked) => boolean, make: (reply: Reply, asked: Asked) => Reply): Fault =>
  (reply, asked) =>
    matches(asked) ? make(reply, asked) : reply;

const isStranger = ({ hasToken, path, isPlain }: Asked) =>
  !hasToken && !isPlain && path !== '/login' && !path.startsWith('/api/');

const adds =
  (headers: Record<string, string>, matches = isStranger): Fault =>
  (reply, asked) =>
    matches(asked) ? { ...reply, headers: { ...reply.headers, ...headers } } : reply;

const shell = (status: number) => () => ({ status, headers: SHELL, body: FILES['/index.html']! });
const errorPage = (status: number) => () => ({ status, headers: SHELL, body: ERROR_PAGE });
const isNonce = (asked: Asked) => isStranger(asked) && NONCE.test(asked.path);
const isLong = (limit: number) => (asked: Asked) =>
  isStranger(asked) && asked.target.length > limit;
const isMalformed = (asked: Asked) => isStranger(asked) && /^\/%(?:$|zz)/.test(asked.path);
const isPost = (asked: Asked) => asked.method === 'POST' && isStranger(asked);
const hasCookie = (pattern: RegExp) => (asked: Asked) => pattern.test(asked.headers.cookie ?? '');
const isHandshake = ({ headers }: Asked) => headers.upgrade === 'websocket';
const switched: Reply = { status: 101, headers: { upgrade: 'websocket' } };
/** The error page of a site is public. */
const hasErrorPage =
  (fault: Fault): Fault =>
  (reply, asked) =>
    asked.path === '/error.html' && asked.method === 'GET' ? errorPage(200)() : fault(reply, asked);
const withErrorPage = { publicPaths: ['/login', '/error.html'] };

const cached = (headers: Record<string, string | string[]>): Fault =>
  replaces(
    ({ path }) => path === '/login',
    (reply) => ({ ...reply, headers: { ...reply.headers, ...headers } }),
  );

/** What a cache in front does that keeps pages of visitors by their path alone. */
function keepsPages(): Fault {
  const kept = new Map<string, Reply>();
  return (reply, asked) => {
    if (asked.hasToken && reply.status === 200) {
      kept.set(asked.path, reply);
    }
    return isStranger(asked) && asked.method === 'GET' ? (kept.get(asked.path) ?? reply) : reply;
  };
}

const file = (name: string, path: string): Leak => ({
  name,
  fault: opensPath(path),
  found: { target: new RegExp(`^${path.replaceAll('.', '\\.')}$`) },
});

const stray = (path: string, body: string): Leak => ({
  name: `a stray file, ${path}`,
  fault: replaces(
    (asked) => asked.path === path,
    () => ({ status: 200, headers: { 'content-type': 'text/plain' }, body }),
  ),
  found: { target: new RegExp(`^${path.replaceAll('.', '\\.')}$`) },
  harmless: replaces((asked) => asked.path === path && isStranger(asked), errorPage(404)),
});

const cookie = (name: string, pattern: RegExp, harmless?: RegExp): Leak => ({
  name: `a gate that lets in ${name}`,
  fault: opens(hasCookie(pattern)),
  found: { target: /^\/$/ },
  ...(harmless && { harmless: opens(hasCookie(harmless)) }),
});

export const LEAKS: readonly Leak[] = [
  { name: 'no gate at all', fault: opens(isStranger), found: { target: /^\/$/ } },
  file('the document', '/index.html'),
  {
    name: 'deep links',
    fault: opens((asked) => isStranger(asked) && /^\/.+\/7$/.test(asked.path)),
    found: { target: /7\?view=chart$/ },
  },
  {
    ...file('scripts', '/assets/app.js'),
    harmless: opens(({ path }) => path === '/login/style.js'),
  },
  file('a script that only another one imports', '/assets/lazy.js'),
  file('a worker', '/assets/worker.js'),
  file('a service worker', '/sw.js'),
  file('a file that only a service worker names', '/assets/cached.css'),
  file('an image of the manifest', '/icons/512.png'),
  file('an image in a srcset', '/large.png'),
  file('a font of a style sheet', '/assets/quay.woff2'),
  file('a source map', '/assets/app.js.map'),
  file('a source that only a source map names', '/src/main.ts'),
  file('a page behind a link', '/help.html'),
  stray('/.git/HEAD', 'ref: refs/heads/main\n'),
  stray('/.env', 'DATABASE=postgres://harbor\n'),
  stray('/viewer-request.js', 'function handler(event) { return event.request; }'),
  stray('/edge/viewer-request.js', 'function handler(event) { return event.request; }'),
  stray('/asset-manifest.json', '{"files":{"main.js":"/static/js/main.js"}}'),
  {
    name: 'the application as the 404 page',
    fault: replaces(isNonce, shell(404)),
    found: { target: NONCE },
    harmless: replaces(isNonce, errorPage(404)),
  },
  {
    name: 'the application as an error page with status 200',
    fault: replaces(isNonce, shell(200)),
    found: { target: NONCE },
  },
  {
    name: 'the application as the page of an unknown path of the backend',
    fault: replaces(({ path }) => path.startsWith('/api/probe-'), shell(404)),
    found: { target: /^\/api\/probe-/ },
    harmless: replaces(
      ({ path }) => path.startsWith('/api/probe-'),
      () => ({
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: '{"version":"the harbor has an interface for everybody"}',
      }),
    ),
  },
  {
    name: 'the application as the page of a URL of over 2,048 characters',
    fault: replaces(isLong(2048), shell(414)),
    found: { target: /a{2048}/ },
    harmless: hasErrorPage(replaces(isLong(2048), errorPage(200))),
    config: withErrorPage,
  },
  {
    name: 'the application as the page of a URL of over 8,192 characters',
    fault: replaces(isLong(8192), shell(414)),
    found: { target: /a{8192}/ },
    harmless: replaces(isLong(8192), errorPage(414)),
  },
  {
    name: 'the application as the page of a malformed escape',
    fault: replaces(isMalformed, shell(400)),
    found: { target: /^\/%/ },
    harmless: replaces(isMalformed, errorPage(400)),
  },
  {
    name: 'the application as the page of a POST',
    fault: replaces(isPost, shell(403)),
    found: { method: 'POST', target: /^\/$/ },
    harmless: hasErrorPage(replaces(isPost, errorPage(200))),
    config: withErrorPage,
  },
  {
    name: 'an error page that holds a script of the application and a word more',
    fault: replaces(isNonce, () => ({
      status: 500,
      headers: SHELL,
      body: `<pre>${FILES['/assets/lazy.js']}</pre>`,
    })),
    found: { target: NONCE },
  },
  cookie('any cookie', /pocket-spa-token=/, /^another=/),
  cookie('an expired token', /^pocket-spa-token=[^;]+:1799395\d{3}:/),
  cookie('a forged token', /^pocket-spa-token=[^;:]+:1800000300:[\da-f]{64}$/),
  cookie('several cookies of the name', /pocket-spa-token=.*pocket-spa-token=/),
  cookie('a token without a MAC', /^pocket-spa-token=[^;:]+:\d+:$/),
  {
    name: 'a cookie whose name is compared in any case',
    cookieName: '__Host-spa',
    fault: opens(hasCookie(/(?:^|; )__host-spa=/i)),
    found: { target: /^\/$/ },
    harmless: (reply) => reply,
  },
  {
    name: 'a cookie without the prefix of its name',
    cookieName: '__Host-spa',
    fault: opens(hasCookie(/^spa=/)),
    found: { target: /^\/$/ },
  },
  {
    name: 'HEAD without a gate',
    fault: opens((asked) => asked.method === 'HEAD' && isStranger(asked)),
    found: { method: 'HEAD', target: /^\/$/ },
    harmless: replaces(
      ({ method }) => method === 'HEAD',
      (reply) => ({
        ...reply,
        headers: { ...reply.headers, 'content-length': '0' },
      }),
    ),
  },
  {
    name: 'a refusal of HEAD with the size of the file',
    fault: replaces(
      (asked) => asked.method === 'HEAD' && isStranger(asked),
      (_, { content }) => ({
        status: 404,
        headers: { 'content-length': `${Buffer.byteLength(content.body ?? '')}` },
      }),
    ),
    found: { method: 'HEAD', target: /^\/index\.html$/ },
    harmless: replaces(
      (asked) => asked.method === 'HEAD' && isStranger(asked),
      () => ({
        status: 404,
        headers: { 'content-length': '153', etag: '"an-error-page"' },
      }),
    ),
  },
  {
    name: 'a refusal with the entity tag of the file',
    fault: replaces(isStranger, () => ({ status: 403, headers: { etag: `W/${ETAG}` } })),
    found: { target: /^\/$/ },
    harmless: replaces(isStranger, () => ({
      status: 403,
      headers: { etag: '"an-error-page"', 'last-modified': 'Mon, 02 Nov 2026 08:00:00 GMT' },
      body: ERROR_PAGE,
    })),
  },
  {
    name: 'OPTIONS that gives the page',
    fault: replaces(({ method }) => method === 'OPTIONS', shell(200)),
    found: { method: 'OPTIONS', target: /^\/$/ },
    harmless: replaces(
      ({ method }) => method === 'OPTIONS',
      () => ({
        status: 204,
        headers: { allow: 'GET, HEAD', 'access-control-allow-origin': '*' },
      }),
    ),
  },
  {
    name: 'a range without a gate',
    fault: replaces(
      ({ headers }) => headers.range === 'bytes=0-15',
      (_, { content }) => ({
        status: 206,
        headers: { 'content-range': 'bytes 0-15/400' },
        body: (content.body ?? '').slice(0, 16),
      }),
    ),
    found: { target: /^\/$/ },
    harmless: adds({ 'accept-ranges': 'bytes' }),
  },
  {
    name: 'a range behind the end that tells the size',
    fault: replaces(
      ({ headers }) => headers.range === 'bytes=999999999-',
      () => ({
        status: 416,
        headers: { 'content-range': 'bytes */400' },
      }),
    ),
    found: { target: /^\/$/ },
    harmless: replaces(
      ({ headers }) => headers.range === 'bytes=999999999-',
      () => ({
        status: 416,
      }),
    ),
  },
  {
    name: 'a condition that is answered before the gate',
    fault: replaces(
      ({ headers }) => headers['if-none-match'] !== undefined,
      () => ({
        status: 304,
        headers: { etag: ETAG },
      }),
    ),
    found: { target: /^\/$/ },
  },
  {
    name: 'a refusal that has the page as its body',
    fault: replaces(isStranger, (reply) => ({
      ...reply,
      headers: { ...reply.headers, ...SHELL },
      body: `${FILES['/index.html']}\n`,
    })),
    found: { target: /^\/$/ },
    harmless: replaces(isStranger, (reply) => ({
      ...reply,
      headers: { ...reply.headers, ...SHELL },
      body: '<!doctype html><title>Found</title><p>See <a href="/login">the login page</a>.</p>',
    })),
  },
  {
    name: 'a refusal with a Link to files of the application',
    fault: adds({ link: '</assets/app.js>; rel=modulepreload' }),
    found: { target: /^\/$/ },
    harmless: adds({ link: '</login>; rel=next, <https://cdn.example/a.js>; rel=preload' }),
  },
  {
    name: 'an early answer that names files of the application',
    fault: replaces(isStranger, (reply) => ({ ...reply, early: '</assets/app.js>; rel=preload' })),
    found: { target: /^\/$/ },
    harmless: replaces(isStranger, (reply) => ({ ...reply, early: '</login>; rel=preconnect' })),
  },
  {
    name: 'a WebSocket on the start page',
    fault: replaces(
      (asked) => isHandshake(asked) && asked.path === '/',
      () => switched,
    ),
    found: { target: /^\/$/ },
    harmless: replaces(isHandshake, () => ({ status: 426, headers: { upgrade: 'websocket' } })),
  },
  {
    name: 'a WebSocket that a script opens',
    fault: replaces(
      (asked) => isHandshake(asked) && asked.path === '/api/live',
      () => switched,
    ),
    found: { target: /^\/api\/live$/ },
    harmless: replaces(isHandshake, () => ({ status: 401 })),
  },
  {
    name: 'a login from a cache with a cookie',
    fault: cached({ 'x-cache': 'Hit from cloudfront', 'set-cookie': ['sid=8c1f; Path=/'] }),
    found: { target: /^\/login/ },
    harmless: cached({ 'x-cache': 'Miss from cloudfront', 'set-cookie': ['sid=8c1f; Path=/'] }),
  },
  {
    name: 'a login with an age and a cookie',
    fault: cached({ age: '7', 'set-cookie': ['sid=8c1f; Path=/'] }),
    found: { target: /^\/login/ },
    harmless: cached({ age: '7', 'set-cookie': ['old=; Path=/; Max-Age=0'] }),
  },
  {
    name: 'a cache that keeps what visitors with a token get',
    fault: keepsPages(),
    found: { target: /^\/(?:$|assets)/ },
  },
  {
    name: 'a gate that lets speculative loads in',
    fault: opens((asked) => asked.headers['sec-purpose'] === 'prefetch'),
    found: { target: /^\/$/ },
  },
  {
    name: 'a gate that lets scripts in',
    fault: opens((asked) => isStranger(asked) && asked.headers['sec-fetch-mode'] === 'cors'),
    found: { target: /^\/$/ },
  },
  {
    name: 'a gate that lets any bearer token in',
    fault: opens((asked) => asked.headers.authorization !== undefined),
    found: { target: /^\/$/ },
  },
  {
    name: 'a gate that gives a stranger a token',
    fault: adds({ 'set-cookie': `pocket-spa-token=${TOKEN}; Path=/` }),
    found: { target: /^\/$/ },
    harmless: adds({ 'set-cookie': 'pocket-spa-bounce=1; Max-Age=20; Path=/' }),
  },
  {
    name: 'a server that takes two slashes for one',
    fault: replaces(({ target }) => target === '//index.html', shell(200)),
    found: { target: /^\/\/index\.html$/ },
    harmless: replaces(
      ({ target }) => target === '//index.html',
      () => ({
        status: 301,
        headers: { location: '/index.html' },
      }),
    ),
  },
  {
    name: 'a server that decodes a way out of a public folder',
    fault: replaces(({ target }) => target === '/login/..%2findex.html', shell(200)),
    found: { target: /^\/login\/\.\.%2findex\.html$/ },
    config: { publicPaths: ['/login/*'] },
  },
  {
    name: 'the site over http on the same port',
    needsTls: true,
    fault: opens((asked) => asked.isPlain),
    found: { target: /^\/$/ },
    harmless: replaces(
      (asked) => asked.isPlain,
      () => ({ status: 400, body: 'TLS, please' }),
    ),
  },
  {
    name: 'the gate over http, without a redirect',
    needsTls: true,
    fault: replaces(
      (asked) => asked.isPlain,
      () => ({
        status: 302,
        headers: { location: '/login', 'x-spa-auth-reason': 'missing' },
      }),
    ),
    found: { target: /^\/$/, verdict: 'odd' },
    harmless: replaces(
      (asked) => asked.isPlain,
      () => ({ status: 403 }),
    ),
  },
  {
    name: 'no HSTS',
    needsTls: true,
    fault: adds({ 'strict-transport-security': 'max-age=0' }, () => true),
    found: { target: /^\/$/, verdict: 'odd' },
    harmless: adds({ 'strict-transport-security': 'Max-Age="600"; preload' }, () => true),
  },
  {
    name: 'a refusal from a cache',
    fault: adds({ 'x-cache': 'RefreshHit from cloudfront' }),
    found: { target: /^\/$/, verdict: 'odd' },
    harmless: adds({ 'x-cache': 'FunctionGeneratedResponse from cloudfront', age: '0' }),
  },
  {
    name: 'a page that browsers may keep',
    fault: replaces(
      ({ hasToken }) => hasToken,
      (reply) => {
        const { 'cache-control': _, ...headers } = reply.headers ?? {};
        return { ...reply, headers };
      },
    ),
    found: { target: /^\/$/, verdict: 'odd' },
    harmless: replaces(
      ({ hasToken }) => hasToken,
      (reply) => ({
        ...reply,
        headers: { ...reply.headers, 'cache-control': 'private, max-age=60' },
      }),
    ),
  },
  {
    name: 'a page in place of the login page',
    fault: replaces(({ path, hasToken }) => path === '/' && !hasToken, errorPage(200)),
    found: { target: /^\/$/ },
    harmless: replaces(
      (asked) => isStranger(asked) && asked.method === 'GET' && asked.path === '/',
      () => ({ status: 200, headers: SHELL, body: LOGIN_PAGE }),
    ),
  },
];
