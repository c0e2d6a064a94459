import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { toViewerRequest } from '../../../../build/preview/http.js';

/**
 * A request as Node.js provides it: bytes as Latin-1, and `rawHeaders` with names and values
 * alternating.
 */
function request(url: string, ...rawHeaders: string[]): IncomingMessage {
  const socket = { remoteAddress: '127.0.0.1' };
  return { method: 'GET', url, rawHeaders, socket } as unknown as IncomingMessage;
}

const withPrototypes = (value: unknown) => JSON.parse(JSON.stringify(value));

describe('the event', () => {
  it('has header names in lower case, separate cookies and collected repeats', () => {
    const { event } = toViewerRequest(
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
    expect(withPrototypes(event.request)).toEqual({
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

  it('has the path and the query undecoded', () => {
    const { event, rawQuery } = toViewerRequest(request('/a%2fb?q=%41&q=&r&__proto__=1'));
    expect(event.request.uri).toBe('/a%2fb');
    expect(rawQuery).toBe('q=%41&q=&r&__proto__=1');
    expect(Object.entries(event.request.querystring)).toEqual([
      ['q', { value: '%41', multiValue: [{ value: '%41' }, { value: '' }] }],
      ['r', { value: '' }],
      ['__proto__', { value: '1' }],
    ]);
  });

  it.each([
    ['/a', '/a', null],
    ['/a?', '/a', ''],
    ['/a?b?c', '/a', 'b?c'],
    ['//evil.example/a', '//evil.example/a', null],
    ['http://site.example/a?b', '/a', 'b'],
    ['HTTPS://site.example', '/', null],
  ])('splits the target %s into the path %s and the query %j', (target, uri, query) => {
    const { event, rawQuery } = toViewerRequest(request(target));
    expect([event.request.uri, rawQuery]).toEqual([uri, query]);
  });

  it.each([
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
  ])('does not have the hidden header %s', (name) => {
    expect(toViewerRequest(request('/', name, 'x')).event.request.headers).toEqual({});
  });

  it.each(['Via', 'Host', 'X-Forwarded-For', 'Sec-Websocket-Key', 'X-Cached'])(
    'has the header %s',
    (name) => {
      expect(
        Object.keys(toViewerRequest(request('/', name, 'x')).event.request.headers),
      ).toHaveLength(1);
    },
  );

  it('has the text of UTF-8 bytes, and the characters of Latin-1 bytes', () => {
    const utf8 = Buffer.from('é漢', 'utf8').toString('latin1');
    const { headers } = toViewerRequest(request('/', 'X-A', utf8, 'X-B', 'caf\u00e9')).event
      .request;
    expect([headers['x-a']?.value, headers['x-b']?.value]).toEqual(['é漢', 'café']);
  });

  it('has cookies without a name or without a value', () => {
    const { cookies } = toViewerRequest(request('/', 'Cookie', 'a=; =b;; c==d=')).event.request;
    expect(Object.entries(cookies)).toEqual([
      ['a', { value: '' }],
      ['', { value: 'b' }],
      ['c', { value: '=d=' }],
    ]);
  });

  it('has no cookie for a part without "="', () => {
    const { cookies } = toViewerRequest(request('/', 'Cookie', 'a; b=c; d')).event.request;
    expect(Object.entries(cookies)).toEqual([['b', { value: 'c' }]]);
  });

  it('has no spaces and tabs around the names and values of cookies', () => {
    const header = ' \ta \t= \tb c\t ;\vd=\u00a0e';
    const { cookies } = toViewerRequest(request('/', 'Cookie', header)).event.request;
    expect(Object.entries(cookies)).toEqual([
      ['a', { value: 'b c' }],
      ['\vd', { value: '\u00a0e' }],
    ]);
  });
});
