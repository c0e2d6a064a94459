import { FOREIGN, LATER, NOW, USER } from '../support/keys.js';
import { token } from '../support/token.js';
import { type Ask, type Draft, NAME } from './case.js';
import { passes, redirects, seesOther, stopped, unauthorized, unavailable } from './outcomes.js';

const LOGIN = '/api/auth/login?next=%2Freports%2F7';
const BOUNCE = 'pocket-spa-bounce';

/** The loop guard (SPEC 5.5). */
export function loops(): Draft[] {
  const bounced = (comment: string, count: string, more: Partial<Ask> = {}): Ask => ({
    comment,
    flags: ['LoopGuard'],
    ...more,
    cookies: [[BOUNCE, count], ...(more.cookies ?? [])],
  });
  const off = { loopGuard: false };
  const always = { unauthenticated: 'redirect' };
  const counts: [brought: string, set: string][] = [
    ['1', '2'],
    ['2', '3'],
    ['3', '4'],
    ['4', '5'],
    ['5', '6'],
    ['6', '7'],
    ['7', '8'],
  ];
  const none = [
    '',
    '0',
    '9',
    '10',
    '18',
    '80',
    '08',
    '1 ',
    ' 1',
    '8\n',
    '-1',
    '+1',
    '1.0',
    '1e0',
    '0x1',
    'x',
    'NaN',
    '\uff11',
    '\u0968',
    '%31',
    '"1"',
  ];
  return [
    ...counts.map(([brought, set]) =>
      redirects(bounced(`brought ${brought}, gets ${set}`, brought), 'missing', LOGIN, set),
    ),
    stopped(bounced('brought 8, gets the page', '8'), 'missing', LOGIN),
    stopped(
      bounced('the page names the reason malformed', '8', { cookies: [[NAME, 'junk']] }),
      'malformed',
      LOGIN,
    ),
    stopped(
      bounced('the page names the reason expired', '8', {
        cookies: [[NAME, token(USER, NOW - 1)]],
      }),
      'expired',
      LOGIN,
    ),
    stopped(
      bounced('the page names the reason bad_signature', '8', {
        cookies: [[NAME, token(USER, LATER, FOREIGN)]],
      }),
      'bad_signature',
      LOGIN,
    ),
    stopped(bounced('the page answers HEAD too', '8', { method: 'HEAD' }), 'missing', LOGIN),
    stopped(
      bounced('the page links to the query too', '8', { query: 'view=full' }),
      'missing',
      `${LOGIN}%3Fview%3Dfull`,
    ),
    stopped(
      bounced('the page holds no markup of the viewer', '8', {
        uri: '/"><script>alert(1)</script>',
      }),
      'missing',
      '/api/auth/login?next=%2F%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E',
    ),
    ...none.map((count) =>
      redirects(bounced(`${JSON.stringify(count)} counts as none`, count), 'missing', LOGIN, '1'),
    ),
    redirects(bounced('a thousand digits count as none', '1'.repeat(1000)), 'missing', LOGIN, '1'),
    unauthorized(bounced('a script that brought 8 gets the 401', '8', { mode: 'cors' }), 'missing'),
    seesOther(
      bounced('POST that brought 8 gets the 303', '8', { method: 'POST' }),
      'missing',
      LOGIN,
    ),
    unavailable(
      bounced('brought 8 without a secret, gets the 503', '8', {
        cookies: [[NAME, token()]],
        secret: null,
        flags: ['LoopGuard', 'NoSecret'],
      }),
    ),
    passes(
      bounced('a verified viewer who brought 8 goes on', '8', { cookies: [[NAME, token()]] }),
      '/index.html',
    ),
    passes(
      bounced('a public path for a viewer who brought 8', '8', {
        uri: '/a.txt',
        config: { publicPaths: ['/a.txt'] },
      }),
      '/a.txt',
    ),
    redirects(
      bounced('unauthenticated "redirect": a script is counted', '3', {
        config: always,
        mode: 'cors',
      }),
      'missing',
      LOGIN,
      '4',
    ),
    redirects(
      bounced('unauthenticated "redirect": POST is counted', '3', {
        config: always,
        method: 'POST',
      }),
      'missing',
      LOGIN,
      '4',
    ),
    stopped(
      bounced('unauthenticated "redirect": a script that brought 8 gets the page', '8', {
        config: always,
        mode: 'cors',
      }),
      'missing',
      LOGIN,
    ),
    stopped(
      bounced('unauthenticated "redirect": POST that brought 8 gets the page', '8', {
        config: always,
        method: 'POST',
      }),
      'missing',
      LOGIN,
    ),
    redirects(
      bounced('loopGuard false: nothing is counted', '3', { config: off }),
      'missing',
      LOGIN,
      null,
    ),
    redirects(
      bounced('loopGuard false: a viewer who brought 8 is redirected', '8', { config: off }),
      'missing',
      LOGIN,
      null,
    ),
    redirects(
      {
        comment: 'loopGuard false: a viewer who brought nothing',
        config: off,
        flags: ['LoopGuard'],
      },
      'missing',
      LOGIN,
      null,
    ),
    redirects(
      bounced('loopGuard false with unauthenticated "redirect"', '8', {
        config: { ...off, ...always },
        mode: 'cors',
      }),
      'missing',
      LOGIN,
      null,
    ),
  ];
}
