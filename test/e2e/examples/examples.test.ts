import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXAMPLES, type RunningExample, startExample } from './examples.js';
import { createVisitor } from './visitor.js';

const LOGIN = '/api/auth/login';
const LOGOUT = '/api/auth/logout';
const DEEP_LINK = '/reports/7?view=chart&from=a%20b';
const LOGIN_FOR_DEEP_LINK = `${LOGIN}?next=${encodeURIComponent(DEEP_LINK)}`;
const RIGHT = 'account=ada&password=analytical+engine';
const TOKEN = 'pocket-spa-token';
const AFTER_TOKEN = 15 * 60 + 1;
const AFTER_SESSION = 14 * 86_400 + 1;

describe.each(EXAMPLES)('the example %s', (name) => {
  let example: RunningExample;

  beforeAll(async () => {
    example = await startExample(name);
  });

  afterAll(async () => {
    expect(await example?.stop()).toBe(0);
  });

  it('starts without a warning', () => {
    expect(example.output()).not.toMatch(/warn|deprecat|error/i);
  });

  const openVisitor = () => createVisitor(example.url);

  async function logIn() {
    const visitor = openVisitor();
    expect((await visitor.post(LOGIN_FOR_DEEP_LINK, RIGHT)).status).toBe(303);
    return visitor;
  }

  it('leads from a deep link over the login page back to it', async () => {
    const visitor = openVisitor();
    const refused = await visitor.open(DEEP_LINK);
    expect([refused.status, refused.headers.location]).toEqual([302, LOGIN_FOR_DEEP_LINK]);

    const page = await visitor.open(LOGIN_FOR_DEEP_LINK);
    expect(page.status).toBe(200);
    expect(page.headers).toMatchObject({
      'content-type': expect.stringMatching(/^text\/html; charset=utf-8$/i),
      'cache-control': 'no-store',
      'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
    });
    expect(page.body).toContain('<form method="post">');

    const answer = await visitor.post(LOGIN_FOR_DEEP_LINK, RIGHT);
    expect([answer.status, answer.headers.location]).toEqual([303, DEEP_LINK]);
    const set = answer.headers['set-cookie'] ?? [];
    expect(
      set.filter((cookie) => /; HttpOnly/i.test(cookie) && /; SameSite=Lax/i.test(cookie)),
    ).toEqual(set);
    expect(visitor.cookies.get(TOKEN)?.path).toBe('/');
    expect(visitor.cookies.get('session')?.path).toBe('/api');

    const app = await visitor.open(DEEP_LINK);
    expect([app.status, app.body.includes('A protected page')]).toEqual([200, true]);
    expect(app.headers['cache-control']).toBe('no-cache');
    const me = await visitor.fetch('/api/me');
    expect([me.status, JSON.parse(me.body)]).toEqual([
      200,
      { userId: 'ada', expiry: expect.any(Number) },
    ]);
    expect(me.headers['cache-control']).toBe('no-store');
  });

  it('answers a wrong password and an unknown account alike, without a cookie', async () => {
    const answers = [];
    for (const body of ['account=ada&password=x', 'account=nobody&password=x']) {
      const visitor = openVisitor();
      const { status, body: page } = await visitor.post(LOGIN, body);
      answers.push(`${status} ${page}`);
      expect([...visitor.cookies]).toEqual([]);
    }
    expect(answers[0]).toMatch(/^401 .*The account or the password is wrong/s);
    expect(answers[1]).toBe(answers[0]);
  });

  it('answers an API call without a token with 401', async () => {
    const { status, headers, body } = await openVisitor().fetch('/api/me');
    expect([status, JSON.parse(body)]).toEqual([
      401,
      { error: 'unauthenticated', reason: 'missing' },
    ]);
    expect(headers['cache-control']).toBe('no-store');
  });

  it('renews an expired token while the session lasts, and no longer', async () => {
    const visitor = await logIn();
    const token = visitor.cookies.get(TOKEN)?.value;
    await example.moveClock(AFTER_TOKEN);
    const expired = await visitor.open(DEEP_LINK);
    expect(expired.headers['x-spa-auth-reason']).toBe('expired');
    const healed = await visitor.open(LOGIN_FOR_DEEP_LINK);
    expect([healed.status, healed.headers.location]).toEqual([303, DEEP_LINK]);
    expect(healed.headers['cache-control']).toBe('no-store');
    expect(visitor.cookies.get(TOKEN)?.value).not.toBe(token);
    expect((await visitor.open(DEEP_LINK)).status).toBe(200);

    await example.moveClock(AFTER_TOKEN + AFTER_SESSION);
    expect((await visitor.open(DEEP_LINK)).status).toBe(302);
    expect((await visitor.open(LOGIN_FOR_DEEP_LINK)).body).toContain('<form method="post">');
    await example.moveClock(0);
  });

  it('ends the token and the session with a log-out', async () => {
    const visitor = await logIn();
    const before = new Map(visitor.cookies);
    const { status, headers } = await visitor.post(LOGOUT, '');
    expect([status, headers.location]).toEqual([303, '/']);
    expect(visitor.cookies.has(TOKEN)).toBe(false);
    expect((await visitor.open('/')).status).toBe(302);

    // Somebody who has kept the session's cookie gets no new token.
    visitor.cookies.set('session', before.get('session')!);
    expect((await visitor.open(LOGIN)).status).toBe(200);
    expect(visitor.cookies.has(TOKEN)).toBe(false);
  });

  it('gives a session a new id at each login, and ends the old one', async () => {
    const visitor = await logIn();
    const old = visitor.cookies.get('session')!;
    await visitor.post(LOGIN, RIGHT);
    expect(visitor.cookies.get('session')?.value).not.toBe(old.value);
    visitor.cookies.set('session', old);
    expect((await visitor.open(LOGIN)).status).toBe(200);
  });

  it('refuses forms that another site sends', async () => {
    const visitor = await logIn();
    for (const path of [LOGIN, LOGOUT]) {
      for (const site of ['cross-site', 'same-site', 'none']) {
        const headers = { 'sec-fetch-site': site, origin: 'https://evil.example' };
        const answer = await visitor.post(path, RIGHT, headers);
        expect([answer.status, answer.headers['set-cookie']]).toEqual([403, undefined]);
      }
    }
    expect((await visitor.open('/')).status).toBe(200);
  });

  it('never redirects to another site', async () => {
    const visitor = openVisitor();
    const path = (next: string) => `${LOGIN}?next=${encodeURIComponent(next)}`;
    expect((await visitor.post(path('//evil.example'), RIGHT)).headers.location).toBe('/');
    const elsewhere = ['//evil.example', '/\\evil.example', 'https://evil.example/'];
    for (const next of [...elsewhere, 'javascript:alert(1)', '']) {
      expect((await visitor.open(path(next))).headers.location).toBe('/');
    }
    expect((await visitor.open(`${path('/a')}&next=%2Fb`)).headers.location).toMatch(/^\/a?$/);
  });

  it.each([
    ['account=grace&account=ada&password=analytical+engine', {}],
    ['account[x]=ada&__proto__=x&password=analytical+engine', {}],
    ['account=ada', {}],
    ['', {}],
    [`account=${'a'.repeat(5000)}&password=x`, {}],
    ['{"account":"ada"}', { 'content-type': 'application/json' }],
    ['account=ada', { 'content-type': 'multipart/form-data' }],
  ])('refuses an invalid form: case %#', async (body, headers) => {
    const visitor = openVisitor();
    const { status } = await visitor.post(LOGIN, body, headers);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    expect([...visitor.cookies]).toEqual([]);
    expect((await visitor.open(LOGIN)).status).toBe(200);
  });

  it.each(['/api/nothing', '/api//', '/api/%ff'])('has nothing at %s', async (path) => {
    expect([400, 404]).toContain((await openVisitor().fetch(path)).status);
  });
});
