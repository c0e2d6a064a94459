import { describe, expect, it } from 'vitest';
import { DEFAULTS } from '../../../../build/config/defaults.js';
import type { Answer } from '../../../../build/probe/answer.js';
import { createAsker, LIMITS } from '../../../../build/probe/ask.js';
import { createCredentials } from '../../../../build/probe/credentials.js';
import { planQuestions, spellingQuestions } from '../../../../build/probe/plan.js';
import { createScope, findNamedLogin } from '../../../../build/probe/scope.js';
import { mayTakeToken } from '../../../../build/probe/visitor.js';

const SITE = new URL('https://app.example/');

function reply(status: number, headers: Answer['headers'], body = ''): Answer {
  return { status, headers, earlyLinks: [], body: Buffer.from(body), isCut: false };
}

describe('where a token may go', () => {
  it.each([
    ['https://app.example/', true],
    ['http://localhost:8787/', true],
    ['http://shop.localhost/', true],
    ['http://127.3.2.1/', true],
    ['http://[::1]:80/', true],
    ['http://app.example/', false],
    ['http://localhost.example/', false],
    ['http://127.0.0.1.example/', false],
    ['http://10.0.0.1/', false],
  ])('%s: %s', (url, may) => {
    expect(mayTakeToken(new URL(url))).toBe(may);
  });
});

describe('the hosts that are asked', () => {
  it.each(['https://app.example:8443', 'http://app.example', 'https://www.app.example'])(
    'are not %s',
    async (other) => {
      const asker = createAsker([SITE], LIMITS);
      const sending = { method: 'GET', target: '/', headers: {}, verifiesCertificate: true };
      await expect(asker.ask({ ...sending, base: new URL(other) })).rejects.toThrow('may not ask');
      expect(asker.count).toBe(0);
      asker.close();
    },
  );
});

describe('the login page that refusals name', () => {
  const redirect = (location: string, headers = {}) => reply(302, { location, ...headers });
  const OWN = { 'x-spa-auth-reason': 'missing' };
  const answers = (...list: Answer[]) =>
    list.map((answer, index) => ({ target: ['/', '/a/7', '/b.js'][index]!, answer }));

  it.each<[string, Answer[], string | undefined]>([
    ['by the function', [redirect('/login?next=%2F', OWN)], '/login'],
    ['by the function for a script', [reply(401, OWN, '{"login":"/in"}')], '/in'],
    ['by another gate, twice', [redirect('/in'), redirect('https://app.example/in?x')], '/in'],
    ['once, as a start page that has moved', [redirect('/home'), reply(404, {})], undefined],
    ['as the start page', [reply(200, {}), redirect('/'), redirect('/')], undefined],
    [
      'on another host',
      [redirect('https://id.example/in'), redirect('https://id.example/in')],
      undefined,
    ],
    ['as no address', [redirect('http://['), reply(401, OWN, '{"login":7}')], undefined],
  ])('%s', (_, list, login) => {
    expect(findNamedLogin(answers(...list), SITE)).toBe(login);
  });
});

describe('what is public', () => {
  const scope = createScope(
    { ...DEFAULTS, loginPath: '/login?from=app', publicPaths: ['/a/*', '/b.css'] },
    'app.example',
    '/named',
  );

  it.each([
    ['/login', true],
    ['/a/', true],
    ['/a/x.js', true],
    ['/b.css', true],
    ['/b.css/', false],
    ['/a', false],
    ['/a/../index.html', false],
    ['/a/..%2findex.html', false],
    ['/a/%2e%2e/index.html', false],
    ['/a/..;/index.html', false],
    ['/a//index.html', false],
    ['/a/%', false],
    ['/named', false],
    ['/', false],
  ])('%s: %s', (path, isPublic) => {
    expect(scope.isPublic(path)).toBe(isPublic);
  });

  it('is the login on its own host alone', () => {
    const config = { ...DEFAULTS, loginPath: 'https://id.example/in' };
    expect(createScope(config, 'id.example', undefined).login).toBe('/in');
    expect(createScope(config, 'app.example', undefined).login).toBeUndefined();
  });
});

describe('the plan', () => {
  const options = {
    start: '/',
    nonce: 'probe-0',
    cookieName: 'spa',
    worthless: { expired: 'a:1:b', forged: `a:1:${'0'.repeat(64)}` },
  };

  it('posts to no path of the backend', () => {
    const list = (backendPaths: readonly string[]) =>
      planQuestions({
        ...options,
        scope: createScope({ ...DEFAULTS, backendPaths }, 'a', undefined),
      })
        .filter(({ method }) => method === 'POST')
        .map(({ target, headers }) => [target, headers?.['content-length']]);
    expect(list([])).toEqual([
      ['/', '0'],
      ['/probe-0', '0'],
    ]);
    expect(list(['/'])).toEqual([['/probe-0', '0']]);
    expect(list(['/*'])).toEqual([]);
  });

  it('tries a valid token under other names only if the name is bound to the host', () => {
    expect(spellingQuestions('/', 'spa', 'a:1:b')).toEqual([]);
    const cookies = spellingQuestions('/', '__Host-spa', 'a:1:b').map(
      ({ headers }) => headers?.cookie,
    );
    expect(cookies).toContain('spa=a:1:b');
    expect(cookies).toContain('__host-spa=a:1:b');
    expect(cookies).not.toContain('__Host-spa=a:1:b');
  });
});

describe('a cookie that comes back', () => {
  const mac = '0123456789abcdef'.repeat(4);
  const { isIn, token } = createCredentials(
    `theme=dark; sid=8c1f; spa=ada:1800000000:${mac}`,
    'spa',
  );

  it.each([
    ['/x?c=ada:1800000000:', false],
    [`/x?c=ada%3A1800000000%3A${mac}`, true],
    [`/${mac.slice(20, 40)}.js`, true],
    [`/${mac.toUpperCase()}`, true],
    [`/x/${Buffer.from(`ada:1800000000:${mac}`).toString('base64url')}`, true],
    ['/s/8c1f', true],
    ['/dark.css', false],
    ['/assets/index-BxK2a9Qz.js', false],
    ['/assets/main.3f2b8c9d1e0a4b5c6d7e.js', false],
  ])('is seen in %s: %s', (text, isSeen) => {
    expect(isIn(text)).toBe(isSeen);
  });

  it('has the token apart', () => {
    expect(token).toBe(`ada:1800000000:${mac}`);
  });
});
