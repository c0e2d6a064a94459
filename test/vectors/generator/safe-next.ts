import type { SafeNextCase } from '../types.js';
import { sections } from './support/sections.js';
import { text } from './support/text.js';

type Draft = Omit<SafeNextCase, 'id'>;
type Inputs = Partial<Pick<Draft, 'flags' | 'fallback' | 'allowedOrigins'>>;

const HOME = 'https://app.example.com';
const OWN: Inputs = { allowedOrigins: [HOME] };

/** Returned unchanged. */
function keeps(comment: string, next: string, given: Inputs = {}): Draft {
  return turns(comment, next, next, given);
}

/** Returned as a browser would send it. */
function turns(
  comment: string,
  next: string,
  expected: string,
  { flags = [], fallback = null, allowedOrigins = [] }: Inputs = {},
): Draft {
  return { comment, flags, next: text(next), fallback, allowedOrigins, result: 'valid', expected };
}

/** Gives the fallback. Default: "/". */
function refuses(
  comment: string,
  next: unknown,
  { flags = [], fallback = null, allowedOrigins = [] }: Inputs = {},
): Draft {
  const value = typeof next === 'string' ? text(next) : next;
  return {
    comment,
    flags,
    next: value,
    fallback,
    allowedOrigins,
    result: 'invalid',
    expected: fallback ?? '/',
  };
}

const hostile: Inputs = { flags: ['OpenRedirect'] };
const control: Inputs = { flags: ['ControlCharacter'] };
const beyondAscii: Inputs = { flags: ['NonAscii'] };
const length: Inputs = { flags: ['Length'] };
const surrogate: Inputs = { flags: ['LoneSurrogate'] };

const paths: Draft[] = [
  keeps('the root', '/'),
  keeps('a path', '/reports/7'),
  keeps('a path with a query', '/reports/7?view=full&page=2'),
  keeps('a path with a fragment', '/reports/7?view=full#totals'),
  keeps('percent escapes stay', '/a%20b?c=%C3%A9%2F'),
  keeps('a colon later in the path', '/a:b'),
  keeps('"@" in the path', '/@user'),
  keeps('two slashes later in the path', '/a//b'),
  keeps('a trailing slash', '/a/'),
  keeps('dot segments that stay on the origin', '/a/../b/./c'),
  keeps('climbing above the root stays at the root', '/../../a'),
  keeps('an absolute URL in the query', '/a?next=https://evil.example/'),
  keeps('a nested next, encoded', '/api/auth/login?next=%2Fapi%2Fauth%2Flogin%3Fnext%3D%252F'),
  keeps('two slashes in the query', '/a?next=//evil.example'),
  keeps('a backslash in the query', '/a?b=\\c'),
  keeps('an encoded slash after the first is a plain character', '/%2Fevil.example'),
  keeps('an encoded backslash after the first is a plain character', '/%5Cevil.example'),
  keeps('an encoded tab is a plain character', '/%09/evil.example'),
  keeps('an encoded line break is a plain character', '/a%0D%0ASet-Cookie:%20b=c'),
  keeps('a scheme inside the path', '/https://evil.example'),
  keeps('malformed percent', '/100%?a=%zz'),
  keeps('an empty query', '/a?'),
];

const encoded: Draft[] = [
  turns('Latin-1 in the path', '/jos\u00e9', '/jos%C3%A9', beyondAscii),
  turns(
    'CJK in the path and in the query',
    '/\u5bb6?q=\u5bb6',
    '/%E5%AE%B6?q=%E5%AE%B6',
    beyondAscii,
  ),
  turns('an emoji', '/\u{1f600}', '/%F0%9F%98%80', beyondAscii),
  turns('beyond ASCII in the fragment', '/a#\u00e9', '/a#%C3%A9', beyondAscii),
  turns('what is encoded already stays so', '/%C3%A9/\u00e9', '/%C3%A9/%C3%A9', beyondAscii),
  turns(
    'a full-width slash is no slash',
    '/\uff0fevil.example',
    '/%EF%BC%8Fevil.example',
    beyondAscii,
  ),
  turns(
    'a division slash is no slash',
    '/\u2215evil.example',
    '/%E2%88%95evil.example',
    beyondAscii,
  ),
  // The first signer dropped the "?", because it joined the parts of a URL.
  turns('an empty query stays, as in a browser', '/\u00e9?', '/%C3%A9?', beyondAscii),
  turns('an empty fragment stays', '/\u00e9?#', '/%C3%A9?#', beyondAscii),
  turns('dot segments are resolved', '/a/../\u00e9/%2E/b/%2e.', '/%C3%A9/', beyondAscii),
  turns(
    'what each part of a URL encodes of ASCII',
    '/\u00e9 "<>`{}\'|[]?"<>\'`{}|#"<>`\'{}|',
    "/%C3%A9%20%22%3C%3E%60%7B%7D'|[]?%22%3C%3E%27`{}|#%22%3C%3E%60'{}|",
    beyondAscii,
  ),
  turns('spaces at the end are dropped', '/\u00e9  ', '/%C3%A9', beyondAscii),
];

const openRedirects: Draft[] = [
  refuses('two slashes', '//evil.example', hostile),
  refuses('two slashes and a path', '//evil.example/a?b', hostile),
  refuses('three slashes', '///evil.example', hostile),
  refuses('a slash and a backslash', '/\\evil.example', hostile),
  refuses('a backslash and a slash', '\\/evil.example', hostile),
  refuses('two backslashes', '\\\\evil.example', hostile),
  refuses('a backslash later in the path', '/a\\b', hostile),
  refuses('two slashes after a dot segment', '/.//evil.example', hostile),
  refuses('two slashes after a double dot segment', '/a/..//evil.example', hostile),
  refuses('two slashes after an encoded dot segment', '/%2e//evil.example', hostile),
  refuses('two slashes after an encoded double dot segment', '/a/%2E%2e//evil.example', hostile),
  refuses('two slashes after climbing above the root', '/..//evil.example', hostile),
  refuses('a dot segment and a backslash', '/.\\/evil.example', hostile),
  refuses('a user name that looks like the site', '//app.example.com@evil.example', hostile),
  refuses('an absolute URL', 'https://evil.example/', hostile),
  refuses('an absolute URL, http', 'http://evil.example/', hostile),
  refuses('a scheme without slashes', 'https:evil.example', hostile),
  refuses('a scheme and one slash', 'https:/evil.example', hostile),
  refuses('a scheme and three slashes', 'https:///evil.example', hostile),
  refuses('a scheme and backslashes', 'https:\\\\evil.example', hostile),
  refuses('javascript:', 'javascript:alert(1)', hostile),
  refuses('javascript: with slashes', 'javascript://app.example.com/%0Aalert(1)', hostile),
  refuses('data:', 'data:text/html,<script>alert(1)</script>', hostile),
  refuses('vbscript:', 'vbscript:msgbox(1)', hostile),
  refuses('file:', 'file:///etc/passwd', hostile),
  refuses('blob: with the own origin inside', 'blob:https://app.example.com/1', {
    ...OWN,
    ...hostile,
  }),
];

const controls: Draft[] = [
  refuses('a tab between the slashes', '/\t/evil.example', control),
  refuses('a line feed between the slashes', '/\n/evil.example', control),
  refuses('a carriage return between the slashes', '/\r/evil.example', control),
  refuses('a tab and a backslash', '/\t\\evil.example', control),
  refuses('a tab before everything', '\t//evil.example', control),
  refuses('a tab before a good path', '\t/a', control),
  refuses('CRLF and a header', '/a\r\nSet-Cookie: b=c', control),
  refuses('a line feed at the end', '/a\n', control),
  refuses('NUL', '/a\u0000b', control),
  refuses('U+001F', '/a\u001fb', control),
  refuses('DEL', '/a\u007fb', control),
  refuses('a tab in the query', '/a?b=\t', control),
  refuses('a tab inside a scheme', 'java\tscript:alert(1)', control),
  refuses('a tab inside an allowed URL', `${HOME}/\ta`, { ...OWN, ...control }),
];

const noPaths: Draft[] = [
  refuses('empty text', ''),
  refuses('a relative path', 'reports/7'),
  refuses('a relative path with dots', '../reports'),
  refuses('a query alone', '?a=b'),
  refuses('a fragment alone', '#a'),
  refuses('a space before the slash', ' /a'),
  refuses('a host without a scheme', 'evil.example'),
  refuses('a full-width slash first', '\uff0fa', beyondAscii),
  refuses('a byte order mark first', '\ufeff/a', beyondAscii),
  refuses('the text "null"', 'null'),
  refuses('null', null, { flags: ['OtherType'] }),
  refuses('a number', 7, { flags: ['OtherType'] }),
  refuses('zero', 0, { flags: ['OtherType'] }),
  refuses('true', true, { flags: ['OtherType'] }),
  refuses('a list with a path in it', ['/a'], { flags: ['OtherType'] }),
  refuses('a list with two, as of a repeated parameter', ['/a', '//evil.example'], {
    flags: ['OtherType'],
  }),
  refuses('an object', { href: '/a' }, { flags: ['OtherType'] }),
  refuses('another fallback', '//evil.example', { fallback: '/home', ...hostile }),
  refuses('another fallback for another type', null, { fallback: '/home', flags: ['OtherType'] }),
  keeps('a good path with another fallback', '/a', { fallback: '/home' }),
];

const lengths: Draft[] = [
  keeps('2,048 characters', `/${'a'.repeat(2047)}`, length),
  refuses('2,049 characters', `/${'a'.repeat(2048)}`, length),
  keeps('2,048 characters with a query', `/a?${'b'.repeat(2045)}`, length),
  refuses('2,049 characters with a query', `/a?${'b'.repeat(2046)}`, length),
  refuses('5,001 characters', `/${'a'.repeat(5_000)}`, length),
  keeps('an absolute URL, 2,048 characters from its path on', `${HOME}/${'a'.repeat(2047)}`, {
    ...OWN,
    ...length,
  }),
  refuses('an absolute URL, 2,049 characters from its path on', `${HOME}/${'a'.repeat(2048)}`, {
    ...OWN,
    ...length,
  }),
];

const allowed: Draft[] = [
  keeps('an allowed origin', `${HOME}/a?b=c#d`, OWN),
  keeps('an allowed origin without a path', HOME, OWN),
  keeps('an allowed origin with its default port', `${HOME}:443/a`, OWN),
  keeps('a host in capitals', 'https://APP.Example.com/a', OWN),
  keeps('the second of two allowed origins', 'https://b.example/a', {
    allowedOrigins: [HOME, 'https://b.example'],
  }),
  keeps('http on a port, where it is allowed', 'http://localhost:5173/a', {
    allowedOrigins: ['http://localhost:5173'],
  }),
  keeps('a path beside allowed origins', '/a', OWN),
  turns('an allowed origin with CJK in its path', `${HOME}/\u5bb6`, `${HOME}/%E5%AE%B6`, {
    ...OWN,
    ...beyondAscii,
  }),
  turns(
    'a host beyond ASCII becomes punycode',
    'https://b\u00fccher.example/',
    'https://xn--bcher-kva.example/',
    {
      allowedOrigins: ['https://xn--bcher-kva.example'],
      flags: ['InternationalHost', 'NonAscii'],
    },
  ),
  refuses('an absolute URL where none is allowed', `${HOME}/a`),
  refuses('another host', 'https://evil.example/a', { ...OWN, ...hostile }),
  refuses('a host that begins with the allowed one', `${HOME}.evil.example/`, {
    ...OWN,
    ...hostile,
  }),
  refuses('a host that ends in the allowed one', 'https://evil-app.example.com/', {
    ...OWN,
    ...hostile,
  }),
  refuses('a subdomain of the allowed host', 'https://x.app.example.com/', { ...OWN, ...hostile }),
  refuses('another port', `${HOME}:8443/a`, OWN),
  refuses('http where https is allowed', 'http://app.example.com/a', OWN),
  refuses('a user name', 'https://user@app.example.com/', { ...OWN, ...hostile }),
  refuses('a user name and a password', 'https://user:pass@app.example.com/', {
    ...OWN,
    ...hostile,
  }),
  refuses('the allowed host as a user name', `${HOME}@evil.example/`, { ...OWN, ...hostile }),
  refuses('the allowed host as a user name and password', `${HOME}:x@evil.example/`, {
    ...OWN,
    ...hostile,
  }),
  refuses('a backslash after the host', `${HOME}\\@evil.example/`, { ...OWN, ...hostile }),
  refuses('a backslash before the allowed host', 'https://evil.example\\.app.example.com/', {
    ...OWN,
    ...hostile,
  }),
  refuses('two slashes and the allowed host', '//app.example.com/a', { ...OWN, ...hostile }),
  refuses('one slash after the scheme', 'https:/app.example.com/a', OWN),
  refuses('a port that is none', `${HOME}:99999/`, OWN),
  refuses('a space in the host', 'https://app.example .com/', OWN),
  refuses('a space before an allowed URL', ` ${HOME}/a`, OWN),
];

const surrogates: Draft[] = [
  turns('a lone surrogate becomes U+FFFD, as in a browser', '/a\ud800', '/a%EF%BF%BD', surrogate),
  turns('a lone surrogate in the query', '/a?b=\udc00', '/a?b=%EF%BF%BD', surrogate),
];

export function safeNext(): SafeNextCase[] {
  return sections([
    [1, paths],
    [51, encoded],
    [101, openRedirects],
    [151, controls],
    [201, noPaths],
    [251, lengths],
    [301, allowed],
    [351, surrogates],
  ]);
}
