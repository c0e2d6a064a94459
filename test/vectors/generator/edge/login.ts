import type { Ask, Draft } from './case.js';
import { passes, redirects, seesOther, stopped, unauthorized } from './outcomes.js';

/** Other login pages and other names for `next` (SPEC 5.1, 5.4 and 6). */
export function logins(): Draft[] {
  return [...paths(), ...absolute(), ...parameters(), ...added()];
}

function paths(): Draft[] {
  const short = (comment: string, more: Partial<Ask> = {}): Ask => ({
    comment: `loginPath "/login": ${comment}`,
    config: { loginPath: '/login', spaFallback: false },
    ...more,
  });
  const query = (comment: string, more: Partial<Ask> = {}): Ask => ({
    comment: `loginPath with a query: ${comment}`,
    config: { loginPath: '/login?realm=a', spaFallback: false },
    ...more,
  });
  return [
    redirects(short('a navigation'), 'missing', '/login?next=%2Freports%2F7'),
    unauthorized(short('a script', { mode: 'cors' }), 'missing', '/login'),
    seesOther(short('POST', { method: 'POST' }), 'missing', '/login?next=%2Freports%2F7'),
    passes(short('is public', { uri: '/login' }), '/login'),
    redirects(
      short('the default login path is protected', { uri: '/api/auth/login' }),
      'missing',
      '/login?next=%2Fapi%2Fauth%2Flogin',
    ),
    redirects(query('next is joined by "&"'), 'missing', '/login?realm=a&next=%2Freports%2F7'),
    unauthorized(query('a script', { mode: 'cors' }), 'missing', '/login?realm=a'),
    passes(query('its path is public', { uri: '/login', query: 'realm=a' }), '/login'),
    passes(query('its path is public with any query', { uri: '/login', query: 'x' }), '/login'),
    passes(query('its path is public without a query', { uri: '/login' }), '/login'),
  ];
}

function absolute(): Draft[] {
  const config = { loginPath: 'https://id.example.org/login', spaFallback: false };
  const away = (comment: string, more: Partial<Ask> = {}): Ask => ({
    comment: `loginPath on another host: ${comment}`,
    config,
    ...more,
  });
  const own = (comment: string, more: Partial<Ask> = {}): Ask => ({
    comment: `loginPath on the own host: ${comment}`,
    config,
    headers: { host: 'id.example.org' },
    ...more,
  });
  const query = { loginPath: 'https://id.example.org/login?client=a', spaFallback: false };
  const location = 'https://id.example.org/login?next=https%3A%2F%2Fapp.example.com%2Freports%2F7';
  return [
    redirects(away('the return path is absolute'), 'missing', location),
    redirects(
      away('with the query', { query: 'view=full' }),
      'missing',
      `${location}%3Fview%3Dfull`,
    ),
    seesOther(away('POST', { method: 'POST' }), 'missing', location),
    unauthorized(away('a script', { mode: 'cors' }), 'missing', 'https://id.example.org/login'),
    redirects(
      away('the same path here is protected', { uri: '/login' }),
      'missing',
      'https://id.example.org/login?next=https%3A%2F%2Fapp.example.com%2Flogin',
    ),
    redirects(
      away('two slashes still collapse', { uri: '//evil.example', flags: ['OpenRedirect'] }),
      'missing',
      'https://id.example.org/login?next=https%3A%2F%2Fapp.example.com%2Fevil.example',
    ),
    redirects(
      away('a path that looks like a user name', {
        uri: '/@evil.example',
        flags: ['OpenRedirect'],
      }),
      'missing',
      'https://id.example.org/login?next=https%3A%2F%2Fapp.example.com%2F%40evil.example',
    ),
    stopped(
      away('the page that ends a loop', {
        cookies: [['pocket-spa-bounce', '8']],
        flags: ['LoopGuard'],
      }),
      'missing',
      location,
    ),
    redirects(
      { ...away('with a query of its own'), config: query },
      'missing',
      'https://id.example.org/login?client=a&next=https%3A%2F%2Fapp.example.com%2Freports%2F7',
    ),
    passes(own('its path is public', { uri: '/login' }), '/login'),
    passes(
      own('the host in capitals', { uri: '/login', headers: { host: 'ID.Example.ORG' } }),
      '/login',
    ),
    redirects(
      own('another path is protected'),
      'missing',
      'https://id.example.org/login?next=https%3A%2F%2Fid.example.org%2Freports%2F7',
    ),
    redirects(
      own('a host that ends in it', { uri: '/login', headers: { host: 'x.id.example.org' } }),
      'missing',
      'https://id.example.org/login?next=https%3A%2F%2Fx.id.example.org%2Flogin',
    ),
    redirects(
      own('a host that begins with it', {
        uri: '/login',
        headers: { host: 'id.example.org.evil.example' },
      }),
      'missing',
      'https://id.example.org/login?next=https%3A%2F%2Fid.example.org.evil.example%2Flogin',
    ),
    redirects(
      own('a host without a path makes nothing public', {
        config: { loginPath: 'https://id.example.org', spaFallback: false },
        uri: '/',
      }),
      'missing',
      'https://id.example.org?next=https%3A%2F%2Fid.example.org%2F',
    ),
  ];
}

function parameters(): Draft[] {
  const named = (nextParam: string, more: Partial<Ask> = {}): Ask => ({
    comment: `nextParam "${nextParam}"`,
    config: { nextParam },
    ...more,
  });
  return [
    redirects(named('return_to'), 'missing', '/api/auth/login?return_to=%2Freports%2F7'),
    redirects(named('r'), 'missing', '/api/auth/login?r=%2Freports%2F7'),
    redirects(named('a-b.c~d_E9'), 'missing', '/api/auth/login?a-b.c~d_E9=%2Freports%2F7'),
    seesOther(
      named('return_to', { comment: 'nextParam in a 303', method: 'POST' }),
      'missing',
      '/api/auth/login?return_to=%2Freports%2F7',
    ),
    redirects(
      {
        comment: 'nextParam beside a loginPath with a query',
        config: { nextParam: 'r', loginPath: '/in?a=b' },
      },
      'missing',
      '/in?a=b&r=%2Freports%2F7',
    ),
  ];
}

/** Cases that came later, at the end so that no other is renumbered. */
function added(): Draft[] {
  const loop: Partial<Ask> = { cookies: [['pocket-spa-bounce', '8']], flags: ['LoopGuard'] };
  const copy = { loginPath: '/login?x=1&copy', spaFallback: false };
  const without = { loginPath: 'https://id.example.org', spaFallback: false };
  const away = { loginPath: 'https://id.example.org/login', spaFallback: false };
  const next = 'https://id.example.org/login?next=https%3A%2F%2Fapp.example.com';
  return [
    redirects(
      { comment: 'loginPath with "&copy": location has it as it is', config: copy },
      'missing',
      '/login?x=1&copy&next=%2Freports%2F7',
    ),
    // A browser reads "&copy" as "\u00a9", even without a semicolon at the end of an attribute.
    stopped(
      { comment: 'loginPath with "&copy": the page has it escaped', config: copy, ...loop },
      'missing',
      '"/login?x=1&#38;copy&#38;next=%2Freports%2F7"',
      { excludes: ['&copy', '&next'] },
    ),
    ...[
      ['evil.example/a', '%2Fevil.example%2Fa'],
      ['.evil.example', '%2F.evil.example'],
      ['@evil.example', '%2F%40evil.example'],
      [':8443', '%2F%3A8443'],
      ['', '%2F'],
    ].map(([uri, path]) =>
      redirects(
        {
          comment: `an absolute loginPath, should the path ever be ${JSON.stringify(uri)}`,
          config: away,
          uri: uri!,
          flags: ['OpenRedirect'],
        },
        'missing',
        `${next}${path}`,
      ),
    ),
    redirects(
      {
        comment: 'a loginPath without a path makes nothing public, should the path ever be empty',
        config: without,
        headers: { host: 'id.example.org' },
        uri: '',
      },
      'missing',
      'https://id.example.org?next=https%3A%2F%2Fid.example.org%2F',
    ),
  ];
}
