import type { Ask, Draft } from './case.js';
import { lengths, manyPairs, numbered, octets } from './location-lengths.js';
import { seesOther, stopped, returns as to } from './outcomes.js';

/** The return path inside `location` (SPEC 5.4). */
export function locations(): Draft[] {
  return [...hostilePaths(), ...queries(), ...parsedQueries(), ...lengths(), ...added()];
}

function hostilePaths(): Draft[] {
  const evil = (comment: string, uri: string, next: string): Draft =>
    to(comment, { uri, flags: ['OpenRedirect'] }, next);
  return [
    to('the root', { uri: '/' }, '%2F'),
    to('a route', { uri: '/reports/7' }, '%2Freports%2F7'),
    to('a file', { uri: '/app.js' }, '%2Fapp.js'),
    to(
      'escapes stay, their "%" is encoded once',
      { uri: '/a%20b/%C3%A9' },
      '%2Fa%2520b%2F%25C3%25A9',
    ),
    to('malformed percent', { uri: '/100%/%zz' }, '%2F100%25%2F%25zz'),
    to('raw CJK', { uri: '/\u5bb6', flags: ['NonAscii'] }, '%2F%E5%AE%B6'),
    to('a raw emoji', { uri: '/\u{1f600}', flags: ['NonAscii'] }, '%2F%F0%9F%98%80'),
    to('marks that encodeURIComponent leaves alone', { uri: "/-_.!~*'()" }, "%2F-_.!~*'()"),
    to(
      'an ampersand and an equals sign cannot add a parameter',
      { uri: '/a&next=b' },
      '%2Fa%26next%3Db',
    ),
    to('a number sign cannot end the query', { uri: '/a#b' }, '%2Fa%23b'),
    evil('two slashes', '//evil.example', '%2Fevil.example'),
    evil('two slashes and a path', '//evil.example/a', '%2Fevil.example%2Fa'),
    evil('three slashes', '///evil.example', '%2Fevil.example'),
    evil('a slash and a backslash', '/\\evil.example', '%2Fevil.example'),
    evil('slashes and backslashes by turns', '/\\/\\//evil.example', '%2Fevil.example'),
    evil('a backslash first', '\\/evil.example', '%2Fevil.example'),
    evil('slashes alone', '////', '%2F'),
    evil('two slashes later stay', '/a//b', '%2Fa%2F%2Fb'),
    evil('a backslash later stays', '/a\\b', '%2Fa%5Cb'),
    evil('dot segments stay', '/..//evil.example', '%2F..%2F%2Fevil.example'),
    evil('a scheme in the path', '/https://evil.example', '%2Fhttps%3A%2F%2Fevil.example'),
    evil('an encoded line break', '/a%0d%0ax:y', '%2Fa%250d%250ax%3Ay'),
    {
      ...evil(
        'a raw line break, should one ever come',
        '/a\r\nSet-Cookie: b=c',
        '%2Fa%0D%0ASet-Cookie%3A%20b%3Dc',
      ),
      flags: ['OpenRedirect', 'ControlCharacter'],
    },
    {
      ...evil(
        'a raw tab between slashes, should one ever come',
        '/\t/evil.example',
        '%2F%09%2Fevil.example',
      ),
      flags: ['OpenRedirect', 'ControlCharacter'],
    },
    seesOther(
      {
        comment: 'two slashes in a 303',
        uri: '//evil.example',
        method: 'POST',
        flags: ['OpenRedirect'],
      },
      'missing',
      '/api/auth/login?next=%2Fevil.example',
    ),
    stopped(
      {
        comment: 'two slashes on the page that ends a loop',
        uri: '//evil.example',
        cookies: [['pocket-spa-bounce', '8']],
        flags: ['OpenRedirect', 'LoopGuard'],
      },
      'missing',
      '/api/auth/login?next=%2Fevil.example',
    ),
  ];
}

function queries(): Draft[] {
  const query = (comment: string, raw: string, next: string, flags: string[] = []): Draft =>
    to(`query: ${comment}`, { query: raw, flags }, `%2Freports%2F7%3F${next}`);
  const raw = (comment: string, text: string, next: string): Draft =>
    query(comment, text, next, ['RawQuery']);
  return [
    query('one parameter', 'view=full', 'view%3Dfull'),
    query('two parameters', 'view=full&page=2', 'view%3Dfull%26page%3D2'),
    query('escapes stay', 'q=%E5%AE%B6%20x', 'q%3D%25E5%25AE%25B6%2520x'),
    query('escapes in lower case stay', 'q=%e5%ae%b6', 'q%3D%25e5%25ae%25b6'),
    query('a plus sign stays', 'q=a+b', 'q%3Da%2Bb'),
    query('a name alone', 'debug', 'debug'),
    query('an equals sign in the value', 'a=b=c', 'a%3Db%3Dc'),
    query('repeats side by side', 'a=1&a=2&a=3', 'a%3D1%26a%3D2%26a%3D3'),
    query('malformed percent', 'q=%zz%', 'q%3D%25zz%25'),
    query(
      'a nested next',
      'next=%2Fapi%2Fauth%2Flogin%3Fnext%3D%252F',
      'next%3D%252Fapi%252Fauth%252Flogin%253Fnext%253D%25252F',
    ),
    query('an absolute URL', 'next=https://evil.example/', 'next%3Dhttps%3A%2F%2Fevil.example%2F'),
    query('raw CJK', 'q=\u5bb6', 'q%3D%E5%AE%B6', ['NonAscii']),
    query(
      'names of object properties',
      '__proto__=1&toString=2&hasOwnProperty=3',
      '__proto__%3D1%26toString%3D2%26hasOwnProperty%3D3',
      ['ObjectProperty'],
    ),
    raw('an empty value keeps its equals sign', 'a=', 'a%3D'),
    raw('an empty value and a bare name', 'a=&b', 'a%3D%26b'),
    raw('repeats with another name between them', 'a=1&b=2&a=3', 'a%3D1%26b%3D2%26a%3D3'),
    raw('names that look like integers keep their place', 'b=1&2=x&1=y', 'b%3D1%262%3Dx%261%3Dy'),
    raw('empty pairs', '&&a=1&', '%26%26a%3D1%26'),
    raw('a question mark and nothing after it', '', ''),
    query('a question mark in the value', 'a=?b', 'a%3D%3Fb'),
  ];
}

function parsedQueries(): Draft[] {
  const query = (comment: string, raw: string, next: string, flags: string[] = []): Draft =>
    to(
      `no rawQueryString: ${comment}`,
      { query: raw, parsedQuery: true, flags: ['ParsedQuery', ...flags] },
      `%2Freports%2F7%3F${next}`,
    );
  return [
    query('one parameter', 'view=full', 'view%3Dfull'),
    query('two parameters', 'view=full&page=2', 'view%3Dfull%26page%3D2'),
    query('escapes stay', 'q=%E5%AE%B6', 'q%3D%25E5%25AE%25B6'),
    query('repeats are kept, side by side', 'a=1&b=2&a=3', 'a%3D1%26a%3D3%26b%3D2'),
    query('an empty value is the bare name', 'a=&b=1', 'a%26b%3D1'),
    query('a bare name', 'debug', 'debug'),
    query('an empty value among repeats', 'a=1&a=&a=3', 'a%3D1%26a%26a%3D3'),
    query('names of object properties', '__proto__=1&toString=2', '__proto__%3D1%26toString%3D2', [
      'ObjectProperty',
    ]),
    query('one name that looks like an integer', '7=x', '7%3Dx'),
    to(
      'no rawQueryString: no query',
      { parsedQuery: true, flags: ['ParsedQuery'] },
      '%2Freports%2F7',
    ),
    to(
      'no rawQueryString: a question mark and nothing after it',
      { query: '', parsedQuery: true, flags: ['ParsedQuery'] },
      '%2Freports%2F7',
    ),
    to(
      'no rawQueryString: too long, the query is dropped',
      { query: `a=${'b'.repeat(2040)}`, parsedQuery: true, flags: ['ParsedQuery', 'Length'] },
      '%2Freports%2F7',
    ),
  ];
}

/** Cases that came later, at the end so that no other is renumbered. */
function added(): Draft[] {
  return [...withoutRawQuery(), ...manyPairs(), ...octets(), ...withoutSlash()];
}

/** On runtime 2.0 no query is rebuilt: it has always had `rawQueryString()`. */
function withoutRawQuery(): Draft[] {
  const dropped = (comment: string, ask: Partial<Ask>): Draft =>
    to(
      `no rawQueryString on 2.0: ${comment}`,
      { parsedQuery: true, flags: ['NoRawQuery'], ...ask },
      '%2Freports%2F7',
    );
  return [
    dropped('one parameter', { query: 'view=full' }),
    dropped('a bare name', { query: 'debug' }),
    dropped('no query', {}),
    dropped('2,700 names', {
      query: numbered(2_700),
      flags: ['NoRawQuery', 'Length', 'ManyItems'],
    }),
  ];
}

/** CloudFront says that a path begins with "/". Should it ever not, one is put in front. */
function withoutSlash(): Draft[] {
  return [
    ['reports/7', '%2Freports%2F7'],
    ['', '%2F'],
    ['https://evil.example', '%2Fhttps%3A%2F%2Fevil.example'],
    ['a//b', '%2Fa%2F%2Fb'],
  ].map(([uri, next]) =>
    to(
      `should the path ever be ${JSON.stringify(uri)}`,
      { uri: uri!, flags: ['OpenRedirect'] },
      next!,
    ),
  );
}
