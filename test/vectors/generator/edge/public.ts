import { token } from '../support/token.js';
import { type Ask, type Draft, NAME } from './case.js';
import { passes, redirects } from './outcomes.js';

const publicPathsConfig = {
  publicPaths: ['/public/*', '/robots.txt', '/assets/app-*', '/about'],
  spaFallback: false,
};

/** Public paths, and paths that only look public (SPEC 5.1). */
export function publicPaths(): Draft[] {
  return [...opened(), ...disguised(), ...closed(), ...beside()];
}

const at = (comment: string, uri: string, more: Partial<Ask> = {}): Ask => ({
  comment: `public paths: ${comment}`,
  uri,
  config: publicPathsConfig,
  flags: ['PublicPath'],
  ...more,
});
const open = (comment: string, uri: string, more: Partial<Ask> = {}): Draft =>
  passes(at(comment, uri, more), uri);

function opened(): Draft[] {
  return [
    open('an exact path', '/robots.txt'),
    open('a prefix with something after it', '/public/logo.svg'),
    open('a prefix with folders after it', '/public/a/b/c'),
    open('a prefix with nothing after it', '/public/'),
    open('a prefix inside a name', '/assets/app-4f2a.js'),
    open('an exact path without a dot', '/about'),
    open('an exact path with a query', '/robots.txt', { query: 'x=%2e%2e//' }),
    open('an exact path by POST', '/robots.txt', { method: 'POST' }),
    open('an exact path from a script', '/robots.txt', { mode: 'cors' }),
    open('two dots inside a name', '/public/a..b'),
    open('two dots at the end of a name', '/public/a..'),
    open('three dots inside a name', '/public/a...b'),
    open('a dot before a name', '/public/.well-known'),
    open('an equals sign in a name', '/public/a,b=c'),
    open('two dots at the end of a folder', '/public/a../x'),
    open('an encoded space', '/public/a%20b'),
    open('a letter beyond ASCII', '/public/%C3%A9'),
    open('the login path', '/api/auth/login', { query: 'next=%2F' }),
    open('the login path by POST', '/api/auth/login', { method: 'POST' }),
  ];
}

function disguised(): Draft[] {
  const hidden = (comment: string, uri: string, next: string): Draft =>
    redirects(at(comment, uri), 'missing', `/api/auth/login?next=${next}`);
  return [
    hidden('a double dot segment', '/public/../admin', '%2Fpublic%2F..%2Fadmin'),
    hidden('a double dot segment at the end', '/public/..', '%2Fpublic%2F..'),
    hidden('a dot segment', '/public/./admin', '%2Fpublic%2F.%2Fadmin'),
    hidden('a dot segment at the end', '/public/.', '%2Fpublic%2F.'),
    hidden('%2e%2e', '/public/%2e%2e/admin', '%2Fpublic%2F%252e%252e%2Fadmin'),
    hidden('%2E%2E', '/public/%2E%2E/admin', '%2Fpublic%2F%252E%252E%2Fadmin'),
    hidden('a dot and %2e', '/public/.%2e/admin', '%2Fpublic%2F.%252e%2Fadmin'),
    hidden('%2e inside a name', '/public/a%2ejs', '%2Fpublic%2Fa%252ejs'),
    hidden('%2f', '/public/..%2fadmin', '%2Fpublic%2F..%252fadmin'),
    hidden('%2F inside a name', '/public/a%2Fb', '%2Fpublic%2Fa%252Fb'),
    hidden('%5c', '/public/..%5cadmin', '%2Fpublic%2F..%255cadmin'),
    hidden('%5C inside a name', '/public/a%5Cb', '%2Fpublic%2Fa%255Cb'),
    hidden('a backslash', '/public/..\\admin', '%2Fpublic%2F..%5Cadmin'),
    hidden('a backslash inside a name', '/public/a\\b', '%2Fpublic%2Fa%5Cb'),
    hidden('two slashes', '/public//admin', '%2Fpublic%2F%2Fadmin'),
    hidden('two slashes at the end', '/public//', '%2Fpublic%2F%2F'),
    hidden('two slashes far behind', '/public/a/b//c', '%2Fpublic%2Fa%2Fb%2F%2Fc'),
    hidden(
      'a double dot segment with a parameter',
      '/public/..;/admin',
      '%2Fpublic%2F..%3B%2Fadmin',
    ),
    hidden(
      'a double dot segment with a named parameter',
      '/public/..;a=b/admin',
      '%2Fpublic%2F..%3Ba%3Db%2Fadmin',
    ),
    hidden('a dot segment with a parameter', '/public/.;x', '%2Fpublic%2F.%3Bx'),
    hidden('two slashes before', '//public/a', '%2Fpublic%2Fa'),
  ];
}

function closed(): Draft[] {
  const shut = (comment: string, uri: string, next: string, more: Partial<Ask> = {}): Draft =>
    redirects(at(comment, uri, more), 'missing', `/api/auth/login?next=${next}`);
  return [
    shut('the prefix without its slash', '/public', '%2Fpublic'),
    shut('a longer name than the prefix', '/publications', '%2Fpublications'),
    shut('the prefix in capitals', '/Public/a', '%2FPublic%2Fa'),
    shut('the prefix further back', '/x/public/a', '%2Fx%2Fpublic%2Fa'),
    shut('an exact path and a slash', '/about/', '%2Fabout%2F'),
    shut('an exact path and more', '/about/us', '%2Fabout%2Fus'),
    shut('an exact path as a prefix', '/robots.txt.bak', '%2Frobots.txt.bak'),
    shut('an exact path in capitals', '/ROBOTS.TXT', '%2FROBOTS.TXT'),
    shut('an exact path and an encoded NUL', '/robots.txt%00', '%2Frobots.txt%2500'),
    shut('an exact path and a parameter', '/robots.txt;x', '%2Frobots.txt%3Bx'),
    shut('an exact path with an encoded letter', '/%61bout', '%2F%2561bout'),
    shut('an encoded "?" and a public path', '/admin%3F/public/', '%2Fadmin%253F%2Fpublic%2F'),
    shut('a public path in the query', '/admin', '%2Fadmin%3F%2Fpublic%2Fa', {
      query: '/public/a',
    }),
    shut('a prefix with a letter missing', '/assets/ap', '%2Fassets%2Fap'),
    shut('the login path and a slash', '/api/auth/login/', '%2Fapi%2Fauth%2Flogin%2F'),
    shut('the login path in capitals', '/API/auth/login', '%2FAPI%2Fauth%2Flogin'),
    shut('the login path and a parameter', '/api/auth/login;x', '%2Fapi%2Fauth%2Flogin%3Bx'),
    shut('the login path after two slashes', '//api/auth/login', '%2Fapi%2Fauth%2Flogin'),
    shut('the folder of the login path', '/api/auth/', '%2Fapi%2Fauth%2F'),
    shut('a "*" in the path is only a character', '/assets/*', '%2Fassets%2F*'),
  ];
}

function beside(): Draft[] {
  return [
    open('a public path with a junk token', '/robots.txt', { cookies: [[NAME, 'junk']] }),
    open('a public path with a valid token', '/robots.txt', { cookies: [[NAME, token()]] }),
    passes(
      {
        ...at('a public path without a secret', '/robots.txt'),
        secret: null,
        flags: ['PublicPath', 'NoSecret'],
        cookies: [[NAME, token()]],
      },
      '/robots.txt',
    ),
    passes(
      {
        comment: 'the SPA fallback applies to a public path',
        uri: '/about',
        config: { publicPaths: ['/about'] },
        flags: ['PublicPath'],
      },
      '/index.html',
    ),
    passes(
      {
        comment: 'the SPA fallback applies to the login path',
        uri: '/api/auth/login',
        flags: ['PublicPath'],
      },
      '/index.html',
    ),
    passes(
      {
        comment: 'the SPA fallback leaves a public file alone',
        uri: '/robots.txt',
        config: { publicPaths: ['/robots.txt'] },
        flags: ['PublicPath'],
      },
      '/robots.txt',
    ),
    redirects(
      {
        comment: 'a path that the SPA fallback would make public',
        uri: '/admin',
        config: { publicPaths: ['/index.html'] },
        flags: ['PublicPath'],
      },
      'missing',
      '/api/auth/login?next=%2Fadmin',
    ),
    passes(
      {
        comment: 'a public path whose name is that of an object property',
        uri: '/__proto__',
        config: { publicPaths: ['/__proto__'], spaFallback: false },
        flags: ['PublicPath', 'ObjectProperty'],
      },
      '/__proto__',
    ),
  ];
}
