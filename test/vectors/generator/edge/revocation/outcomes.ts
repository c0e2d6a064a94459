import { FOREIGN, LATER, NOW, USER } from '../../support/keys.js';
import { token } from '../../support/token.js';
import type { Draft } from '../case.js';
import { passes, redirects, seesOther, stopped, unauthorized } from '../outcomes.js';
import { asked, entry, refusedAs } from './ask.js';

const LOGIN = '/api/auth/login?next=%2Freports%2F7';
const cut = entry(LATER);

/** A revoked token is refused like any other, with the last reason in the order of SPEC 3. */
export function outcomes(): Draft[] {
  return [...answers(), ...order(), ...open()];
}

function answers(): Draft[] {
  const always = { config: { unauthenticated: 'redirect' } };
  const bounced = (count: string) => ({
    flags: ['Revocation', 'LoopGuard'],
    cookies: [['pocket-spa-bounce', count] as [string, string]],
  });
  return [
    unauthorized(asked('a script', { ...cut, mode: 'cors' }), 'revoked'),
    unauthorized(asked('a WebSocket', { ...cut, mode: 'websocket' }), 'revoked'),
    unauthorized(asked('POST from a script', { ...cut, method: 'POST', mode: 'cors' }), 'revoked'),
    seesOther(asked('POST, a navigation', { ...cut, method: 'POST' }), 'revoked', LOGIN),
    redirects(asked('HEAD, a navigation', { ...cut, method: 'HEAD' }), 'revoked', LOGIN),
    redirects(asked('sec-fetch-mode absent', { ...cut, mode: null }), 'revoked', LOGIN),
    redirects(
      asked('unauthenticated "redirect": a script', { ...cut, ...always, mode: 'cors' }),
      'revoked',
      LOGIN,
    ),
    redirects(asked('a redirect is counted', { ...cut, ...bounced('3') }), 'revoked', LOGIN, '4'),
    stopped(asked('the page that ends a loop', { ...cut, ...bounced('8') }), 'revoked', LOGIN),
    unauthorized(
      asked('a preflight that is to be refused', {
        ...cut,
        method: 'OPTIONS',
        mode: 'cors',
        headers: { origin: 'https://other.example', 'access-control-request-method': 'PUT' },
        config: { preflight: 'deny' },
        flags: ['Revocation', 'Preflight'],
      }),
      'revoked',
    ),
  ];
}

function order(): Draft[] {
  return [
    refusedAs('expired', 'an expired token that is revoked too', cut, token(USER, NOW - 1)),
    refusedAs(
      'bad_signature',
      'a forged token of a revoked user',
      cut,
      token(USER, LATER, FOREIGN),
    ),
    refusedAs('malformed', 'a malformed token of a revoked user', cut, `${USER}:${LATER}:`),
  ];
}

function open(): Draft[] {
  return [
    passes(
      asked('a public path', {
        ...cut,
        uri: '/a.txt',
        config: { publicPaths: ['/a.txt'] },
        flags: ['Revocation', 'PublicPath'],
      }),
      '/a.txt',
    ),
    passes(
      asked('the login path', {
        ...cut,
        uri: '/api/auth/login',
        config: { spaFallback: false },
        flags: ['Revocation', 'PublicPath'],
      }),
      '/api/auth/login',
    ),
    passes(
      asked('a preflight', {
        ...cut,
        method: 'OPTIONS',
        mode: 'cors',
        headers: { origin: 'https://other.example', 'access-control-request-method': 'PUT' },
        flags: ['Revocation', 'Preflight'],
      }),
      '/reports/7',
    ),
    passes(asked('a file', { ...entry(LATER - 1), uri: '/app.js' }), '/app.js'),
    passes(
      asked('the identity of a user whose cut-off is past', {
        ...entry(LATER - 1),
        headers: { 'x-auth-user': 'admin' },
        config: { identityHeader: 'x-auth-user' },
        flags: ['Revocation', 'Identity'],
      }),
      '/index.html',
      { headers: { 'x-auth-user': 'vector-user' } },
    ),
  ];
}
