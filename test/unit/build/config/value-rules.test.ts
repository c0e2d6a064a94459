import { describe, expect, it } from 'vitest';
import {
  identityHeaderProblem,
  linkProblem,
  loginPathProblem,
  pathEntryProblem,
  pathProblem,
  publicPathProblem,
} from '../../../../build/config/value-rules.js';

const NOT_PLAIN = [
  '',
  'login',
  '//evil',
  '/a//b',
  '/a\\b',
  '/a#b',
  '/a b',
  '/ä',
  '/a\nb',
  '/a"b',
  '/a%',
  '/a%4',
  '/a%zz',
  '/%2e',
  '/a%2Fb',
  '/a%5cb',
  '/.',
  '/..',
  '/a/./b',
  '/a/../b',
  '/a/..;x/b',
  '/a/.;',
];

describe('plain paths', () => {
  it.each([
    '/',
    '/index.html',
    '/a/b',
    '/a%20b',
    '/.well-known/x',
    '/a..b',
    '/...',
    '/a;b',
    "/a'(b)",
  ])('allow %j', (path) => expect(pathProblem(path)).toBeUndefined());
  it.each([...NOT_PLAIN, '/a?b', '/a*', '/*', '/a*b'])('do not allow %j', (path) => {
    expect(pathProblem(path)).toMatch(/^it /);
  });
});

const SUSPICIOUS = [
  '/a;b',
  '/...',
  '/..a',
  '/a/.%20',
  '/%20/a',
  '/a%25b',
  '/a%00',
  '/%c0%ae',
  '/%E0%80%AE',
];

describe('public paths', () => {
  it.each(['/', '/login', '/login/*', '/img*', '/.well-known/*', '/a%20b/*', '/%C3%A9*', '/a..b'])(
    'allow %j',
    (path) => {
      expect(publicPathProblem(path)).toBeUndefined();
      expect(pathEntryProblem(path)).toBeUndefined();
    },
  );
  it.each([
    ...NOT_PLAIN,
    ...SUSPICIOUS,
    '**',
    '/a/**',
    '/*/a',
    '/a?b',
    '/a*?',
    '/%2*',
    '/.*',
    '/..*',
  ])('do not allow %j', (path) => {
    expect(publicPathProblem(path)).toMatch(/^it /);
    expect(pathEntryProblem(path)).toMatch(/^it /);
  });
  it.each(['*', '/*'])('never open everything: %j', (path) => {
    expect(publicPathProblem(path)).toBe('it would make everything public');
  });
});

describe('paths of the backend', () => {
  it('may be everything', () => expect(pathEntryProblem('/*')).toBeUndefined());
});

describe('the target of a link', () => {
  it.each(['/help', '/help?topic=login#cookies', 'https://help.example.com/', 'https://a.example'])(
    'may be %j',
    (href) => expect(linkProblem(href)).toBeUndefined(),
  );
  it.each([
    '',
    'help',
    '//evil.example',
    '/\\evil.example',
    'http://a.example',
    'javascript:alert(1)',
    '/a"b',
    'https://',
  ])('may not be %j', (href) => expect(linkProblem(href)).toMatch(/^it /));
});

describe('login paths', () => {
  it.each([
    '/login',
    '/login?a=b&c=/d//e',
    'https://login.example.com',
    'https://login.example.com/x?y=z',
    'https://login.example.com?y=z',
    'https://localhost:8443/login',
    'https://[::1]/login',
  ])('allow %j', (path) => expect(loginPathProblem(path)).toBeUndefined());
  it.each([
    ...NOT_PLAIN,
    '/login?a#b',
    '/login*',
    '/login?a=*',
    'https://login.example.com/*',
    'https://*.example.com/login',
    '/login?a b',
    'http://login.example.com/',
    'javascript:alert(1)',
    'HTTPS://login.example.com/',
    'https://',
    'https:///login',
    'https:/login',
    'https://LOGIN.example.com/',
    'https://login.example.com:443/',
    'https://user@login.example.com/',
    'https://user:pass@login.example.com/',
    'https://login.example.com/#x',
    'https://login.example.com/a/../b',
    'https://login.example.com//a',
    'https://bücher.example/',
    'https://login.example.com\\a',
    'https://exa mple.com/',
  ])('do not allow %j', (path) => expect(loginPathProblem(path)).toMatch(/^it/));
});

describe('identity headers', () => {
  it.each(['x-user-id', 'X-User-Id', 'x_user', 'remote-user', 'x.user', 'hostess'])(
    'allow %j',
    (name) => expect(identityHeaderProblem(name)).toBeUndefined(),
  );
  it.each([
    ...['', 'x user', 'x:user', 'x-üser', '-x', '1x', 'x\r\ny'],
    ...['Connection', 'Expect', 'Keep-Alive', 'Proxy-Authorization', 'Trailer', 'Upgrade'],
    ...['X-Accel-Redirect', 'X-Amz-Cf-Id', 'X-Amzn-Trace-Id', 'X-Cache', 'X-Edge-Location'],
    ...['X-Forwarded-Proto', 'X-Real-IP', 'X_Real_IP', 'x.real.ip'],
    ...['Content-Length', 'Host', 'Transfer-Encoding', 'Via', 'CloudFront-Viewer-Country'],
    ...['Cookie', 'Set-Cookie', 'Authorization', 'Sec-Fetch-Mode', 'Content-Type', 'Accept'],
    ...['Accept-Encoding', 'If-None-Match', 'Range', 'Origin', 'X-Forwarded-For'],
  ])('do not allow %j', (name) => expect(identityHeaderProblem(name)).toMatch(/^(it|CloudFront) /));
});
