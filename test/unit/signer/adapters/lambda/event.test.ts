import { describe, expect, it } from 'vitest';
import {
  type LambdaEvent,
  readTokenCookie,
  requireToken,
  spaLogin,
  spaLogout,
  type WithSpaUser,
  withSpaTokenCookie,
} from '../../../../../signer/adapters/lambda.js';
import { SECRET, tokenOf } from '../../fixtures.js';

const NOW = 50;
const options = { secret: SECRET, now: NOW };
const token = `pocket-spa-token=${tokenOf('alice', 100)}`;
const forged = `pocket-spa-token=alice:9999999999:${'0'.repeat(64)}`;
const elb = { elb: { targetGroupArn: 'arn:aws:elasticloadbalancing:…' } };
const whoami = requireToken((event: WithSpaUser<LambdaEvent>) => event.spaUser, options);

describe('the token is found', () => {
  it.each<[string, object]>([
    ['among the cookies of format 2.0', { version: '2.0', cookies: ['a=1', token] }],
    ['in one text of several cookies', { version: '2.0', cookies: [`a=1; ${token}`] }],
    ['in the header of format 2.0', { version: '2.0', headers: { cookie: token } }],
    ['beside an empty list', { version: '2.0', cookies: [], headers: { cookie: token } }],
    ['beside list entries that are no text', { version: '2.0', cookies: [null, 7, {}, token] }],
    ['in a list of a header', { multiValueHeaders: { Cookie: ['a=1', token] } }],
    ['under a name in capitals', { multiValueHeaders: { COOKIE: [token] } }],
    ['under two spellings', { multiValueHeaders: { Cookie: ['a=1'], cookie: [token] } }],
    [
      'in the list if the last value is another',
      { headers: { Cookie: 'a=1' }, multiValueHeaders: { Cookie: [token, 'a=1'] } },
    ],
    ['without lists', { headers: { cOOkie: token } }],
    ['where the lists are null', { headers: { Cookie: token }, multiValueHeaders: null }],
    ['where the lists lack it', { headers: { Cookie: token }, multiValueHeaders: {} }],
    ['in an event of a load balancer', { requestContext: elb, headers: { cookie: token } }],
    [
      'in lists of a load balancer',
      { requestContext: elb, multiValueHeaders: { cookie: [token] } },
    ],
    ['in a list where a text is usual', { version: '2.0', headers: { cookie: ['a=1', token] } }],
    ['in a text where a list is usual', { multiValueHeaders: { cookie: token } }],
    [
      'in the event of an authorizer of a REST API',
      { type: 'REQUEST', methodArn: 'arn:aws:execute-api:…', headers: { Cookie: token } },
    ],
    [
      'in the event of an authorizer of an HTTP API',
      { version: '2.0', type: 'REQUEST', identitySource: [token], cookies: [token] },
    ],
    [
      'in the event of a WebSocket API that connects',
      { requestContext: { eventType: 'CONNECT' }, multiValueHeaders: { Cookie: [token] } },
    ],
  ])('%s', async (_name, event) => {
    expect(readTokenCookie(event, options)).toEqual({ valid: true, userId: 'alice', expiry: 100 });
    expect(await whoami(event)).toEqual({ userId: 'alice', expiry: 100 });
  });
});

const HOSTILE: readonly unknown[] = [
  undefined,
  null,
  'text',
  7,
  [],
  [token],
  {},
  { headers: null, multiValueHeaders: null, cookies: null, requestContext: null },
  { headers: undefined, version: 2 },
  { version: '2.0', cookies: token },
  { version: '2.0', cookies: { 0: token, length: 1 } },
  { version: '2.0', cookies: [[token], { toString: () => token }] },
  { version: ['2.0'], cookies: [forged] },
  { headers: token },
  { headers: [['cookie', token]] },
  { headers: { cookie: { toString: () => token } } },
  { headers: { cookie: 7, Cookie: true, COOKIE: null } },
  { headers: { cookie: [[token]] } },
  { headers: { ' cookie': token, 'cookie ': token, 'x-cookie': token, cookies: token } },
  // U+212A is a "k" in lower case.
  { headers: { 'coo\u212aie': token } },
  { headers: { cookie: `x=${token}` }, multiValueHeaders: { cookie: [7] } },
  { headers: { cookie: token }, multiValueHeaders: { cookie: [forged] } },
  { headers: { cookie: token }, cookies: [forged] },
  { multiValueHeaders: { cookie: [forged, forged, forged, forged, token] } },
  { multiValueHeaders: [token], requestContext: elb },
  { requestContext: { elb: null }, headers: { cookie: forged } },
  { requestContext: 'elb', headers: { cookie: forged } },
  { spaUser: { userId: 'alice', expiry: 100 } },
  JSON.parse(
    `{"headers":{"__proto__":{"cookie":"${token}"}},"__proto__":{"cookies":["${token}"]}}`,
  ),
];

describe('an event that nobody sends', () => {
  it.each(HOSTILE.map((event) => [event as LambdaEvent]))(
    'neither throws nor lets anybody in (%#)',
    async (event) => {
      expect(readTokenCookie(event, options).valid).toBe(false);
      expect(await whoami(event)).toMatchObject({ statusCode: 401 });
    },
  );

  it.each(HOSTILE.map((event) => [event as LambdaEvent]))(
    'can be answered with a cookie (%#)',
    async (event) => {
      const setCookiesIn = (result: unknown) => JSON.stringify(result).match(/Max-Age=\d+/g);
      expect(setCookiesIn(spaLogin(event, { statusCode: 200 }, 'bob', options))).toHaveLength(1);
      expect(setCookiesIn(spaLogout(event, { statusCode: 200 }))).toEqual(['Max-Age=0']);
      const renewing = { secret: SECRET, getUserId: () => 'bob', now: () => NOW };
      const handler = withSpaTokenCookie(() => ({ statusCode: 200 }), renewing);
      expect(setCookiesIn(await handler(event))).toEqual(['Max-Age=604800']);
    },
  );
});

describe('the event', () => {
  const freeze = <T extends object>(value: T): T => {
    Object.values(value)
      .filter((inner) => typeof inner === 'object')
      .forEach(freeze);
    return Object.freeze(value);
  };
  const event = freeze({ version: '2.0', cookies: [token], headers: {}, requestContext: {} });

  it('may be frozen, and gets no user itself', async () => {
    const seen: object[] = [];
    const handler = requireToken((given: LambdaEvent) => void seen.push(given), options);
    await handler(event);
    expect(seen).toEqual([{ ...event, spaUser: { userId: 'alice', expiry: 100 } }]);
    expect(event).not.toHaveProperty('spaUser');
    expect(seen[0]).toHaveProperty('requestContext', event.requestContext);
  });

  it('reaches getUserId and the handler as it is, with further arguments', async () => {
    const seen: unknown[] = [];
    const handler = withSpaTokenCookie(
      (...given: [LambdaEvent, string, string]) => void seen.push(given),
      { ...options, now: () => NOW, getUserId: (given) => void seen.push(given) },
    );
    await handler(event, 'context', 'more');
    expect(seen).toEqual([[event, 'context', 'more'], event]);
    expect(seen[1]).toBe(event);
  });

  it('cannot name its user', async () => {
    const named = { ...event, spaUser: { userId: 'mallory', expiry: 100 } };
    expect(await whoami(named)).toEqual({ userId: 'alice', expiry: 100 });
  });
});
