import { token } from '../support/token.js';
import { accepted, type Draft, junk, NAME, reads, refused } from './case.js';

export const names: Draft[] = [
  reads(
    'another cookie before',
    [
      ['theme', 'dark'],
      [NAME, token()],
    ],
    accepted(),
  ),
  reads(
    'another cookie after',
    [
      [NAME, token()],
      ['theme', 'dark'],
    ],
    accepted(),
  ),
  reads('no cookie of the name', [['theme', 'dark']], refused('missing')),
  reads('a longer name', [[`${NAME}2`, token()]], refused('missing')),
  reads('a name that ends in the name', [[`x-${NAME}`, token()]], refused('missing')),
  reads(
    'the name in upper case is another name',
    [['POCKET-SPA-TOKEN', token()]],
    refused('missing'),
  ),
  reads(
    'the name inside the value of another',
    [['theme', `${NAME}=${token().text}`]],
    refused('missing'),
  ),
  reads('an empty value', [[NAME, '']], refused('malformed')),
  reads('an equals sign in the value', [[NAME, token('a=b')]], accepted('a=b')),
  reads('another configured name', [['session', token()]], accepted(), { cookieName: 'session' }),
  reads('the default name when another is configured', [[NAME, token()]], refused('missing'), {
    cookieName: 'session',
  }),
  reads('a __Host- name as it is written', [['__Host-Token', token()]], accepted(), {
    cookieName: '__Host-Token',
    flags: ['NamePrefix'],
  }),
  ...['toString', '__proto__', 'constructor', 'hasOwnProperty', 'valueOf'].flatMap((name) => [
    reads(
      `a viewer's cookie named ${name} beside the token`,
      [
        [name, 'x'],
        [NAME, token()],
      ],
      accepted(),
      { flags: ['ObjectProperty'] },
    ),
    reads(`a viewer's cookie named ${name} alone`, [[name, 'x']], refused('missing'), {
      flags: ['ObjectProperty'],
    }),
    reads(
      `${name} as the configured name, no such cookie`,
      [['theme', 'dark']],
      refused('missing'),
      { cookieName: name, flags: ['ObjectProperty'] },
    ),
    reads(`${name} as the configured name, with a valid token`, [[name, token()]], accepted(), {
      cookieName: name,
      flags: ['ObjectProperty'],
    }),
  ]),
  reads(
    'twice under the name __proto__, the second valid',
    [
      ['__proto__', junk],
      ['__proto__', token()],
    ],
    accepted(),
    { cookieName: '__proto__', flags: ['ObjectProperty', 'Duplicate'] },
  ),
  // Any subdomain may set a cookie of another case: the prefix does not protect it.
  reads(
    'a __Host- name in lower case is another name',
    [['__host-token', token()]],
    refused('missing'),
    {
      cookieName: '__Host-Token',
      flags: ['NamePrefix'],
    },
  ),
  reads(
    'a __Host- name, after the same in lower case',
    [
      ['__host-token', token('stranger')],
      ['__Host-Token', token()],
    ],
    accepted(),
    { cookieName: '__Host-Token', flags: ['NamePrefix'] },
  ),
];
