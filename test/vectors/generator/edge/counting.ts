import { FOREIGN, LATER, NOW, USER } from '../support/keys.js';
import { token } from '../support/token.js';
import { type Ask, type Draft, NAME } from './case.js';
import { redirects, seesOther, stopped, unauthorized } from './outcomes.js';

const LOGIN = '/api/auth/login?next=%2Freports%2F7';
const BOUNCE = 'pocket-spa-bounce';

/** Which redirects the loop guard counts, and the page that it ends with (SPEC 5.5). */
export function counting(): Draft[] {
  return [...counted(), ...removals(), ...texts()];
}

const bounced = (comment: string, count: string, more: Partial<Ask> = {}): Ask => ({
  comment: `loop guard: ${comment}`,
  flags: ['LoopGuard'],
  ...more,
  cookies: [[BOUNCE, count], ...(more.cookies ?? [])],
});

function counted(): Draft[] {
  const to = (dest: string, more: Partial<Ask> = {}): Partial<Ask> => ({
    ...more,
    headers: { 'sec-fetch-dest': dest, ...more.headers },
  });
  const always = { config: { unauthenticated: 'redirect' } };
  const prefetch = { headers: { 'sec-purpose': 'prefetch;prerender' } };
  return [
    redirects(bounced('a page that brought 3', '3', to('document')), 'missing', LOGIN, '4'),
    stopped(bounced('a page that brought 8', '8', to('document')), 'missing', LOGIN),
    redirects(bounced('an empty sec-fetch-dest, brought 3', '3', to('')), 'missing', LOGIN, '4'),
    stopped(bounced('an empty sec-fetch-dest, brought 8', '8', to('')), 'missing', LOGIN),
    // A public page with eight gated frames, then one click: the click must not end on the page.
    ...['iframe', 'frame', 'fencedframe', 'embed', 'object'].flatMap((dest) => [
      redirects(bounced(`${dest} that brought 3`, '3', to(dest)), 'missing', LOGIN, null),
      redirects(bounced(`${dest} that brought 8`, '8', to(dest)), 'missing', LOGIN, null),
    ]),
    unauthorized(bounced('a prefetch that brought 8', '8', to('document', prefetch)), 'missing'),
    unauthorized(bounced('a download that brought 8', '8', to('empty')), 'missing'),
    seesOther(
      bounced('a POST of a page that brought 8', '8', to('document', { method: 'POST' })),
      'missing',
      LOGIN,
    ),
    ...['image', 'Document'].map((dest) =>
      redirects(
        bounced(`sec-fetch-mode absent, ${dest} that brought 8`, '8', to(dest, { mode: null })),
        'missing',
        LOGIN,
        null,
      ),
    ),
    stopped(
      bounced('sec-fetch-mode absent, a page that brought 8', '8', { mode: null }),
      'missing',
      LOGIN,
    ),
    ...['iframe', 'empty', 'image'].map((dest) =>
      redirects(
        bounced(`unauthenticated "redirect", ${dest} that brought 8`, '8', to(dest, always)),
        'missing',
        LOGIN,
        null,
      ),
    ),
    redirects(
      bounced(
        'unauthenticated "redirect", a prefetch that brought 8',
        '8',
        to('document', { ...always, ...prefetch }),
      ),
      'missing',
      LOGIN,
      null,
    ),
    redirects(
      bounced('unauthenticated "redirect", a prefetch without sec-fetch-dest', '8', {
        ...always,
        ...prefetch,
      }),
      'missing',
      LOGIN,
      null,
    ),
    stopped(
      bounced(
        'unauthenticated "redirect", a POST of a page that brought 8',
        '8',
        to('document', { ...always, method: 'POST' }),
      ),
      'missing',
      LOGIN,
    ),
  ];
}

/** The page removes the token's cookie, so that a bad one cannot keep its owner out. */
function removals(): Draft[] {
  const named = (cookieName: string): Ask =>
    bounced(`the page removes ${cookieName}`, '8', {
      config: { cookieName },
      cookies: [[cookieName, token(USER, NOW - 1)]],
    });
  return [
    stopped(named('session'), 'expired', LOGIN),
    stopped({ ...named('__Host-id'), flags: ['LoopGuard', 'NamePrefix'] }, 'expired', LOGIN),
    stopped(
      bounced('the page removes no cookie of another name', '8', {
        config: { cookieName: 'session' },
        cookies: [[NAME, token(USER, LATER, FOREIGN)]],
      }),
      'missing',
      LOGIN,
    ),
    stopped(
      bounced('the page removes an empty cookie too', '8', { cookies: [[NAME, '']] }),
      'malformed',
      LOGIN,
    ),
    redirects(
      bounced('a redirect removes no cookie', '7', { cookies: [[NAME, token(USER, NOW - 1)]] }),
      'expired',
      LOGIN,
      '8',
    ),
  ];
}

function texts(): Draft[] {
  const page = (comment: string, loopPage: object, more: Partial<Ask> = {}): Ask =>
    bounced(`loopPage, ${comment}`, '8', { ...more, config: { loopPage, ...more.config } });
  const heading = 'Could not sign you in';
  const message = 'Please allow cookies for this site.';
  const retry = 'Once more';
  const link = { text: 'Ask for help', href: '/help' };
  const away = { text: 'Status page', href: 'https://status.example/' };
  const all = [heading, message, retry, link.text, 'href="/help"'];
  return [
    stopped(page('nothing given', {}), 'missing', LOGIN),
    stopped(page('all texts', { heading, message, retry, link }), 'missing', LOGIN, {
      includes: all,
    }),
    stopped(page('a heading alone', { heading }), 'missing', LOGIN, { includes: [heading] }),
    stopped(page('a message alone', { message }), 'missing', LOGIN, { includes: [message] }),
    stopped(page('a text of the link to try again', { retry }), 'missing', LOGIN, {
      includes: [retry],
    }),
    stopped(page('a second link to another site', { link: away }), 'missing', LOGIN, {
      includes: [away.text, 'href="https://status.example/"'],
    }),
    stopped(
      page(
        'the reason stays',
        { heading, message, retry, link },
        {
          cookies: [[NAME, token(USER, NOW - 1)]],
        },
      ),
      'expired',
      LOGIN,
      { includes: all },
    ),
    stopped(
      page('markup is text', {
        heading: '<b>bold</b>',
        message: '</p><script>alert(1)</script>',
        retry: '"><i>x</i>',
        link: { text: '<u>y</u>', href: '/a?b=c&lt;d' },
      }),
      'missing',
      LOGIN,
      {
        includes: ['bold', 'alert(1)'],
        excludes: ['<b>', '</p><', '<i>', '<u>', 'c&lt;d'],
      },
    ),
    // The function is ASCII; a browser reads the entities.
    stopped(
      page('text beyond ASCII', {
        heading: 'Anmeldung unm\u00f6glich',
        message: '\u5bb6 \u{1f600}',
      }),
      'missing',
      LOGIN,
      { includes: ['Anmeldung unm', 'glich'], excludes: ['\u00f6', '\u5bb6', '\u{1f600}'] },
    ),
    stopped(
      page('template marks are text', {
        heading: '{{reason}} {{location}}',
        message: '$& $1 \\u0041 `x`',
      }),
      'missing',
      LOGIN,
      { includes: ['$1'], excludes: ['missing /'] },
    ),
  ];
}
