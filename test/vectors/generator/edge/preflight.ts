import { token } from '../support/token.js';
import { type Ask, type Draft, NAME } from './case.js';
import { passes, seesOther, unauthorized } from './outcomes.js';

const headers = { origin: 'https://other.example', 'access-control-request-method': 'PUT' };

/** CORS preflights (SPEC 5.2). */
export function preflights(): Draft[] {
  const ask = (comment: string, more: Partial<Ask> = {}): Ask => ({
    comment,
    method: 'OPTIONS',
    mode: 'cors',
    headers,
    flags: ['Preflight'],
    ...more,
  });
  const denied = (comment: string, more: Partial<Ask> = {}): Ask =>
    ask(`preflight "deny": ${comment}`, { config: { preflight: 'deny' }, ...more });
  const signedIn: Partial<Ask> = { cookies: [[NAME, token()]] };
  return [
    passes(ask('goes on with its path unchanged'), '/reports/7'),
    passes(ask('goes on without sec-fetch-mode', { mode: null }), '/reports/7'),
    passes(ask('goes on with its query', { query: 'a=b' }), '/reports/7'),
    passes(ask('goes on for a file', { uri: '/a.json' }), '/a.json'),
    passes(ask('goes on with a junk token', { cookies: [[NAME, 'junk']] }), '/reports/7'),
    passes(ask('goes on with a valid token, its path unchanged', signedIn), '/reports/7'),
    passes(
      ask('goes on without a secret', {
        secret: null,
        flags: ['Preflight', 'NoSecret'],
        ...signedIn,
      }),
      '/reports/7',
    ),
    passes(ask('goes on for a path of dots', { uri: '/public/../a' }), '/public/../a'),
    passes(
      ask('goes on where refusals redirect', { config: { unauthenticated: 'redirect' } }),
      '/reports/7',
    ),
    unauthorized(
      ask('OPTIONS without access-control-request-method is no preflight', {
        headers: { origin: 'https://other.example' },
      }),
      'missing',
    ),
    unauthorized(
      ask('access-control-request-method with GET is no preflight', { method: 'GET' }),
      'missing',
    ),
    unauthorized(
      ask('access-control-request-method with POST is no preflight', { method: 'POST' }),
      'missing',
    ),
    unauthorized(
      ask('access-control-request-headers alone is no preflight', {
        headers: { 'access-control-request-headers': 'x-a' },
      }),
      'missing',
    ),
    unauthorized(denied('gets the 401'), 'missing'),
    unauthorized(denied('gets the 401 without sec-fetch-mode', { mode: null }), 'missing'),
    seesOther(
      denied('a navigation gets the 303', { mode: 'navigate' }),
      'missing',
      '/api/auth/login?next=%2Freports%2F7',
    ),
    passes(denied('goes on with a valid token', signedIn), '/index.html'),
    passes(
      denied('goes on for a public path', {
        uri: '/a.json',
        config: { preflight: 'deny', publicPaths: ['/a.json'] },
      }),
      '/a.json',
    ),
    ...(['origin', 'access-control-request-method'] as const).flatMap((name) => [
      unauthorized(
        ask(`an empty ${name} counts as an absent one`, { headers: { ...headers, [name]: '' } }),
        'missing',
      ),
      unauthorized(
        ask(`an empty ${name}, and a second one that is not empty`, {
          headers: { ...headers, [name]: ['', headers[name]] },
        }),
        'missing',
      ),
    ]),
    unauthorized(
      ask('OPTIONS without origin is no preflight', {
        headers: { 'access-control-request-method': 'PUT' },
      }),
      'missing',
    ),
  ];
}
