import { alter, token } from '../support/token.js';
import { type Ask, type Draft, NAME } from './case.js';
import { passes, passesWithToken, redirects, unauthorized } from './outcomes.js';

const config = { identityHeader: 'X-Auth-User' };
const mine = { 'x-auth-user': 'vector-user' };

/** The identity header: set from the token, and only from it (SPEC 5.3). */
export function identities(): Draft[] {
  return [...ids(), ...copies(), ...tooMany(), ...manyNames()];
}

function ids(): Draft[] {
  const named = (comment: string, userId: string, value: string): Draft => {
    const made = alter(token(userId), (all) => encodeURIComponent(all));
    const ask: Ask = { comment, config, flags: ['Identity'], cookies: [[NAME, made]] };
    return passes(ask, '/index.html', { headers: { 'x-auth-user': value } });
  };
  return [
    named('an ordinary id', 'vector-user', 'vector-user'),
    named('"@" stands as it is', 'user@example.com', 'user@example.com'),
    named('"/" and "+" stand as they are', 'a/b+c', 'a/b+c'),
    named('a space is %20', 'a user', 'a%20user'),
    named('spaces at the ends survive', ' a ', '%20a%20'),
    named('a percent sign is %25', '100%', '100%25'),
    named('text that looks percent-encoded', '%41', '%2541'),
    named('a comma, a semicolon, quotes and a backslash', 'a,b;"c"\\', 'a%2Cb%3B%22c%22%5C'),
    named(
      'characters that encodeURIComponent would change and this does not',
      "!#$&'()*+-./<=>?@[]^_`{|}~",
      "!#$&'()*+-./<=>?@[]^_`{|}~",
    ),
    named('Latin-1', 'jos\u00e9', 'jos%C3%A9'),
    named('CJK', '\u5bb6\u65cf', '%E5%AE%B6%E6%97%8F'),
    named('an emoji', '\u{1f600}', '%F0%9F%98%80'),
    named('an emoji between letters', 'a\u{1f600}b', 'a%F0%9F%98%80b'),
    named('U+0085 and U+2028 cannot break the line', 'a\u0085\u2028b', 'a%C2%85%E2%80%A8b'),
    named('1,024 bytes', '\u{1f600}'.repeat(256), '%F0%9F%98%80'.repeat(256)),
  ];
}

function copies(): Draft[] {
  const ask = (comment: string, headers: Record<string, string>, more: Partial<Ask> = {}): Ask => ({
    comment,
    config,
    headers,
    flags: ['Identity'],
    ...more,
  });
  const many = {
    'x-auth-user': 'admin',
    x_auth_user: 'admin',
    'x.auth.user': 'admin',
    'x_auth.user': 'admin',
    'x-auth-users': 'kept',
  };
  const without = ['x-auth-user', 'x_auth_user', 'x.auth.user', 'x_auth.user'];
  const open = { config: { ...config, publicPaths: ['/a.txt'] }, uri: '/a.txt' };
  const preflight = { method: 'OPTIONS', mode: 'cors' };
  const asking = { origin: 'https://other.example', 'access-control-request-method': 'PUT' };
  const underscored = { config: { identityHeader: 'x_user' } };
  return [
    passesWithToken(
      ask("the viewer's copy is replaced", { 'x-auth-user': 'admin' }),
      '/index.html',
      { headers: mine },
    ),
    passesWithToken(ask('every spelling is removed, a longer name stays', many), '/index.html', {
      headers: mine,
      without,
    }),
    passesWithToken(
      ask('capitals are removed, should any come', {
        'X-Auth-User': 'admin',
        'X_Auth.User': 'admin',
      }),
      '/index.html',
      { headers: mine, without: ['X-Auth-User', 'X_Auth.User'] },
    ),
    passesWithToken(
      ask('a shorter name stays', { 'x-auth': 'kept', 'auth-user': 'kept' }),
      '/index.html',
      { headers: mine },
    ),
    passes(ask('removed on a public path, and none set', many, open), '/a.txt', { without }),
    passes(
      ask('none set on a public path with a valid token', many, {
        ...open,
        cookies: [[NAME, token()]],
      }),
      '/a.txt',
      { without },
    ),
    passes(
      ask('capitals are removed on a public path', { 'X_Auth.User': 'admin' }, open),
      '/a.txt',
      { without: ['X_Auth.User'] },
    ),
    passes(
      ask('removed on the login path', many, {
        uri: '/api/auth/login',
        config: { ...config, spaFallback: false },
      }),
      '/api/auth/login',
      { without },
    ),
    passes(
      ask('removed on a preflight, and none set', { ...asking, ...many }, preflight),
      '/reports/7',
      { without },
    ),
    passes(
      ask(
        'none set on a preflight with a valid token',
        { ...asking, ...many },
        { ...preflight, cookies: [[NAME, token()]] },
      ),
      '/reports/7',
      { without },
    ),
    redirects(
      ask('a copy is no token', { 'x-auth-user': 'vector-user' }),
      'missing',
      '/api/auth/login?next=%2Freports%2F7',
    ),
    passesWithToken(
      ask(
        'a name with an underscore is set as configured',
        { 'x-user': 'admin', 'x.user': 'admin' },
        underscored,
      ),
      '/index.html',
      { headers: { x_user: 'vector-user' }, without: ['x-user', 'x.user'] },
    ),
    passesWithToken(
      ask(
        "identityHeader false: the viewer's headers stay",
        { 'x-auth-user': 'admin' },
        { config: {} },
      ),
      '/index.html',
    ),
    // Some servers treat all characters but letters and digits as the same one.
    passes(
      ask(
        'other separators are removed on a public path',
        { 'x!auth!user': 'admin', 'x~auth-user': 'admin', "x'auth|user": 'admin' },
        open,
      ),
      '/a.txt',
      { without: ['x!auth!user', 'x~auth-user', "x'auth|user"] },
    ),
  ];
}

/** Four copies are removed, and a fifth is refused, whatever else the request has. */
function tooMany(): Draft[] {
  const spellings = ['-', '_', '.', '!', '~', '|'].map((mark) => `x${mark}auth-user`);
  const headers = (count: number) =>
    Object.fromEntries(spellings.slice(0, count).map((name) => [name, 'admin']));
  const ask = (comment: string, count: number, more: Partial<Ask> = {}): Ask => ({
    comment: `${comment}, ${count} copies of the identity header`,
    config: { ...config, publicPaths: ['/a.txt'] },
    flags: ['Identity'],
    ...more,
    headers: { ...headers(count), ...more.headers },
  });
  const signedIn: Partial<Ask> = { cookies: [[NAME, token()]] };
  const open: Partial<Ask> = { uri: '/a.txt' };
  const preflight: Partial<Ask> = {
    method: 'OPTIONS',
    mode: 'cors',
    headers: { origin: 'https://other.example', 'access-control-request-method': 'PUT' },
  };
  const next = '/api/auth/login?next=';
  const reports = `${next}%2Freports%2F7`;
  return [
    passes(ask('a valid token', 4, signedIn), '/index.html', {
      headers: mine,
      without: spellings,
    }),
    passes(ask('a public path', 4, open), '/a.txt', { without: spellings }),
    passes(ask('a preflight', 4, preflight), '/reports/7', { without: spellings }),
    redirects(ask('a valid token', 5, signedIn), 'malformed', reports),
    redirects(ask('a valid token', 6, signedIn), 'malformed', reports),
    redirects(ask('a public path', 5, open), 'malformed', `${next}%2Fa.txt`),
    redirects(
      ask('the login path', 5, { uri: '/api/auth/login' }),
      'malformed',
      `${next}%2Fapi%2Fauth%2Flogin`,
    ),
    unauthorized(ask('a preflight', 5, preflight), 'malformed'),
    unauthorized(ask('a script with a valid token', 5, { ...signedIn, mode: 'cors' }), 'malformed'),
    redirects(ask('no cookie', 5), 'malformed', reports),
    passes(
      ask('one name with five values is one copy', 0, {
        ...signedIn,
        headers: { 'x_auth-user': ['a', 'b', 'c', 'd', 'e'] },
      }),
      '/index.html',
      { headers: mine, without: ['x_auth-user'] },
    ),
    passes(
      ask('500 longer and shorter names are none', 4, {
        ...signedIn,
        headers: Object.fromEntries(
          Array.from({ length: 500 }, (_, at) => [`x-auth-use${at < 250 ? at : `rs${at}`}`, 'x']),
        ),
      }),
      '/index.html',
      { headers: mine, without: spellings },
    ),
    passesWithToken(ask('identityHeader false', 6, { config: {} }), '/index.html'),
  ];
}

/** A request with more than 512 header names is refused, whatever else it has. */
function manyNames(): Draft[] {
  // With `host` and `sec-fetch-mode`.
  const ask = (comment: string, count: number, more: Partial<Ask> = {}): Ask => ({
    comment: `${comment}, ${count} header names`,
    config: { ...config, publicPaths: ['/a.txt'] },
    flags: ['Identity', 'Bound'],
    ...more,
    headers: Object.fromEntries(Array.from({ length: count - 2 }, (_, at) => [`h${at}`, 'x'])),
  });
  const signedIn: Partial<Ask> = { cookies: [[NAME, token()]] };
  const next = '/api/auth/login?next=';
  return [
    passes(ask('a valid token', 512, signedIn), '/index.html', { headers: mine }),
    redirects(ask('a valid token', 513, signedIn), 'malformed', `${next}%2Freports%2F7`),
    passes(ask('a public path', 512, { uri: '/a.txt' }), '/a.txt'),
    redirects(ask('a public path', 513, { uri: '/a.txt' }), 'malformed', `${next}%2Fa.txt`),
    unauthorized(ask('a script', 513, { ...signedIn, mode: 'cors' }), 'malformed'),
    passesWithToken(ask('identityHeader false', 513, { config: {} }), '/index.html'),
  ];
}
