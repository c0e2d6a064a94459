import { describe, expect, it } from 'vitest';
import type { FunctionRequest } from '../../../../build/platform/event.js';
import { validateOutput } from '../../../../build/platform/function-output.js';
import { viewerRequest } from '../../../fakes/event.js';

const given = viewerRequest({
  querystring: { q: { value: 'a#b' } },
  cookies: { 'odd name': { value: 'x' } },
}).request;

function withHeader(name: string, value: string): FunctionRequest {
  return { ...given, headers: { ...given.headers, [name]: { value } } };
}

describe('the output of a function', () => {
  it('may be the request with allowed changes', () => {
    expect(validateOutput(given, given).kind).toBe('request');
    expect(validateOutput({ ...given, uri: '/index.html' }, given).kind).toBe('request');
    expect(validateOutput(withHeader('x-user', 'ada'), given).kind).toBe('request');
  });

  it('may be a response', () => {
    const cookies = { a: { value: '', attributes: 'Max-Age=0' } };
    const headers = { location: { value: '/' } };
    expect(validateOutput({ statusCode: 302, headers, cookies }, given).kind).toBe('response');
    expect(
      validateOutput({ statusCode: 200, body: { encoding: 'base64', data: 'aGk=' } }, given).kind,
    ).toBe('response');
  });

  it.each([undefined, null, 'text', 7, []])('fails with a 503 if it is %j', (output) => {
    expect(validateOutput(output, given)).toEqual({
      kind: 'fault',
      status: 503,
      problem: 'did not return an object',
    });
  });

  it.each<[string, unknown, string]>([
    ['the event', { request: given }, 'the event'],
    ['another method', { ...given, method: 'POST' }, 'method'],
    ['a relative uri', { ...given, uri: 'index.html' }, 'uri'],
    ['a uri with a query', { ...given, uri: '/a?b' }, 'uri'],
    ['no headers', { ...given, headers: undefined }, 'headers entry'],
    ['a header that is text', { ...given, headers: { 'x-user': 'ada' } }, 'headers entry'],
    ['a query with a space', { ...given, querystring: { q: { value: 'a b' } } }, 'query'],
    ['another host', withHeader('host', 'other.example'), 'read-only header host'],
    ['no host', { ...given, headers: {} }, 'read-only header host'],
    ['an added via', withHeader('via', '1.1 x'), 'read-only header via'],
    ['connection', withHeader('connection', 'close'), 'forbidden header connection'],
    ['x-edge-anything', withHeader('x-edge-anything', 'x'), 'forbidden header x-edge-anything'],
    [
      'x-forwarded-proto',
      withHeader('x-forwarded-proto', 'https'),
      'forbidden header x-forwarded-proto',
    ],
    ['upper case', withHeader('X-User', 'ada'), 'header X-User, which is not in lower case'],
    ['a line break', withHeader('x-user', 'a\r\nb'), 'header x-user with a control character'],
    ['the cookie header', withHeader('cookie', 'a=b'), 'header cookie, which belongs in cookies'],
    ['a status that is text', { statusCode: '302' }, 'statusCode'],
    ['status 99', { statusCode: 99 }, 'statusCode'],
    ['status 600', { statusCode: 600 }, 'statusCode'],
    ['set-cookie', { statusCode: 200, headers: { 'set-cookie': { value: 'a=b' } } }, 'set-cookie'],
    [
      'content-length',
      { statusCode: 200, headers: { 'content-length': { value: '1' } } },
      'content-length',
    ],
    ['a cookie with ";"', { statusCode: 200, cookies: { a: { value: 'b; Path=/' } } }, 'cookie a'],
    ['bad base64', { statusCode: 200, body: { encoding: 'base64', data: 'a!' } }, 'base64'],
    ['an unknown encoding', { statusCode: 200, body: { encoding: 'hex', data: 'aa' } }, 'encoding'],
    ['a body that is a number', { statusCode: 200, body: 7 }, 'body'],
  ])('fails with a 502 that names the problem: %s', (_name, output, problem) => {
    expect(validateOutput(output, given)).toEqual({
      kind: 'fault',
      status: 502,
      problem: expect.stringContaining(problem),
    });
  });

  it('is never quoted by a problem', () => {
    const verdict = validateOutput(withHeader('x-user', 'sesame\n'), given);
    expect(JSON.stringify(verdict)).not.toContain('sesame');
  });
});
