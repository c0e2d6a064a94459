import { token } from '../support/token.js';
import { type Ask, type Draft, NAME } from './case.js';
import { passes, redirects, seesOther, unauthorized } from './outcomes.js';

const LOGIN = '/api/auth/login?next=%2Freports%2F7';
const ACCEPT = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
const FRAMES = ['iframe', 'frame', 'fencedframe', 'embed', 'object'];

type Headers = NonNullable<Ask['headers']>;

/** Whether a request asks for a page (SPEC 5.4). */
export function pages(): Draft[] {
  return [
    ...destinations(),
    ...purposes(),
    ...withoutMode(),
    ...always(),
    ...lengths(),
    ...longPurposes(),
  ];
}

/** Both sides of the 512 characters of `accept` that are read. */
function lengths(): Draft[] {
  const accept = (before: number): Ask => ({
    ...ask(
      `sec-fetch-mode absent, text/html after ${before} characters of accept`,
      { accept: `${'x'.repeat(before)}text/html` },
      { mode: null },
    ),
    flags: ['Page', 'Length'],
  });
  return [
    redirects(accept(512 - 'text/html'.length), 'missing', LOGIN),
    unauthorized(accept(513 - 'text/html'.length), 'missing'),
  ];
}

/** Both sides of the 512 characters of `sec-purpose` that are read. */
function longPurposes(): Draft[] {
  return [undefined, null].flatMap((mode) => {
    const purpose = (before: number, unit: string): Ask => ({
      ...ask(
        `prefetch after ${before} times ${JSON.stringify(unit)} in sec-purpose${mode === null ? ', sec-fetch-mode absent' : ''}`,
        { 'sec-purpose': `${unit.repeat(before)}prefetch` },
        mode === null ? { mode } : {},
      ),
      flags: ['Page', 'Length'],
    });
    return [
      unauthorized(purpose(504, 'x'), 'missing'),
      redirects(purpose(505, 'x'), 'missing', LOGIN),
      unauthorized(purpose(72, 'prefetc'), 'missing'),
      redirects(purpose(73, 'prefetc'), 'missing', LOGIN),
      unauthorized(purpose(504, '\n'), 'missing'),
    ];
  });
}

const ask = (comment: string, headers: Headers, more: Partial<Ask> = {}): Ask => ({
  comment: `page or not: ${comment}`,
  headers,
  flags: ['Page'],
  ...more,
});

function destinations(): Draft[] {
  const dest = (value: string | string[], more: Partial<Ask> = {}): Ask =>
    ask(
      `sec-fetch-dest ${JSON.stringify(value)}${more.method ? `, ${more.method}` : ''}`,
      { 'sec-fetch-dest': value },
      more,
    );
  const others = ['script', 'style', 'image', 'font', 'video', 'worker', 'report', 'webidentity'];
  return [
    redirects(dest('document'), 'missing', LOGIN),
    redirects(dest(''), 'missing', LOGIN),
    ...FRAMES.map((value) => redirects(dest(value), 'missing', LOGIN, null)),
    // Chromium sends this for a link with `download`: the login page was saved as the file.
    unauthorized(dest('empty'), 'missing'),
    ...others.map((value) => unauthorized(dest(value), 'missing')),
    unauthorized(dest('Document'), 'missing'),
    unauthorized(dest('IFRAME'), 'missing'),
    unauthorized(dest('document '), 'missing'),
    unauthorized(dest('constructor'), 'missing'),
    redirects(dest(['document', 'empty']), 'missing', LOGIN),
    unauthorized(dest(['empty', 'document']), 'missing'),
    ...['document', 'iframe', ''].map((value) =>
      seesOther(dest(value, { method: 'POST' }), 'missing', LOGIN),
    ),
    unauthorized(dest('empty', { method: 'POST' }), 'missing'),
    redirects(dest('document', { method: 'HEAD' }), 'missing', LOGIN),
    unauthorized(
      ask(
        'sec-fetch-dest document of a script',
        { 'sec-fetch-dest': 'document' },
        { mode: 'cors' },
      ),
      'missing',
    ),
    unauthorized(ask('sec-fetch-mode in capitals', {}, { mode: 'Navigate' }), 'missing'),
    unauthorized(ask('sec-fetch-mode nested-navigate', {}, { mode: 'nested-navigate' }), 'missing'),
    redirects(
      ask('two sec-fetch-mode, the first navigate', { 'sec-fetch-mode': ['navigate', 'cors'] }),
      'missing',
      LOGIN,
    ),
    passes(
      ask(
        'a download with a valid token goes on',
        { 'sec-fetch-dest': 'empty' },
        { uri: '/report.pdf', cookies: [[NAME, token()]] },
      ),
      '/report.pdf',
    ),
  ];
}

function purposes(): Draft[] {
  const purpose = (value: string | string[], more: Partial<Ask> = {}): Ask =>
    ask(
      `sec-purpose ${JSON.stringify(value)}${more.mode === null ? ', sec-fetch-mode absent' : ''}`,
      { 'sec-fetch-dest': 'document', accept: ACCEPT, 'sec-purpose': value },
      more,
    );
  return [undefined, null].flatMap((mode) => {
    const more = mode === null ? { mode } : {};
    return [
      unauthorized(purpose('prefetch', more), 'missing'),
      unauthorized(purpose('prefetch;prerender', more), 'missing'),
      unauthorized(purpose('prefetch;anonymous-client-ip', more), 'missing'),
      redirects(purpose('', more), 'missing', LOGIN),
      redirects(purpose('prerender', more), 'missing', LOGIN),
      redirects(purpose('Prefetch', more), 'missing', LOGIN),
      redirects(purpose(['', 'prefetch'], more), 'missing', LOGIN),
    ];
  });
}

function withoutMode(): Draft[] {
  const bare = (comment: string, headers: Headers, more: Partial<Ask> = {}): Ask =>
    ask(`sec-fetch-mode absent, ${comment}`, headers, { mode: null, ...more });
  const accept = (value: string | string[]): Ask =>
    bare(`accept ${JSON.stringify(value)}`, { accept: value });
  return [
    // Older Safari, and proxies that strip headers; axios asks like this.
    unauthorized(accept('application/json, text/plain, */*'), 'missing'),
    unauthorized(accept('*/*, application/json'), 'missing'),
    unauthorized(accept('application/json;q=0.9,*/*;q=0.8'), 'missing'),
    redirects(accept('application/json, text/html, */*'), 'missing', LOGIN),
    redirects(accept('text/html, application/json'), 'missing', LOGIN),
    redirects(accept('application/ld+json, */*'), 'missing', LOGIN),
    redirects(accept('Application/JSON, */*'), 'missing', LOGIN),
    unauthorized(accept('Text/HTML'), 'missing'),
    redirects(accept(''), 'missing', LOGIN),
    redirects(accept(['text/html', 'application/json']), 'missing', LOGIN),
    unauthorized(accept(['application/json', 'text/html']), 'missing'),
    redirects(bare('an empty x-requested-with', { 'x-requested-with': '' }), 'missing', LOGIN),
    redirects(
      bare('x-requested-with in other letters', { 'x-requested-with': 'xmlhttprequest' }),
      'missing',
      LOGIN,
    ),
    redirects(bare('an empty sec-websocket-key', { 'sec-websocket-key': '' }), 'missing', LOGIN),
    // The destination is not considered here, but a 302 to an image is not counted (SPEC 5.5).
    redirects(
      bare('sec-fetch-dest image, accept text/html', { 'sec-fetch-dest': 'image', accept: ACCEPT }),
      'missing',
      LOGIN,
      null,
    ),
    redirects(
      bare('sec-fetch-dest empty, accept text/html', { 'sec-fetch-dest': 'empty', accept: ACCEPT }),
      'missing',
      LOGIN,
      null,
    ),
    redirects(bare('sec-fetch-dest document', { 'sec-fetch-dest': 'document' }), 'missing', LOGIN),
    redirects(
      ask('an empty sec-fetch-mode, accept text/html', { accept: ACCEPT }, { mode: '' }),
      'missing',
      LOGIN,
    ),
    unauthorized(
      ask(
        'an empty sec-fetch-mode, accept application/json',
        { accept: 'application/json' },
        {
          mode: '',
        },
      ),
      'missing',
    ),
    unauthorized(
      ask('an empty sec-fetch-mode, then navigate', {
        'sec-fetch-mode': ['', 'navigate'],
        accept: 'application/json',
      }),
      'missing',
    ),
    unauthorized(
      ask('an empty sec-fetch-mode, POST', { accept: ACCEPT }, { mode: '', method: 'POST' }),
      'missing',
    ),
  ];
}

/**
 * `unauthenticated: "redirect"` makes every refusal the 302, and counts only pages of their own.
 */
function always(): Draft[] {
  const config = { unauthenticated: 'redirect' };
  const redirected = (comment: string, headers: Headers, bounce: '1' | null, more = {}): Draft =>
    redirects(
      ask(`unauthenticated "redirect", ${comment}`, headers, { config, ...more }),
      'missing',
      LOGIN,
      bounce,
    );
  return [
    redirected('a download', { 'sec-fetch-dest': 'empty' }, null),
    redirected('a prefetch', { 'sec-fetch-dest': 'document', 'sec-purpose': 'prefetch' }, null),
    redirected('an iframe', { 'sec-fetch-dest': 'iframe' }, null),
    redirected('an image', { 'sec-fetch-dest': 'image' }, null, { mode: 'no-cors' }),
    redirected('a page', { 'sec-fetch-dest': 'document' }, '1'),
    redirected('an empty sec-fetch-dest', { 'sec-fetch-dest': '' }, '1', { mode: 'cors' }),
    redirected('accept application/json', { accept: 'application/json, */*' }, '1', { mode: null }),
  ];
}
