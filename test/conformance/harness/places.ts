import type { CookieOptions } from '../../../signer/index.js';
import type { NextRequest } from './protocol.js';
import type { Random } from './random.js';

const NAMES = ['id', '__Secure-id', '__Host-id', '__host-id', '__SECURE-', "!#$%&'*+-.^_`|~09azAZ"];
const BAD_NAMES = ['', 'a b', 'a=b', 'a;b', 'a"', 'a,b', 'a/b', 'josé', 'a\r\nb', 'a\n', '\x7f'];
const DOMAINS = ['example.com', '.example.com', 'EXAMPLE', 'a-b.c0'];
const BAD_DOMAINS = ['a..b', 'a.', '..a', 'a; Path=/x', 'exa mple.com', 'a_b', 'bücher', 'a\n'];
const PATHS = ['/', '/app', '/a b', '/,"\\', '/~:<=>'];
const BAD_PATHS = ['', 'app', '/;', '/a;b', '/é', '/\x7f', '/a\r\nX: y', '/\n', ' /'];

/**
 * Attributes of a cookie, with one fault at most: the contract does not say which of two is told.
 */
export function someCookieOptions(random: Random): CookieOptions {
  if (random.oneIn(3)) {
    return random.pick<() => CookieOptions>([
      () => ({ cookieName: random.pick(BAD_NAMES) }),
      () => ({ domain: random.pick(BAD_DOMAINS) }),
      () => ({ path: random.pick(BAD_PATHS) }),
      () => ({ secure: false, sameSite: 'None' }),
      () => ({ secure: false, partitioned: true }),
    ])();
  }
  const isSecure = !random.oneIn(4);
  return {
    ...(random.oneIn(2) && { cookieName: random.pick(NAMES) }),
    ...(random.oneIn(2) && { domain: random.pick(DOMAINS) }),
    ...(random.oneIn(2) && { path: random.pick(PATHS) }),
    ...(random.oneIn(2) && { sameSite: random.pick(isSecure ? SAME_SITE : ['Lax', 'Strict']) }),
    ...((!isSecure || random.oneIn(2)) && { secure: isSecure }),
    ...(random.oneIn(2) && { partitioned: isSecure && random.oneIn(2) }),
  };
}

const SAME_SITE = ['Lax', 'Strict', 'None'] as const;

// Pieces of paths and of URLs: what separates, what is resolved, what must be encoded, what
// browsers read as something else. Engines differ about "^", and languages about a host that is
// not written as browsers write it, so neither is in it.
const PIECES = [
  ...'/ / // // \\ \\ . .. /./ /../ /.. %2e %2E .%2e %2f %5c a app evil.example'.split(' '),
  ...'@ : ; ? ? # # &next= = % %zz %09 " < > \' ` { } | ~ [ ] ! $()*+,-_ é 日 😀 ／'.split(' '),
  ...[' ', '\ufeff', '\u2028', '\u0085', '\u00a0', '\ue000', 'İ', 'ſ'],
];
const STARTS = [
  ...'/ // /\\ \\ ? # javascript: data: a https://app.example.com/ HTTPS://app.example.com/'.split(
    ' ',
  ),
  ...'https://APP.example.com:443/ https://app.example.com:/ https:///app.example.com/'.split(' '),
  ...'https://app.example.com:80/ https://app.example.com:8443/ http://localhost:5173/'.split(' '),
  ...'http://localhost:80/ https://app.example.com.evil.example/ https://x@app.example.com/'.split(
    ' ',
  ),
  ...'https://app.example.com@evil.example/ https:app.example.com/ https:/app.example.com/'.split(
    ' ',
  ),
  ...'https://app.example.com\\ https:\\\\app.example.com/ https://evil.example/'.split(' '),
  ...'https://app.example.com::443/ https://:x@app.example.com/ http://app.example.com:443/'.split(
    ' ',
  ),
  ...['', ' /', 'https://app.example.com?', 'https://app.example.com#'],
];
const ORDINARY_STARTS = ['/', '/', '/a', '/.', '/..', '/%2e', '/a/../', 'https://app.example.com/'];
const CONTROLS = ['\t', '\n', '\r', '\0', '\x1f', '\x7f', '\v'];
const ORIGINS = [
  [],
  ['https://app.example.com'],
  ['https://APP.example.com:443/', 'http://localhost:5173'],
  ['http://localhost', 'https://app.example.com'],
];
const BAD_ORIGINS = ['app.example.com', 'https://app.example.com/a', 'https://*.example.com'];

/** The limit of SPEC 8. */
const LENGTH = 2048;

/** A place to go to after a log-in, ordinary or hostile, and where one may go. */
export function someNextRequest(random: Random): NextRequest {
  const allowedOrigins = random.pick(ORIGINS);
  if (random.oneIn(4)) {
    return random.oneIn(2)
      ? { verb: 'next', next: '/', allowedOrigins: [...allowedOrigins, random.pick(BAD_ORIGINS)] }
      : { verb: 'next', next: '/', fallback: random.pick(['', '//a', 'a', '/\t']), allowedOrigins };
  }
  const fallback = random.oneIn(3) ? { fallback: random.pick(['/home', '/é?', '/a?b#c']) } : {};
  return { verb: 'next', next: someNext(random), ...fallback, allowedOrigins };
}

function someNext(random: Random): string {
  const start = random.pick(random.oneIn(2) ? ORDINARY_STARTS : STARTS);
  if (random.oneIn(10)) {
    // Characters of one UTF-16 unit each: the contract does not say how others are counted.
    const path = /^\/$|^https:\/\/app.example.com\/$/.test(start) ? start : '/';
    const rest = path.replace(/^https:..[^/]*/, '').length;
    return path + random.pick(['a', 'é', '日']).repeat(LENGTH - rest + random.below(3) - 1);
  }
  const pieces = Array.from({ length: random.below(7) }, () => random.pick(PIECES));
  if (random.oneIn(8)) {
    pieces.splice(random.below(pieces.length + 1), 0, random.pick(CONTROLS));
  }
  return start + pieces.join('');
}
