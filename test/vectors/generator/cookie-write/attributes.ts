import { bare, type Draft, login, REST, refuses, SHORT } from './case.js';

const NAME = 'pocket-spa-token=a:1:b; Max-Age=604800';

export const attributes: Draft[] = [
  login(
    'a lifetime of an hour',
    bare(SHORT),
    { maxAge: 3600 },
    'pocket-spa-token=a:1:b; Max-Age=3600; HttpOnly; Secure; SameSite=Lax; Path=/',
  ),
  login(
    'a lifetime of 0',
    bare(SHORT),
    { maxAge: 0 },
    'pocket-spa-token=a:1:b; Max-Age=0; HttpOnly; Secure; SameSite=Lax; Path=/',
  ),
  login('another name', bare(SHORT), { cookieName: 'session' }, `session=a:1:b${REST}`),
  login(
    'a name of every kind of token character',
    bare(SHORT),
    { cookieName: "!#$%&'*+-.^_`|~09azAZ" },
    `!#$%&'*+-.^_\`|~09azAZ=a:1:b${REST}`,
  ),
  login(
    'the name of a property of every object',
    bare(SHORT),
    { cookieName: '__proto__' },
    `__proto__=a:1:b${REST}`,
    ['ObjectProperty'],
  ),
  login(
    'a path',
    bare(SHORT),
    { path: '/app' },
    `${NAME}; HttpOnly; Secure; SameSite=Lax; Path=/app`,
  ),
  login(
    'a domain comes after the path',
    bare(SHORT),
    { domain: 'example.com' },
    `${NAME}; HttpOnly; Secure; SameSite=Lax; Path=/; Domain=example.com`,
  ),
  login(
    'SameSite=Strict',
    bare(SHORT),
    { sameSite: 'Strict' },
    `${NAME}; HttpOnly; Secure; SameSite=Strict; Path=/`,
  ),
  login(
    'SameSite=None',
    bare(SHORT),
    { sameSite: 'None' },
    `${NAME}; HttpOnly; Secure; SameSite=None; Path=/`,
  ),
  login(
    'without Secure',
    bare(SHORT),
    { secure: false },
    `${NAME}; HttpOnly; SameSite=Lax; Path=/`,
  ),
  login(
    'Partitioned comes last',
    bare(SHORT),
    { partitioned: true },
    `${NAME}; HttpOnly; Secure; SameSite=Lax; Path=/; Partitioned`,
  ),
  login(
    'everything at once',
    bare(SHORT),
    {
      maxAge: 60,
      cookieName: 'id',
      domain: 'example.com',
      path: '/x',
      sameSite: 'None',
      secure: true,
      partitioned: true,
    },
    'id=a:1:b; Max-Age=60; HttpOnly; Secure; SameSite=None; Path=/x; Domain=example.com; Partitioned',
  ),
  login(
    'every default spelled out',
    bare(SHORT),
    {
      maxAge: 604_800,
      cookieName: 'pocket-spa-token',
      path: '/',
      sameSite: 'Lax',
      secure: true,
      partitioned: false,
    },
    `pocket-spa-token=a:1:b${REST}`,
  ),
  login(
    '__Secure- with a domain and a path',
    bare(SHORT),
    { cookieName: '__Secure-id', domain: 'example.com', path: '/x' },
    '__Secure-id=a:1:b; Max-Age=604800; HttpOnly; Secure; SameSite=Lax; Path=/x; Domain=example.com',
    ['NamePrefix'],
  ),
  login(
    '__Host- with the defaults',
    bare(SHORT),
    { cookieName: '__Host-id' },
    `__Host-id=a:1:b${REST}`,
    ['NamePrefix'],
  ),
  login(
    'a name with the prefix in its middle is free',
    bare(SHORT),
    { cookieName: 'x__Host-id', path: '/x' },
    'x__Host-id=a:1:b; Max-Age=604800; HttpOnly; Secure; SameSite=Lax; Path=/x',
    ['NamePrefix'],
  ),
];

export const badAttributes: Draft[] = [
  refuses(
    '__Secure- without Secure',
    SHORT,
    { cookieName: '__Secure-id', secure: false },
    'prefix',
    ['NamePrefix'],
  ),
  refuses('__Host- without Secure', SHORT, { cookieName: '__Host-id', secure: false }, 'prefix', [
    'NamePrefix',
  ]),
  refuses(
    '__Host- with a domain',
    SHORT,
    { cookieName: '__Host-id', domain: 'example.com' },
    'prefix',
    ['NamePrefix'],
  ),
  refuses('__Host- with another path', SHORT, { cookieName: '__Host-id', path: '/x' }, 'prefix', [
    'NamePrefix',
  ]),
  refuses('SameSite=None without Secure', SHORT, { sameSite: 'None', secure: false }, 'attribute'),
  refuses('Partitioned without Secure', SHORT, { partitioned: true, secure: false }, 'attribute'),
  refuses('an empty name', SHORT, { cookieName: '' }, 'name'),
  refuses('a space in the name', SHORT, { cookieName: 'a b' }, 'name'),
  refuses('"=" in the name', SHORT, { cookieName: 'a=b' }, 'name'),
  refuses('";" in the name', SHORT, { cookieName: 'a;b' }, 'name'),
  refuses('a separator in the name', SHORT, { cookieName: 'a/b' }, 'name'),
  refuses('a letter beyond ASCII in the name', SHORT, { cookieName: 'jos\u00e9' }, 'name', [
    'NonAscii',
  ]),
  refuses('a line break in the name', SHORT, { cookieName: 'a\r\nb' }, 'name', [
    'ControlCharacter',
  ]),
  refuses('";" in the path', SHORT, { path: '/; Domain=evil.example' }, 'attribute'),
  refuses('a line break in the path', SHORT, { path: '/\r\nX: y' }, 'attribute', [
    'ControlCharacter',
  ]),
  refuses('";" in the domain', SHORT, { domain: 'example.com; Path=/x' }, 'attribute'),
  refuses('a line break in the domain', SHORT, { domain: 'example.com\r\nX: y' }, 'attribute', [
    'ControlCharacter',
  ]),
  refuses('a negative lifetime', SHORT, { maxAge: -1 }, 'attribute'),
  refuses('half a second of lifetime', SHORT, { maxAge: 0.5 }, 'attribute'),
  refuses('a lifetime of 2^53', SHORT, { maxAge: 9_007_199_254_740_992 }, 'attribute'),
];
