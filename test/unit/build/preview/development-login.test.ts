import { describe, expect, it } from 'vitest';
import { loginPathProblem } from '../../../../build/config/value-rules.js';
import { CliError } from '../../../../build/host/errors.js';
import type { LoginOptions } from '../../../../build/preview/development-login.js';
import { generateToken, readTokenCookie } from '../../../../signer/index.js';
import { preview, send } from './preview.js';

const SECRET = 'ab'.repeat(32);
const NOW = 1_700_000_000;
const LOGIN = '/api/auth/login';
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

async function start(
  login: Partial<LoginOptions> = {},
  options: Parameters<typeof preview>[0] = {},
) {
  const settings = { loginPath: LOGIN, nextParam: 'next', cookieName: 'pocket-spa-token' };
  const site = await preview({ login: { ...settings, secret: SECRET, ...login }, ...options });
  const get = (path: string, headers: Record<string, string> = {}) =>
    send(site.url, path, { headers });
  const post = (path: string, fields: Record<string, string>, headers = {}) =>
    send(site.url, path, {
      method: 'POST',
      headers: { ...FORM, ...headers },
      body: new URLSearchParams(fields).toString(),
    });
  return { ...site, get, post };
}

/** Who the cookies of an answer log in; a removed token gives "missing". */
function userOf({ headers }: { headers: { 'set-cookie'?: string[] | undefined } }, name?: string) {
  const pairs = (headers['set-cookie'] ?? []).map((cookie) => cookie.split(';')[0]);
  const options = { secret: SECRET, now: NOW, ...(name && { cookieName: name }) };
  const read = readTokenCookie(pairs.join('; '), options);
  return read.valid ? read.userId : read.reason;
}

describe('the development login', () => {
  it('shows a page that says what it is, at loginPath', async () => {
    const { get, records, loginUrl, url } = await start();
    const { status, headers, body } = await get(`${LOGIN}?next=%2Freports%3Fa=1`);
    expect(status).toBe(200);
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(body).toContain('<h1>Development login</h1>');
    expect(body).toContain('This page is for development');
    expect(body).toContain('<code>/reports?a=1</code>');
    expect(body).not.toContain('<script');
    expect(loginUrl).toBe(url + LOGIN);
    await expect
      .poll(() => records)
      .toMatchObject([{ status: 200, verdict: 'ungated', reason: 'development login' }]);
  });

  it('logs any user in and returns to next', async () => {
    const { post } = await start();
    for (const userId of ['ada', 'Ada Lovelace', 'ädä@example.com', '<b>', '1'.repeat(1024)]) {
      const answer = await post(`${LOGIN}?next=%2Freports%3Fa=1`, { userId });
      expect([answer.status, answer.headers.location]).toEqual([303, '/reports?a=1']);
      expect(userOf(answer)).toBe(userId);
      expect(answer.headers['set-cookie']).toEqual([
        expect.stringMatching(
          /^pocket-spa-token=\S+; Max-Age=604800; HttpOnly; SameSite=Lax; Path=\/$/,
        ),
      ]);
    }
  });

  it.each([
    ['//evil.example', '/'],
    ['https://evil.example/', '/'],
    ['/\\evil.example', '/'],
    ['javascript:alert(1)', '/'],
    ['', '/'],
    ['/a#b', '/a#b'],
  ])('keeps next safe: %j leads to %s', async (next, location) => {
    const { get, post } = await start();
    const path = `${LOGIN}?next=${encodeURIComponent(next)}`;
    expect((await post(path, { userId: 'ada' })).headers.location).toBe(location);
    expect((await get(path)).body).toContain(`<code>${location}</code>`);
  });

  it.each([
    ['', 'Type a user id.'],
    ['a:b', 'no colon'],
    ['a\tb', 'no control character'],
    ['é'.repeat(513), 'at most 1,024 bytes of UTF-8, and this one has 1026'],
  ])('says on the page why %j is no user id', async (userId, text) => {
    const { post } = await start();
    const answer = await post(`${LOGIN}?next=%2Freports`, { userId });
    expect(answer.status).toBe(400);
    expect(answer.headers).not.toHaveProperty('set-cookie');
    expect(answer.body).toMatch(/<p class="problem" id="problem" role="alert">/);
    expect(answer.body).toContain(text);
    expect(answer.body).toContain('<code>/reports</code>');
  });

  it('escapes what was typed', async () => {
    const { post } = await start();
    const { body } = await post(LOGIN, { userId: '"><script>:' });
    expect(body).toContain('value="&#34;&#62;&#60;script&#62;:"');
  });

  it('shows who is logged in, and the form to log out', async () => {
    const { get, post } = await start();
    const token = generateToken('<ada>', { secret: SECRET, now: NOW, maxAge: 60 });
    const cookie = `pocket-spa-token=${encodeURIComponent(token)}`;
    const { body } = await get(`${LOGIN}?next=%2Freports`, { cookie });
    expect(body).toContain('<h1>Logged in as &#60;ada&#62;</h1>');
    expect(body).toContain('<a href="/reports">');
    expect(body).toContain('name="action" value="logout"');
    const out = await post(LOGIN, { action: 'logout' }, { cookie });
    expect([out.status, out.headers.location]).toEqual([303, LOGIN]);
    expect(out.headers['set-cookie']![0]).toMatch(/^pocket-spa-token=; Max-Age=0;/);
    const expired = generateToken('ada', { secret: SECRET, now: NOW - 61, maxAge: 60 });
    const later = await get(LOGIN, { cookie: `pocket-spa-token=${expired}` });
    expect(later.body).toContain('<h1>Development login</h1>');
  });

  it.each([
    ['/api/auth/login', '/api/auth/logout'],
    ['/login', '/api/auth/logout'],
    ['/login', '/logout'],
    ['/login?from=app', '/logout?all=1'],
    ['/accounts/login/', '/accounts/logout/'],
  ])('at %s logs out after a POST to %s', async (loginPath, logoutPath) => {
    const { url } = await start({ loginPath });
    const answer = await send(url, logoutPath, { method: 'POST', body: '{}' });
    expect([answer.status, answer.headers.location]).toEqual([303, loginPath]);
    expect(userOf(answer)).toBe('malformed');
  });

  it('leaves a GET of a path beside it to the site', async () => {
    const { get } = await start({ loginPath: '/login' });
    expect(await get('/logout')).toMatchObject({ status: 404 });
    expect((await get('/login/more')).status).toBe(404);
    expect((await get('/l%6Fgin')).body).toContain('<h1>Development login</h1>');
  });

  it('uses the cookie name, the parameter and the query of the configuration', async () => {
    const options = { loginPath: '/in?app=1', nextParam: 'back', cookieName: 'door' };
    const { get, post, loginUrl, url } = await start(options);
    expect(loginUrl).toBe(`${url}/in?app=1`);
    const answer = await post('/in?app=1&back=%2Fa', { userId: 'ada' });
    expect(answer.headers.location).toBe('/a');
    expect(userOf(answer, 'door')).toBe('ada');
    const cookie = answer.headers['set-cookie']![0]!.split(';')[0]!;
    expect((await get('/in', { cookie })).body).toContain('Logged in as ada');
  });

  it('works with a ring of secrets and keeps Secure where a cookie needs it', async () => {
    const secret = `${SECRET},${'cd'.repeat(32)}`;
    const { post } = await start({ secret, cookieName: '__Host-door' });
    const answer = await post(LOGIN, { userId: 'ada' });
    expect(userOf(answer, '__Host-door')).toBe('ada');
    expect(answer.headers['set-cookie']![0]).toContain('; Secure');
  });

  describe('with a user', () => {
    it('logs in at once, until somebody logs out', async () => {
      const { get, post } = await start({ loginAs: 'grace' });
      const first = await get(`${LOGIN}?next=%2Freports`);
      expect([first.status, first.headers.location]).toEqual([303, '/reports']);
      expect(userOf(first)).toBe('grace');

      const out = await post('/api/auth/logout', {});
      expect(out.headers.location).toBe(LOGIN);
      const cookie = out.headers['set-cookie']!.map((each) => each.split(';')[0]).join('; ');
      const page = await get(`${LOGIN}?next=%2F`, { cookie });
      expect(page.status).toBe(200);
      expect(page.body).toContain('value="grace"');

      const again = await post(LOGIN, { userId: 'grace' }, { cookie });
      expect(again.headers['set-cookie']![1]).toMatch(
        /^pocket-spa-preview-logged-out=1; Max-Age=0/,
      );
    });

    it.each(['', 'a:b', 'a\nb'])('refuses %j at the start', async (loginAs) => {
      const error = await start({ loginAs }).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(CliError);
      expect((error as CliError).message).toMatch(/^--login-as ".*" cannot be a user id: /);
      expect((error as CliError).exitCode).toBe(2);
    });
  });

  describe('refuses', () => {
    it.each([
      ['evil.example', 403],
      ['localhost.evil.example', 403],
      ['127.0.0.1.evil.example', 403],
      ['evil.example@localhost', 403],
      ['192.0.2.1:8787', 403],
      ['0.0.0.0', 403],
      ['localhost', 200],
      ['LOCALHOST:8787', 200],
      ['app.localhost', 200],
      ['127.0.0.1:8787', 200],
      ['127.8.9.1', 200],
      ['[::1]:8787', 200],
    ])('a host of another domain, which leads here: %j %i', async (host, status) => {
      const { get, post } = await start();
      expect((await get(LOGIN, { host })).status).toBe(status);
      const posted = await post(LOGIN, { userId: 'ada' }, { host });
      expect(posted.status).toBe(status === 200 ? 303 : 403);
      expect('set-cookie' in posted.headers).toBe(status === 200);
    });

    it.each<[Record<string, string>, number]>([
      [{ 'sec-fetch-site': 'cross-site' }, 403],
      [{ 'sec-fetch-site': 'same-site' }, 403],
      [{ 'sec-fetch-site': 'cross-site', origin: 'http://localhost' }, 403],
      [{ origin: 'http://evil.example' }, 403],
      [{ origin: 'http://localhost:1' }, 403],
      [{ origin: 'null' }, 403],
      [{ 'sec-fetch-site': 'same-origin' }, 303],
      [{ origin: 'http://localhost' }, 303],
      [{}, 303],
    ])('forms of other sites: %j %i', async (headers, status) => {
      const { post } = await start();
      const own = { host: 'localhost', ...headers };
      expect((await post(LOGIN, { userId: 'ada' }, own)).status).toBe(status);
      expect((await post('/api/auth/logout', {}, own)).status).toBe(status);
    });

    it('other methods, other forms and long forms', async () => {
      const { url, post } = await start();
      const put = await send(url, LOGIN, { method: 'PUT' });
      expect([put.status, put.headers.allow]).toEqual([405, 'GET, HEAD, POST']);
      const json = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' };
      expect((await send(url, LOGIN, json)).body).toContain('--backend');
      expect((await send(url, LOGIN, json)).status).toBe(415);
      expect((await post(LOGIN, { userId: 'a'.repeat(20_000) })).status).toBe(413);
    });
  });

  describe('in place of a login at another address', () => {
    const CODE = (login: string) => `function handler(event) {
      if (event.request.uri === '/data') {
        return { statusCode: 401, headers: {}, body: JSON.stringify({ login: '${login}' }) };
      }
      return { statusCode: 302, headers: { location: { value: '${login}?next=https%3A%2F%2F' +
        encodeURIComponent(event.request.headers.host.value + event.request.uri) } } };
    }`;

    it.each([
      ['https://id.example.com/sign-in', '/sign-in'],
      ['https://app.example.com/api/auth/login', '/api/auth/login'],
      ['https://id.example.com', '/api/auth/login'],
      ['https://id.example.com/', '/api/auth/login'],
    ])('%s: the answers of the function lead to it, and it leads back', async (loginPath, path) => {
      expect(loginPathProblem(loginPath)).toBeUndefined();
      const { get, post } = await start({ loginPath }, { code: CODE(loginPath) });
      expect(JSON.parse((await get('/data')).body)).toEqual({ login: path });
      const { location = '' } = (await get('/reports/7', { host: 'localhost:1' })).headers;
      expect(location).toBe(`${path}?next=https%3A%2F%2Flocalhost%3A1%2Freports%2F7`);
      const answer = await post(location, { userId: 'ada' }, { host: 'localhost:1' });
      expect([answer.status, answer.headers.location]).toEqual([303, '/reports/7']);
      const elsewhere = await post(location, { userId: 'ada' }, { host: 'localhost:2' });
      expect(elsewhere.headers.location).toBe('/');
    });

    it('the link of the loop page leads to it too, whatever the URL contains', async () => {
      const loginPath = "https://id.example.com/sign-in$&'?a=1&b=2";
      const escaped = loginPath.replaceAll('&', '&#38;').replaceAll("'", '&#39;');
      const body = JSON.stringify(`<a href="${escaped}&#38;next=%2F">Try again</a>`);
      const page = `{ statusCode: 200, headers: { 'content-type': { value: 'text/html' } }, body: ${body} }`;
      const { get } = await start({ loginPath }, { code: `function handler() { return ${page} }` });
      expect((await get('/reports')).body).toBe(
        '<a href="/sign-in$&#38;&#39;?a=1&#38;b=2&#38;next=%2F">Try again</a>',
      );
    });
  });
});
