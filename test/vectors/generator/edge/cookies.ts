import { token } from '../support/token.js';
import { type Ask, type Draft, NAME } from './case.js';
import { passes, redirects } from './outcomes.js';

const LOGIN = '/api/auth/login?next=%2Freports%2F7';
const PROPERTIES = [
  'toString',
  '__proto__',
  'constructor',
  'hasOwnProperty',
  'valueOf',
  'value',
  'multiValue',
];

/** How the cookie's name is looked up (SPEC 4). */
export function cookieNames(): Draft[] {
  return [...written(), ...PROPERTIES.flatMap(property), ...others()];
}

function written(): Draft[] {
  const prefixed = (comment: string, cookies: Ask['cookies'] = []): Ask => ({
    comment,
    config: { cookieName: '__Host-Token' },
    flags: ['NamePrefix'],
    cookies,
  });
  return [
    passes(prefixed('a __Host- name as it is written', [['__Host-Token', token()]]), '/index.html'),
    // CloudFront lower-cases the names of headers only, and any subdomain may set this cookie.
    redirects(
      prefixed('a __Host- name in lower case', [['__host-token', token()]]),
      'missing',
      LOGIN,
    ),
    redirects(
      prefixed('a __Host- name in upper case', [['__HOST-TOKEN', token()]]),
      'missing',
      LOGIN,
    ),
    redirects(prefixed('a __Host- name, no cookie'), 'missing', LOGIN),
    redirects(
      prefixed('a __Host- name, the default name does not count', [[NAME, token()]]),
      'missing',
      LOGIN,
    ),
    redirects(
      prefixed('a __Host- name in lower case, junk', [['__host-token', 'junk']]),
      'missing',
      LOGIN,
    ),
    redirects(
      {
        comment: 'the default name in capitals is another name',
        cookies: [['Pocket-Spa-Token', token()]],
      },
      'missing',
      LOGIN,
    ),
    passes(
      {
        comment: 'another name',
        config: { cookieName: 'session' },
        cookies: [['session', token()]],
      },
      '/index.html',
    ),
    passes(
      {
        comment: 'a name of every mark that is allowed',
        config: { cookieName: "!#$%&'*+-.^_`|~" },
        cookies: [["!#$%&'*+-.^_`|~", token()]],
      },
      '/index.html',
    ),
  ];
}

function property(name: string): Draft[] {
  const ask = (comment: string, more: Partial<Ask>): Ask => ({
    comment,
    flags: ['ObjectProperty'],
    ...more,
  });
  const config = { cookieName: name };
  return [
    passes(
      ask(`a viewer's cookie ${name} beside the token`, {
        cookies: [
          [name, 'x'],
          [NAME, token()],
        ],
      }),
      '/index.html',
    ),
    redirects(ask(`a viewer's cookie ${name} alone`, { cookies: [[name, 'x']] }), 'missing', LOGIN),
    redirects(ask(`cookieName ${name}, no cookie`, { config }), 'missing', LOGIN),
    redirects(
      ask(`cookieName ${name}, junk`, { config, cookies: [[name, 'junk']] }),
      'malformed',
      LOGIN,
    ),
    passes(
      ask(`cookieName ${name}, a valid token`, { config, cookies: [[name, token()]] }),
      '/index.html',
    ),
  ];
}

function others(): Draft[] {
  const flags = ['ObjectProperty'];
  return [
    passes(
      {
        comment: 'cookieName __proto__ twice, the second valid',
        config: { cookieName: '__proto__' },
        flags: [...flags, 'Duplicate'],
        cookies: [
          ['__proto__', 'junk'],
          ['__proto__', token()],
        ],
      },
      '/index.html',
    ),
    redirects(
      {
        comment: 'the loop counter under the name __proto__ does not count',
        flags,
        cookies: [['__proto__', '8']],
      },
      'missing',
      LOGIN,
    ),
    passes(
      {
        comment: 'headers named as object properties stay',
        flags,
        headers: { constructor: 'x', valueof: 'y' },
        cookies: [[NAME, token()]],
      },
      '/index.html',
    ),
    passes(
      {
        comment: 'the query of a verified request goes on as it is',
        flags,
        query: '__proto__=1&a=2',
        cookies: [[NAME, token()]],
      },
      '/index.html',
    ),
  ];
}
