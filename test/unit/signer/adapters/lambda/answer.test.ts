import { describe, expect, it, vi } from 'vitest';
import {
  type LambdaEvent,
  requireToken,
  spaLogin,
  spaLogout,
  withSpaTokenCookie,
} from '../../../../../signer/adapters/lambda.js';
import { SECRET, thrownBy, tokenOf } from '../../fixtures.js';

const NOW = 40;
const options = { secret: SECRET, now: NOW, maxAge: 60 };
const LOGIN = `pocket-spa-token=${tokenOf('alice', 100)}; Max-Age=60; HttpOnly; Secure; SameSite=Lax; Path=/`;
const LOGOUT = 'pocket-spa-token=; Max-Age=0; HttpOnly; Secure; SameSite=Lax; Path=/';

const requestContext = { elb: { targetGroupArn: 'arn:aws:elasticloadbalancing:…' } };
const EVENTS = {
  v2: { version: '2.0', headers: {} },
  rest: { httpMethod: 'GET', headers: {}, multiValueHeaders: {} },
  v1: { version: '1.0', httpMethod: 'GET', headers: {}, multiValueHeaders: {} },
  multi: { requestContext, multiValueHeaders: { host: ['site.example'] } },
  single: { requestContext, headers: { host: 'site.example' } },
} satisfies Record<string, LambdaEvent>;

const log = (event: LambdaEvent, result: unknown) => spaLogin(event, result, 'alice', options);

describe('spaLogin writes what the sender reads', () => {
  const moved = { statusCode: 303, headers: { Location: '/' }, isBase64Encoded: false };
  const { headers: _headers, ...rest } = moved;

  it.each<[keyof typeof EVENTS, object]>([
    ['v2', { ...moved, cookies: [LOGIN] }],
    ['rest', { ...moved, multiValueHeaders: { 'set-cookie': [LOGIN] } }],
    ['v1', { ...moved, multiValueHeaders: { 'set-cookie': [LOGIN] } }],
    ['multi', { ...rest, multiValueHeaders: { Location: ['/'], 'set-cookie': [LOGIN] } }],
    ['single', { ...rest, headers: { Location: '/', 'set-cookie': LOGIN } }],
  ])('%s', (kind, expected) => {
    expect(log(EVENTS[kind], moved)).toEqual(expected);
    expect(moved.headers).toEqual({ Location: '/' });
  });

  // A handler that is written for one sender, and called by another.
  const everywhere = {
    statusCode: 200,
    headers: { 'X-One': 1, vary: 'a', 'SET-Cookie': 'a=1' },
    multiValueHeaders: { Vary: ['a', 'b'], 'Set-Cookie': ['a=1', 'b=2'] },
    cookies: ['b=2', 'c=3'],
  };
  const set = ['a=1', 'b=2', 'c=3', LOGIN];

  it.each<[keyof typeof EVENTS, object]>([
    ['v2', { statusCode: 200, headers: { 'X-One': 1, Vary: 'a, b' }, cookies: set }],
    [
      'rest',
      {
        statusCode: 200,
        headers: { 'X-One': 1 },
        multiValueHeaders: { Vary: ['a', 'b'], 'Set-Cookie': set },
      },
    ],
    [
      'multi',
      {
        statusCode: 200,
        multiValueHeaders: { 'X-One': [1], Vary: ['a', 'b'], 'Set-Cookie': set },
      },
    ],
  ])('%s, from the fields of every format', (kind, expected) => {
    expect(log(EVENTS[kind], everywhere)).toEqual(expected);
  });

  it.each(Object.entries(EVENTS))('%s, and never changes the result', (_kind, event) => {
    const result = Object.freeze({
      statusCode: 200,
      headers: Object.freeze({ a: 'b' }),
      multiValueHeaders: Object.freeze({ c: Object.freeze(['d']) }),
      cookies: Object.freeze([]),
    });
    expect(log(event, result)).not.toBe(result);
    expect(result).toEqual({
      statusCode: 200,
      headers: { a: 'b' },
      multiValueHeaders: { c: ['d'] },
      cookies: [],
    });
  });

  it('without values that are null, and with names that objects have', () => {
    const headers = JSON.parse('{"x":null,"__proto__":"a","constructor":"b"}');
    const result = log(EVENTS.multi, { statusCode: 200, headers });
    expect(JSON.stringify(result)).toBe(
      JSON.stringify({
        statusCode: 200,
        multiValueHeaders: JSON.parse(
          `{"__proto__":["a"],"constructor":["b"],"set-cookie":[${JSON.stringify(LOGIN)}]}`,
        ),
      }),
    );
  });
});

describe('a login and a logout in one result', () => {
  it.each(['v2', 'rest', 'multi'] as const)('are kept in their order for %s', (kind) => {
    const event = EVENTS[kind];
    const result = log(event, spaLogout(event, log(event, { statusCode: 200 })));
    const { cookies, multiValueHeaders } = result as unknown as { [name: string]: never };
    expect(cookies ?? multiValueHeaders?.['set-cookie']).toEqual([LOGIN, LOGOUT, LOGIN]);
  });

  it('end as the last one without multi-value headers', () => {
    const { single } = EVENTS;
    expect(spaLogout(single, log(single, { statusCode: 200 }))).toEqual({
      statusCode: 200,
      headers: { 'set-cookie': LOGOUT },
    });
  });
});

describe('a load balancer without multi-value headers', () => {
  const own = { statusCode: 200, headers: { 'Set-Cookie': 'session=1' }, body: '' };

  it('cannot send the token beside another cookie', () => {
    for (const call of [() => log(EVENTS.single, own), () => spaLogout(EVENTS.single, own)]) {
      const error = thrownBy(call);
      expect(error.code).toBe('ERR_SPA_AUTH_RESPONSE');
      expect(error.message).toContain('lambda.multi_value_headers.enabled');
      expect(error.message).not.toContain('session');
    }
  });

  it('renews with a later response, and is warned of once', async () => {
    const warn = vi.spyOn(process, 'emitWarning').mockReturnValue();
    const handler = withSpaTokenCookie((_event: LambdaEvent, result: unknown) => result, {
      secret: SECRET,
      getUserId: () => 'alice',
      now: () => NOW,
      maxAge: 60,
    });
    expect(await handler(EVENTS.single, own)).toBe(own);
    expect(await handler(EVENTS.single, own)).toBe(own);
    expect(warn.mock.calls).toEqual([
      [
        expect.stringContaining('lambda.multi_value_headers.enabled'),
        { type: 'SpaAuthWarning', code: 'WARN_SPA_AUTH_ONE_COOKIE' },
      ],
    ]);
    expect(await handler(EVENTS.single, { statusCode: 200 })).toEqual({
      statusCode: 200,
      headers: { 'cache-control': 'private', 'set-cookie': LOGIN },
    });
  });
});

describe('a result that is no response', () => {
  const json = { 'content-type': 'application/json' };

  // What API Gateway makes of it, as documented for format 2.0.
  it.each<[result: unknown, body: string]>([
    ['Hello from Lambda!', 'Hello from Lambda!'],
    ['', ''],
    [{ message: 'Hello' }, '{"message":"Hello"}'],
    [{ headers: { a: 'b' }, body: 'text' }, '{"headers":{"a":"b"},"body":"text"}'],
    [{ statusCode: undefined }, '{}'],
    [['a', 1], '["a",1]'],
    [7, '7'],
    [false, 'false'],
    [null, 'null'],
    [undefined, 'null'],
  ])('%j is the body in format 2.0', async (result, body) => {
    expect(log(EVENTS.v2, result)).toEqual({
      statusCode: 200,
      headers: json,
      body,
      cookies: [LOGIN],
    });
    const renewing = { secret: SECRET, getUserId: () => 'alice', now: () => NOW, maxAge: 60 };
    expect(await withSpaTokenCookie(async () => result, renewing)(EVENTS.v2)).toEqual({
      statusCode: 200,
      headers: { ...json, 'cache-control': 'private' },
      body,
      cookies: [LOGIN],
    });
  });

  it.each(['text', null, undefined, 7, ['a']])('%j stays as it is elsewhere', async (result) => {
    for (const event of [EVENTS.rest, EVENTS.multi, EVENTS.single]) {
      expect(thrownBy(() => log(event, result)).code).toBe('ERR_SPA_AUTH_RESPONSE');
      const renewing = { secret: SECRET, getUserId: () => 'alice' };
      expect(await withSpaTokenCookie(async () => result, renewing)(event)).toBe(result);
    }
  });

  it.each([
    ['text', 'a string of length 4'],
    [['a: b'], 'an array of length 1'],
    [new Headers({ a: 'b' }), 'an object'],
  ])('headers that Lambda would drop are an error: %j', (headers, kind) => {
    for (const name of ['headers', 'multiValueHeaders']) {
      const error = thrownBy(() => log(EVENTS.v2, { statusCode: 200, [name]: headers }));
      expect(error).toMatchObject({
        code: 'ERR_SPA_AUTH_RESPONSE',
        message: expect.stringContaining(`The result's ${name} are ${kind}, `),
      });
    }
  });

  it.each(Object.values(EVENTS))(
    'is the same one where no cookie is needed (%#)',
    async (event) => {
      const renewing = { secret: SECRET, getUserId: () => null };
      for (const result of ['text', { statusCode: 200, headers: {} }, undefined]) {
        expect(await withSpaTokenCookie(async () => result, renewing)(event)).toBe(result);
      }
    },
  );
});

describe('the refusal', () => {
  const body = '{"error":"unauthenticated","reason":"missing"}';
  const headers = {
    'content-type': 'application/json',
    'www-authenticate': 'Cookie',
    'cache-control': 'no-store',
  };
  const lists = {
    'content-type': ['application/json'],
    'www-authenticate': ['Cookie'],
    'cache-control': ['no-store'],
  };

  it.each(Object.entries(EVENTS))('is in the form of %s', async (kind, event) => {
    const handler = vi.fn();
    expect(await requireToken(handler, options)(event)).toEqual({
      statusCode: 401,
      body,
      ...(kind === 'multi' ? { multiValueHeaders: lists } : { headers }),
    });
    expect(handler).not.toHaveBeenCalled();
  });
});

describe('the options', () => {
  it('reach the cookie', () => {
    const given = { ...options, cookieName: '__Host-t', sameSite: 'Strict' } as const;
    expect(spaLogin(EVENTS.v2, { statusCode: 200 }, 'alice', given).cookies).toEqual([
      `__Host-t=${tokenOf('alice', 100)}; Max-Age=60; HttpOnly; Secure; SameSite=Strict; Path=/`,
    ]);
  });

  it('can clear what the browser has cached', () => {
    const result = spaLogout(EVENTS.multi, { statusCode: 204 }, { clearSiteData: 'cache' });
    expect(result.multiValueHeaders).toEqual({
      'set-cookie': [LOGOUT],
      'clear-site-data': ['"cache"'],
    });
  });

  it.each<[string, () => unknown]>([
    ['USER_ID', () => spaLogin(EVENTS.v2, {}, 'a:b', options)],
    ['OPTIONS', () => spaLogin(EVENTS.v2, {}, 'a', SECRET as never)],
    ['OPTIONS', () => spaLogout(EVENTS.v2, {}, { clearSiteData: 'all' as never })],
    ['COOKIE_NAME', () => spaLogout(EVENTS.v2, {}, { cookieName: 'a b' })],
  ])('that cannot be used are refused: ERR_SPA_AUTH_%s (%#)', (code, call) => {
    expect(thrownBy(call).code).toBe(`ERR_SPA_AUTH_${code}`);
  });
});
