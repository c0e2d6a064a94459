import { createHash, createHmac } from 'node:crypto';
import { assert, asyncProperty, constantFrom, record, tuple } from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import type { EdgeConfig } from '../../../build/config/edge-config.js';
import { resolveConfig } from '../../../build/config/resolve.js';
import { generateToken } from '../../../signer/index.js';
import { describeEachNginx } from './each.js';
import { type GateOptions, startGate } from './gate.js';
import { HOST, SECRET } from './site.js';
import { send } from './wire.js';

// Usual requests are decided by the few statements of edge/nginx/usual.ts, all others by full.ts.
// No visitor may see by which, so these tests compare the two.

const NOW = 1_800_000_000;
const NAME = 'pocket-spa-token';
const sign = (userId: string, maxAge = 3600, secret = SECRET) =>
  generateToken(userId, { secret, now: NOW, maxAge });
const TOKEN = sign('harbor-master');
const [PAYLOAD, MAC] = [TOKEN.slice(0, -65), TOKEN.slice(-64)];

function signByHand(payload: string, secret = SECRET): string {
  const mac = createHmac('sha256', Buffer.from(secret, 'hex')).update(payload).digest('hex');
  return `${payload}:${mac}`;
}

const VALUES = [
  TOKEN,
  sign('ada@example.com'),
  sign('a%41'),
  sign('u'.repeat(255)),
  sign('u'.repeat(256)),
  sign('a b'),
  sign('a,b"\\'),
  sign('ü'),
  Buffer.from(sign('ü')).toString('latin1'),
  encodeURIComponent(sign('ü')),
  sign('gone').replace('gone', 'lost'),
  generateToken('late', { secret: SECRET, now: NOW - 10, maxAge: 10 }),
  generateToken('late', { secret: SECRET, now: NOW - 11, maxAge: 10 }),
  generateToken('late', { secret: SECRET, now: NOW - 12, maxAge: 10 }),
  generateToken('never', { secret: SECRET, now: 9_999_990_000, maxAge: 20_000 }),
  sign('other', 3600, '5f'.repeat(32)),
  `"${TOKEN}"`,
  TOKEN.replaceAll(':', '%3A'),
  TOKEN.replaceAll(':', '%3a').replace('h', '%68'),
  `${PAYLOAD}:${MAC.toUpperCase()}`,
  `${PAYLOAD}:${MAC}0`,
  `${PAYLOAD}:${MAC.slice(1)}`,
  `${PAYLOAD}:${MAC.slice(0, -1)}${MAC.endsWith('0') ? 1 : 0}`,
  `${PAYLOAD}:${MAC[0] === '0' ? 1 : 0}${MAC.slice(1)}`,
  `${PAYLOAD}:${'0'.repeat(64)}`,
  `${PAYLOAD.replace(':', ':0')}:${MAC}`,
  `${PAYLOAD}.5:${MAC}`,
  `:${PAYLOAD}:${MAC}`,
  TOKEN.replace(/^[^:]*/, ''),
  // No issuer signs these, so their MACs are right by hand.
  signByHand(`a:b:${NOW + 3600}`),
  signByHand(`a\u0001b:${NOW + 3600}`),
  signByHand(`a\u007fb:${NOW + 3600}`),
  signByHand(`:${NOW + 3600}`),
  signByHand(`a:0${NOW + 3600}`),
  signByHand(`${'u'.repeat(1025)}:${NOW + 3600}`),
  'junk',
  '',
];

/** What stands before a cookie, and what may stand behind a value. */
const BEFORE = [
  '',
  'a=b; '.repeat(40),
  `${NAME}=1; `.repeat(4),
  `${NAME} =1; `.repeat(4),
  `${NAME}\t=1; `.repeat(4),
  `a=b; ${`  ${NAME}=1;`.repeat(5)} `,
  'theme=dark; ',
  'a=b; c; ',
  `x${NAME}=1; `,
  `${NAME}2=1; `,
  `${NAME}; `,
  ';',
];
const BLANKS = ['', ' ', '\t', '  '];
const BEHIND = ['', '; theme=dark', ';', ' ', ',', `; ${NAME}=${TOKEN}`, '\u0001'];
const TARGETS = [
  '/file.txt',
  '/file.txt?next=/a.b',
  '/',
  '/?a',
  '/deep/route',
  '/deep.er/route?x=.',
  '/api/x',
  '/api/x.json',
  '/.well-known/x',
  '/a%2Ejson',
  '/a#b.c',
  '/ä',
  '/\u00ff.txt',
  '/\u00ff',
  '//a/../b.txt',
  '/..;/a',
  `${'/a'.repeat(40)}.txt`,
  '/open/x',
  `http://${HOST}/file.txt`,
  `http://${HOST}?a.b`,
];

const TWO_HEADERS = [
  [`Cookie: a=b`, `Cookie: ${NAME}=${TOKEN}`],
  [`Cookie: ${NAME}=1`, `Cookie: ${NAME}=${TOKEN}`],
  [`Cookie: ${NAME}=${TOKEN}`, 'Cookie: a=b'],
  ['Cookie: a=b;', `Cookie: ${NAME}=${TOKEN}`],
  ['Cookie:', `Cookie: ${NAME}=${TOKEN}`],
];

/** One that refuses, and one that does not. */
const CUT_OFFS = {
  [key('ada@example.com')]: String(NOW + 9999),
  [key('a%41')]: '9',
  [key('never')]: '99999999999',
};

function key(userId: string): string {
  return `revoked:${createHash('sha256').update(userId).digest('hex')}`;
}

/** The module, whose functions for all other requests fail. */
function breakFull(code: string): string {
  return replaceOnce(code, 'function fullDecision(){', '$&throw 0;');
}

/** The module, for which no request is usual. */
function forgetUsual(code: string): string {
  return replaceOnce(code, /\w+\.spa_auth_usual_mac/, '""');
}

function replaceOnce(code: string, part: string | RegExp, text: string): string {
  expect(code.split(part)).toHaveLength(2);
  return code.replace(part, text);
}

describeEachNginx((nginx) => {
  /** Starts a gate, which tells its verdict. */
  async function openGate(config: EdgeConfig, changes: Partial<GateOptions>) {
    const gate = await startGate({
      nginx,
      config: resolveConfig(config),
      secret: SECRET,
      now: NOW,
      ...changes,
      edit: (conf) =>
        conf.replace('server_tokens off;', '$& add_header X-Decision "$spa_auth $uri" always;'),
    });
    onTestFinished(gate.close);
    return gate;
  }
  const say = (
    cookie: string,
    target = '/file.txt',
    method = 'GET',
    more: readonly string[] = [],
  ) =>
    [`${method} ${target} HTTP/1.1`, `Host: ${HOST}`, 'Connection: close', ...more]
      .concat(cookie ? `Cookie: ${cookie}` : [])
      .join('\r\n')
      .concat('\r\n\r\n');
  // In latin1, some of the texts are no UTF-8.
  const decide = async (gate: { port: number }, text: string) => {
    const { status, headers } = await send(gate.port, Buffer.from(text, 'latin1'));
    const shown = headers.filter(([name]) => /^(?:x-|location|set-cookie)/.test(name));
    return [status, ...shown.map(([, value]) => value)];
  };

  it('decides usual requests without the functions for all others', async () => {
    const gate = await openGate({}, { editModule: breakFull });
    const usual = [
      `${NAME}=${TOKEN}`,
      `theme=dark; ${NAME}=${TOKEN}; csrftoken=abc`,
      `x${NAME}=1; ${NAME}=${sign('ada@example.com')};`,
      `${'a=b; '.repeat(32)}${NAME}=${TOKEN}`,
    ];
    for (const cookie of usual) {
      expect(await decide(gate, say(cookie))).toEqual([404, 'as-sent /file.txt']);
      expect(await decide(gate, say(cookie, '/deep/?a.b'))).toEqual([404, 'page /index.html']);
    }
    // What nginx reads for the module is bounded.
    const many = `${'a=b; '.repeat(33)}${NAME}=${TOKEN}`;
    for (const cookie of [`${NAME}=junk`, `${NAME}="${TOKEN}"`, `${NAME}=${TOKEN}0`, many]) {
      expect((await decide(gate, say(cookie)))[0]).toBe(500);
    }
    const deep = `${'/a'.repeat(33)}/file.txt`;
    expect((await decide(gate, say(usual[0]!, deep)))[0]).toBe(500);
  });

  // A ring, and whether it verifies the token.
  const RINGS: [ring: string, isTaken: boolean][] = [
    [`${'5f'.repeat(32)},${SECRET}`, true],
    [`${SECRET}, ${'5f'.repeat(32)}`, true],
    [` ${SECRET}`, true],
    [SECRET.toUpperCase(), true],
    [`${SECRET},short`, false],
    [`${SECRET},`, false],
    [SECRET.slice(0, 32), false],
    [SECRET.repeat(2), false],
    [`${SECRET.slice(0, -1)}g`, false],
    [`g${SECRET.slice(1)}`, false],
    ['ü'.repeat(64), false],
    ['', false],
  ];
  it.each(RINGS)(
    'decides them as the functions for all others do under ring %#',
    async (secret, isTaken) => {
      const usual = await openGate({}, { secret });
      const full = await openGate({}, { secret, editModule: forgetUsual });
      expect((await decide(usual, say(`${NAME}=${TOKEN}`)))[0] === 404).toBe(isTaken);
      // The secrets that a decoder would make of a bad one.
      const shorter = [62, 32].map((digits) =>
        signByHand(`u:${NOW + 3600}`, secret.slice(0, digits)),
      );
      for (const value of [...VALUES, ...shorter]) {
        const text = say(`${NAME}=${value}`);
        expect(await decide(usual, text), text).toEqual(await decide(full, text));
      }
    },
  );

  it.each([128, 129, 1000])('decides by a cookie with a name of %d characters', async (length) => {
    const cookieName = 'n'.repeat(length);
    const gate = await openGate({ cookieName }, {});
    expect(await decide(gate, say(`${cookieName}=${TOKEN}`))).toEqual([404, 'as-sent /file.txt']);
    expect((await decide(gate, say(`${cookieName}n=${TOKEN}`)))[0]).toBe(302);
  });

  const configs: EdgeConfig[] = [
    {},
    { spaFallback: false, clockTolerance: 1 },
    { fileExtensions: ['txt', 'json'], backendPaths: ['/api/*'], publicPaths: ['/open/*'] },
    { preflight: 'deny', unauthenticated: 'redirect', spaFallback: '/deep/route' },
    { revocation: true },
    { cookieName: '__Host-Tok' },
    { cookieName: "!#$%&'*+-.^_`|~" },
  ];
  it.each(configs)('decides them as the functions for all others do: %j', async (config) => {
    const name = config.cookieName ?? NAME;
    const rename = (text: string) => text.replaceAll(NAME, () => name);
    const usual = await openGate(config, { cutOffs: CUT_OFFS });
    const full = await openGate(config, { cutOffs: CUT_OFFS, editModule: forgetUsual });
    const usually = `${NAME}=${TOKEN}`;
    const cases = [
      ...VALUES.map((value) => say(rename(`${NAME}=${value}`))),
      ...BEFORE.map((before) => say(rename(before + usually))),
      ...BEHIND.map((behind) => say(rename(usually + behind))),
      ...TARGETS.map((target) => say(rename(usually), target)),
      ...TWO_HEADERS.map((lines) => say('', '/file.txt', 'GET', lines.map(rename))),
    ];
    const broken = await openGate(config, { cutOffs: CUT_OFFS, editModule: breakFull });
    expect((await decide(broken, say(rename(usually))))[0]).toBe(404);
    for (const text of cases) {
      expect(await decide(usual, text), text).toEqual(await decide(full, text));
    }
    const cookie = tuple(
      constantFrom(...BEFORE),
      constantFrom(...BLANKS),
      constantFrom(...BLANKS),
      constantFrom(...BLANKS),
      constantFrom(...VALUES),
      constantFrom(...BEHIND),
    ).map(([before, a, b, c, value, behind]) =>
      rename(`${before}${a}${NAME}${b}=${c}${value}${behind}`),
    );
    const request = record({
      cookie,
      target: constantFrom(...TARGETS),
      method: constantFrom('GET', 'GET', 'HEAD', 'POST', 'OPTIONS'),
      more: constantFrom([], ['Origin: https://x.example', 'Access-Control-Request-Method: PUT']),
    });
    await assert(
      asyncProperty(request, async ({ cookie, target, method, more }) => {
        const text = say(cookie, target, method, more);
        expect(await decide(usual, text), text).toEqual(await decide(full, text));
      }),
      { seed: 20261129, numRuns: 400 },
    );
  });
});
