import { FOREIGN, LATER, NOW, USER } from '../support/keys.js';
import { token } from '../support/token.js';
import { type Ask, type Draft, NAME } from './case.js';
import { redirects, seesOther, unauthorized, unavailable } from './outcomes.js';

const LOGIN = '/api/auth/login?next=%2Freports%2F7';
type Why = 'missing' | 'malformed' | 'expired' | 'bad_signature' | 'not_configured';

const bringing: Record<Why, Partial<Ask>> = {
  missing: {},
  malformed: { cookies: [[NAME, 'junk']] },
  expired: { cookies: [[NAME, token(USER, NOW - 1)]] },
  bad_signature: { cookies: [[NAME, token(USER, LATER, FOREIGN)]] },
  not_configured: { cookies: [[NAME, token()]], secret: null, flags: ['NoSecret'] },
};

/** Every reason for every kind of client (SPEC 5.4). */
export function refusals(): Draft[] {
  return [...byMode(), ...byMethod(), ...withoutMode(), ...always()];
}

function byMode(): Draft[] {
  return (Object.keys(bringing) as Why[]).flatMap((why) => {
    const ask = (mode: string | null): Ask => ({
      comment: `${why}, sec-fetch-mode ${mode ?? 'absent'}`,
      mode,
      ...bringing[why],
    });
    const scripts = ['cors', 'no-cors', 'same-origin', 'websocket'];
    if (why === 'not_configured') {
      return ['navigate', ...scripts, null].map((mode) => unavailable(ask(mode)));
    }
    return [
      redirects(ask('navigate'), why, LOGIN),
      ...scripts.map((mode) => unauthorized(ask(mode), why)),
      redirects(ask(null), why, LOGIN),
    ];
  });
}

function byMethod(): Draft[] {
  const writes = ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
  const old = bringing.expired;
  return [
    redirects({ comment: 'HEAD, a navigation', method: 'HEAD', ...old }, 'expired', LOGIN),
    redirects(
      { comment: 'HEAD, sec-fetch-mode absent', method: 'HEAD', mode: null, ...old },
      'expired',
      LOGIN,
    ),
    unauthorized(
      { comment: 'HEAD from a script', method: 'HEAD', mode: 'cors', ...old },
      'expired',
    ),
    ...writes.map((method) =>
      seesOther({ comment: `${method}, a navigation`, method, ...old }, 'expired', LOGIN),
    ),
    ...writes.map((method) =>
      unauthorized(
        { comment: `${method}, sec-fetch-mode absent`, method, mode: null, ...old },
        'expired',
      ),
    ),
    ...writes.map((method) =>
      unauthorized({ comment: `${method} from a script`, method, mode: 'cors', ...old }, 'expired'),
    ),
    unavailable({
      comment: 'POST, a navigation, without a secret',
      method: 'POST',
      ...bringing.not_configured,
    }),
    unavailable({
      comment: 'POST, sec-fetch-mode absent, without a secret',
      method: 'POST',
      mode: null,
      ...bringing.not_configured,
    }),
  ];
}

function withoutMode(): Draft[] {
  const ask = (comment: string, headers: Record<string, string>): Ask => ({
    comment: `sec-fetch-mode absent, ${comment}`,
    mode: null,
    headers,
  });
  const page = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
  return [
    redirects(ask("a browser's accept", { accept: page }), 'missing', LOGIN),
    redirects(ask('accept text/html alone', { accept: 'text/html' }), 'missing', LOGIN),
    redirects(ask('accept */* alone', { accept: '*/*' }), 'missing', LOGIN),
    unauthorized(
      ask('accept application/json, */*', { accept: 'application/json, */*' }),
      'missing',
    ),
    unauthorized(ask('accept application/json', { accept: 'application/json' }), 'missing'),
    unauthorized(ask('accept image/*', { accept: 'image/avif,image/webp,image/*' }), 'missing'),
    unauthorized(ask('accept text/*', { accept: 'text/*' }), 'missing'),
    unauthorized(ask('accept text/css', { accept: 'text/css' }), 'missing'),
    unauthorized(ask('accept text/event-stream', { accept: 'text/event-stream' }), 'missing'),
    unauthorized(
      ask('x-requested-with XMLHttpRequest', { 'x-requested-with': 'XMLHttpRequest' }),
      'missing',
    ),
    unauthorized(
      ask('x-requested-with XMLHttpRequest, accept text/html', {
        'x-requested-with': 'XMLHttpRequest',
        accept: page,
      }),
      'missing',
    ),
    redirects(
      ask('x-requested-with of an Android web view', {
        'x-requested-with': 'com.example.app',
        accept: page,
      }),
      'missing',
      LOGIN,
    ),
    unauthorized(
      ask('a WebSocket handshake', {
        'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
        'sec-websocket-version': '13',
      }),
      'missing',
    ),
    unauthorized(
      ask('a WebSocket handshake, accept */*', {
        'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
        accept: '*/*',
      }),
      'missing',
    ),
    unauthorized(
      { ...ask('POST with accept text/html', { accept: page }), method: 'POST' },
      'missing',
    ),
    redirects(
      { comment: 'a navigation, whatever accept says', headers: { accept: 'application/json' } },
      'missing',
      LOGIN,
    ),
    redirects(
      {
        comment: 'a navigation, whatever x-requested-with says',
        headers: { 'x-requested-with': 'XMLHttpRequest' },
      },
      'missing',
      LOGIN,
    ),
    unauthorized(
      { comment: 'cors, whatever accept says', mode: 'cors', headers: { accept: page } },
      'missing',
    ),
    unauthorized(
      { comment: 'a sec-fetch-mode that nobody knows', mode: 'future', headers: { accept: page } },
      'missing',
    ),
  ];
}

function always(): Draft[] {
  const ask = (comment: string, more: Partial<Ask> = {}): Ask => ({
    comment: `unauthenticated "redirect": ${comment}`,
    config: { unauthenticated: 'redirect' },
    ...more,
  });
  return [
    redirects(ask('a navigation'), 'missing', LOGIN),
    redirects(ask('a script', { mode: 'cors' }), 'missing', LOGIN),
    redirects(ask('an image', { mode: 'no-cors' }), 'missing', LOGIN),
    redirects(ask('a WebSocket', { mode: 'websocket' }), 'missing', LOGIN),
    redirects(ask('POST, a navigation', { method: 'POST' }), 'missing', LOGIN),
    redirects(ask('DELETE from a script', { method: 'DELETE', mode: 'cors' }), 'missing', LOGIN),
    redirects(
      ask('an API client', { mode: null, headers: { accept: 'application/json' } }),
      'missing',
      LOGIN,
    ),
    redirects(
      ask('a script with an expired token', { mode: 'cors', ...bringing.expired }),
      'expired',
      LOGIN,
    ),
    redirects(
      ask('a script with a forged token', { mode: 'cors', ...bringing.bad_signature }),
      'bad_signature',
      LOGIN,
    ),
    unavailable(ask('no secret in the store', bringing.not_configured)),
  ];
}
