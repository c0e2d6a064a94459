import { adds, type Leak, opens, replaces, shell } from './leak.js';

/** Other addresses of the same file: another spelling, or http. */
export const ADDRESS_LEAKS: readonly Leak[] = [
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
];
