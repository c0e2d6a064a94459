import { type Asked, type Fault, FILES, type Reply } from '../../../../fakes/gated-site.js';
import {
  adds,
  ERROR_PAGE,
  errorPage,
  isStranger,
  type Leak,
  opens,
  replaces,
  SHELL,
  shell,
} from './leak.js';

const ETAG = `"${Buffer.from('/index.html').toString('hex').slice(-24)}"`;

const NONCE = /^\/probe-[\da-f]{12}/;

const isNonce = (asked: Asked) => isStranger(asked) && NONCE.test(asked.path);

const isLong = (limit: number) => (asked: Asked) =>
  isStranger(asked) && asked.target.length > limit;

const isMalformed = (asked: Asked) => isStranger(asked) && /^\/%(?:$|zz)/.test(asked.path);

const isPost = (asked: Asked) => asked.method === 'POST' && isStranger(asked);

const isHandshake = ({ headers }: Asked) => headers.upgrade === 'websocket';

const switched: Reply = { status: 101, headers: { upgrade: 'websocket' } };

/** The error page of a site is public. */
const hasErrorPage =
  (fault: Fault): Fault =>
  (reply, asked) =>
    asked.path === '/error.html' && asked.method === 'GET' ? errorPage(200)() : fault(reply, asked);

const withErrorPage = { publicPaths: ['/login', '/error.html'] };

/** Error pages, methods and refusals that hold more than they must. */
export const ANSWER_LEAKS: readonly Leak[] = [
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
];
