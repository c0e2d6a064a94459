import type { Ask, Draft } from './case.js';
import { passes, passesWithToken, redirects, unauthorized } from './outcomes.js';

/** Files, routes and the backend's paths, where the configuration names them (SPEC 5.3). */
export function routes(): Draft[] {
  return [...extensions(), ...publicFiles(), ...backend()];
}

const SHELL = '/index.html';

function extensions(): Draft[] {
  const config = { fileExtensions: ['js', 'CSS', 'map', 'woff2', '7z'] };
  const ask = (comment: string, uri: string): Ask => ({
    comment: `fileExtensions: ${comment}`,
    uri,
    config,
    flags: ['SpaFallback'],
  });
  const file = (comment: string, uri: string): Draft => passesWithToken(ask(comment, uri), uri);
  const route = (comment: string, uri: string): Draft => passesWithToken(ask(comment, uri), SHELL);
  return [
    route('a dot in a name', '/users/jane.doe'),
    route('an e-mail address', '/users/jane@example.com'),
    route('a version', '/docs/v1.2'),
    route('an extension that is not in the list', '/report.pdf'),
    route('the root', '/'),
    route('a route without a dot', '/reports/7'),
    file('an extension of the list', '/app.js'),
    file('an extension of the list in a folder', '/assets/app.4f2a.js'),
    file('an extension in capitals', '/APP.JS'),
    file('an extension that the list has in capitals', '/app.css'),
    file('an extension that the list has in capitals, in mixed ones', '/app.Css'),
    file('a digit at the end', '/font.woff2'),
    file('a digit at the beginning', '/all.7z'),
    file('the last of two extensions', '/app.js.map'),
    route('the first of two extensions', '/app.js.gz'),
    file('an extension alone', '/.js'),
    route('the letters without a dot', '/appjs'),
    route('the letters alone', '/js'),
    route('a longer extension', '/app.jsx'),
    route('an extension that ends in one of the list', '/app.mjs'),
    route('a dot at the end', '/app.js.'),
    route('an extension in a folder', '/app.js/reports'),
    route('an extension before a trailing slash', '/app.js/'),
    route('an encoded dot', '/app%2ejs'),
    route('an extension and an encoded slash', '/app.js%2f'),
    route('names of object properties', '/a.constructor'),
    passesWithToken(
      {
        comment: 'fileExtensions false: every dot makes a file',
        uri: '/users/jane.doe',
        config: { fileExtensions: false },
        flags: ['SpaFallback'],
      },
      '/users/jane.doe',
    ),
    passesWithToken(
      {
        ...ask('spaFallback false leaves everything', '/users/jane.doe'),
        config: { ...config, spaFallback: false },
      },
      '/users/jane.doe',
    ),
    redirects(
      ask('a route with a dot is protected', '/users/jane.doe'),
      'missing',
      '/api/auth/login?next=%2Fusers%2Fjane.doe',
    ),
  ];
}

/** `/favicon.ico` must never become the application's page for strangers. */
function publicFiles(): Draft[] {
  const config = {
    fileExtensions: ['js'],
    publicPaths: ['/favicon.ico', '/about', '/v1.2/about', '/public/*'],
  };
  const ask = (comment: string, uri: string): Ask => ({
    comment: `fileExtensions and publicPaths: ${comment}`,
    uri,
    config,
    flags: ['SpaFallback', 'PublicPath'],
  });
  return [
    passes(ask('an exact path with a dot is a file', '/favicon.ico'), '/favicon.ico'),
    passesWithToken(
      ask('an exact path with a dot is a file with a token too', '/favicon.ico'),
      '/favicon.ico',
    ),
    passes(ask('an exact path without a dot is a route', '/about'), SHELL),
    passes(ask('an exact path with a dot in a folder alone is a route', '/v1.2/about'), SHELL),
    passes(ask('a prefix makes no file', '/public/favicon.ico'), SHELL),
    passes(ask('a prefix and an extension of the list', '/public/app.js'), '/public/app.js'),
    passesWithToken(ask('the same name elsewhere is a route', '/x/favicon.ico'), SHELL),
    passesWithToken(ask('the name in capitals is a route', '/FAVICON.ICO'), SHELL),
  ];
}

function backend(): Draft[] {
  const config = { backendPaths: ['/api/*', '/graphql', '/hooks/in-*'] };
  const ask = (comment: string, uri: string, more: Partial<Ask> = {}): Ask => ({
    comment: `backendPaths: ${comment}`,
    uri,
    config,
    flags: ['SpaFallback'],
    ...more,
  });
  const stays = (comment: string, uri: string, more: Partial<Ask> = {}): Draft =>
    passesWithToken(ask(comment, uri, more), uri);
  const route = (comment: string, uri: string): Draft => passesWithToken(ask(comment, uri), SHELL);
  return [
    stays('a prefix', '/api/me'),
    stays('a prefix with folders after it', '/api/a/b/c'),
    stays('a prefix with nothing after it', '/api/'),
    stays('a prefix inside a name', '/hooks/in-7'),
    stays('an exact path', '/graphql'),
    stays('POST', '/api/me', { method: 'POST', mode: 'cors' }),
    stays('a query', '/api/me', { query: 'a=b' }),
    stays('a path of dots is compared as sent', '/api/../x'),
    stays('two slashes after the prefix', '/api//x'),
    stays('an encoded slash after the prefix', '/api/%2e%2e%2fx'),
    stays('a file', '/api/a.json'),
    route('the prefix without its slash', '/api'),
    route('the prefix in capitals', '/API/me'),
    route('the prefix further back', '/x/api/me'),
    route('two slashes before the prefix', '//api/me'),
    route('dots before the prefix', '/./api/me'),
    route('an encoded letter of the prefix', '/%61pi/me'),
    route('an exact path and a slash', '/graphql/'),
    route('an exact path and more', '/graphql2'),
    route('every other route', '/reports/7'),
    stays('beside fileExtensions', '/api/jane.doe', {
      config: { ...config, fileExtensions: ['js'] },
    }),
    passesWithToken(
      ask('beside fileExtensions, a route with a dot', '/users/jane.doe', {
        config: { ...config, fileExtensions: ['js'] },
      }),
      SHELL,
    ),
    passes(ask('the login path is not changed', '/api/auth/login'), '/api/auth/login'),
    passes(
      ask('a path in both lists is public and not changed', '/api/health', {
        config: { ...config, publicPaths: ['/api/health'] },
      }),
      '/api/health',
    ),
    passes(
      ask('a public prefix inside a backend prefix', '/api/open/a', {
        config: { ...config, publicPaths: ['/api/open/*'] },
      }),
      '/api/open/a',
    ),
    unauthorized(
      ask('a script without a token is refused', '/api/me', { mode: 'cors' }),
      'missing',
    ),
    redirects(
      ask('a page without a token is refused', '/graphql'),
      'missing',
      '/api/auth/login?next=%2Fgraphql',
    ),
  ];
}
