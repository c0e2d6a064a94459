import type { Draft } from './case.js';
import { passesWithToken, redirects } from './outcomes.js';

/** The SPA fallback of a verified request (SPEC 5.3). */
export function fallbacks(): Draft[] {
  const goes = (comment: string, uri: string, to: string, config = {}): Draft =>
    passesWithToken(
      { comment: `SPA fallback: ${comment}`, uri, config, flags: ['SpaFallback'] },
      to,
    );
  const stays = (comment: string, uri: string, config = {}): Draft =>
    goes(comment, uri, uri, config);
  const custom = { spaFallback: '/app/shell.html' };
  const bare = { spaFallback: '/shell' };
  const off = { spaFallback: false };
  return [
    goes('the root', '/', '/index.html'),
    goes('a route', '/reports', '/index.html'),
    goes('a deep route', '/reports/7/edit', '/index.html'),
    goes('a trailing slash', '/reports/', '/index.html'),
    goes('a dot in a folder', '/v1.2/reports', '/index.html'),
    goes('a dot in a folder and a trailing slash', '/a.b/', '/index.html'),
    goes('an encoded dot is no dot', '/app%2ejs', '/index.html'),
    goes('two slashes at the end', '/reports//', '/index.html'),
    goes('a route beyond ASCII', '/%E5%AE%B6', '/index.html'),
    stays('a file', '/app.js'),
    stays('a file in a folder', '/assets/app.4f2a.js'),
    stays('a hidden file', '/.well-known'),
    stays('a dot at the end', '/reports.'),
    stays('a dot alone', '/reports/.'),
    stays('the fallback itself', '/index.html'),
    goes('another fallback, a route', '/reports/7', '/app/shell.html', custom),
    goes('another fallback, the root', '/', '/app/shell.html', custom),
    stays('another fallback, a file', '/app.js', custom),
    goes('a fallback without a dot', '/reports/7', '/shell', bare),
    stays('off: a route', '/reports/7', off),
    stays('off: the root', '/', off),
    stays('off: a file', '/app.js', off),
    passesWithToken(
      { comment: 'the query goes on untouched', query: 'a=1.5&b=c.d', flags: ['SpaFallback'] },
      '/index.html',
    ),
    passesWithToken(
      { comment: 'POST to a route', method: 'POST', mode: 'cors', flags: ['SpaFallback'] },
      '/index.html',
    ),
    passesWithToken(
      {
        comment: 'off: POST',
        uri: '/api/me',
        method: 'POST',
        mode: 'cors',
        config: off,
        flags: ['SpaFallback'],
      },
      '/api/me',
    ),
    redirects(
      {
        comment: 'the path before the fallback is the one to return to',
        uri: '/reports/7',
        flags: ['SpaFallback'],
      },
      'missing',
      '/api/auth/login?next=%2Freports%2F7',
    ),
  ];
}
