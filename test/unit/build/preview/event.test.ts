import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { toEvent } from '../../../../build/preview/http.js';

/** A request as Node hands it over: raw bytes as Latin-1, names and values in turn. */
function request(url: string, ...rawHeaders: string[]): IncomingMessage {
  const socket = { remoteAddress: '127.0.0.1' };
  return { method: 'GET', url, rawHeaders, socket } as unknown as IncomingMessage;
}

const plain = (value: unknown) => JSON.parse(JSON.stringify(value));

test('header names in lower case, cookies apart, repeats collected', () => {
  const { event } = toEvent(
    request(
      '/a',
      'Host',
      'site.example',
      'Accept',
      'x/y',
      'ACCEPT',
      'z',
      'Cookie',
      'a=1; b="2"; a=3',
      'cookie',
      'a=4',
    ),
  );
  expect(plain(event.request)).toEqual({
    method: 'GET',
    uri: '/a',
    querystring: {},
    headers: {
      host: { value: 'site.example' },
      accept: { value: 'x/y', multiValue: [{ value: 'x/y' }, { value: 'z' }] },
    },
    cookies: {
      a: { value: '1', multiValue: [{ value: '1' }, { value: '3' }, { value: '4' }] },
      b: { value: '"2"' },
    },
  });
  expect(event.viewer.ip).toBe('127.0.0.1');
});

test('nothing of the path and the query is decoded', () => {
  const { event, rawQuery } = toEvent(request('/a%2fb?q=%41&q=&r&__proto__=1'));
  expect(event.request.uri).toBe('/a%2fb');
  expect(rawQuery).toBe('q=%41&q=&r&__proto__=1');
  expect(Object.entries(event.request.querystring)).toEqual([
    ['q', { value: '%41', multiValue: [{ value: '%41' }, { value: '' }] }],
    ['r', { value: '' }],
    ['__proto__', { value: '1' }],
  ]);
});

test.each([
  ['/a', '/a', null],
  ['/a?', '/a', ''],
  ['/a?b?c', '/a', 'b?c'],
  ['//evil.example/a', '//evil.example/a', null],
  ['http://site.example/a?b', '/a', 'b'],
  ['HTTPS://site.example', '/', null],
])('%s', (target, uri, query) => {
  const { event, rawQuery } = toEvent(request(target));
  expect([event.request.uri, rawQuery]).toEqual([uri, query]);
});

test.each([
  'Connection',
  'Expect',
  'Keep-Alive',
  'Proxy-Authorization',
  'Trailer',
  'Upgrade',
  'X-Accel-Redirect',
  'X-Amz-Cf-Id',
  'X-Amzn-Trace-Id',
  'X-Cache',
  'X-Edge-Location',
  'X-Forwarded-Proto',
  'X-Real-Ip',
])('%s is hidden', (name) => {
  expect(toEvent(request('/', name, 'x')).event.request.headers).toEqual({});
});

test.each(['Via', 'Host', 'X-Forwarded-For', 'Sec-Websocket-Key', 'X-Cached'])(
  '%s is shown',
  (name) => {
    expect(Object.keys(toEvent(request('/', name, 'x')).event.request.headers)).toHaveLength(1);
  },
);

test('UTF-8 bytes arrive as text, and Latin-1 bytes as their characters', () => {
  const utf8 = Buffer.from('é漢', 'utf8').toString('latin1');
  const { headers } = toEvent(request('/', 'X-A', utf8, 'X-B', 'caf\u00e9')).event.request;
  expect([headers['x-a']?.value, headers['x-b']?.value]).toEqual(['é漢', 'café']);
});

test('cookies without a name or a value are kept as they are', () => {
  const { cookies } = toEvent(request('/', 'Cookie', ' a ; =b;; c==d=')).event.request;
  expect(Object.entries(cookies)).toEqual([
    ['a', { value: '' }],
    ['', { value: 'b' }],
    ['c', { value: '=d=' }],
  ]);
});
