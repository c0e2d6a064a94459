import { token } from '../support/token.js';
import { type Ask, type Draft, NAME } from './case.js';
import { passes, redirects, unauthorized } from './outcomes.js';

const LOGIN = '/api/auth/login?next=%2Freports%2F7';

/** Parts that a request may be without (SPEC 5.6). */
export function absentParts(): Draft[] {
  const ask = (comment: string, absent: Ask['absent'], more: Partial<Ask> = {}): Ask => ({
    comment: `absent parts: ${comment}`,
    absent: absent!,
    flags: ['AbsentPart'],
    ...more,
  });
  const signedIn: Partial<Ask> = { cookies: [[NAME, token()]] };
  const open: Partial<Ask> = { uri: '/a.txt', config: { publicPaths: ['/a.txt'] } };
  const identity = { identityHeader: 'x-auth-user' };
  const mine = { headers: { 'x-auth-user': 'vector-user' } };
  return [
    redirects(ask('no cookies', ['cookies']), 'missing', LOGIN),
    redirects(
      ask('no cookies, a name of an object property', ['cookies'], {
        config: { cookieName: 'constructor' },
        flags: ['AbsentPart', 'ObjectProperty'],
      }),
      'missing',
      LOGIN,
    ),
    // Without headers nothing shows that a script sent it.
    redirects(ask('no headers', ['headers']), 'missing', LOGIN),
    passes(ask('no headers, a valid token', ['headers'], signedIn), '/index.html'),
    passes(
      ask('no headers, a valid token and an identity header', ['headers'], {
        ...signedIn,
        config: identity,
      }),
      '/index.html',
      mine,
    ),
    redirects(ask('no querystring', ['querystring']), 'missing', LOGIN),
    passes(ask('no querystring, a valid token', ['querystring'], signedIn), '/index.html'),
    redirects(ask('none of the three', ['cookies', 'headers', 'querystring']), 'missing', LOGIN),
    passes(
      ask('none of the three on a public path', ['cookies', 'headers', 'querystring'], open),
      '/a.txt',
    ),
    passes(
      ask(
        'none of the three on a public path, an identity header',
        ['cookies', 'headers', 'querystring'],
        { ...open, config: { ...open.config, ...identity } },
      ),
      '/a.txt',
    ),
    redirects(
      ask('no querystring and no rawQueryString', ['querystring'], { parsedQuery: true }),
      'missing',
      LOGIN,
    ),
    unauthorized(
      ask('OPTIONS without headers is no preflight', ['headers'], { method: 'OPTIONS' }),
      'missing',
    ),
  ];
}
