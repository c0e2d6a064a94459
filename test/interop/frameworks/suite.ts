import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateToken } from '../../../signer/index.js';
import { type RunningExample, startExample } from '../../e2e/examples/examples.js';
import { createVisitor } from '../../e2e/examples/visitor.js';
import { buildProject, type Project } from './project.js';

export const SECRET = '0123456789abcdef'.repeat(4);
const LOGIN = '/api/auth/login';
const LOGOUT = '/api/auth/logout';
const DEEP_LINK = '/reports/7?view=chart&from=a%20b';
const LOGIN_FOR_DEEP_LINK = `${LOGIN}?next=${encodeURIComponent(DEEP_LINK)}`;
const RIGHT = 'account=ada&password=analytical+engine';
const TOKEN = 'pocket-spa-token';
const SITE = { origin: 'http://localhost:8787' };
const AFTER_TOKEN = 15 * 60 + 1;
const BUILD = 300_000;

/** Builds an example of a framework, and holds it to what every one has to do. */
export function frameworkSuite(name: string, more?: string): { readonly project: () => Project } {
  let project: Project;
  let example: RunningExample;
  let backend: string;

  beforeAll(async () => {
    project = await buildProject(name, more);
    const variables = { ...project.environment, SPA_TOKEN_SECRET: SECRET };
    example = await startExample(name, project.folder, variables);
    [backend = ''] = /http:\/\/127\.0\.0\.1:\d+/.exec(example.output())!;
  }, BUILD);

  afterAll(async () => {
    expect(await example?.stop()).toBe(0);
    // The framework's server has ended too, not only what started it.
    await expect(fetch(backend)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
  });

  /** A visitor of the site, or of the backend behind the edge function. */
  const openVisitor = (where = example.url) => createVisitor(where);

  async function logIn(where = example.url) {
    const visitor = openVisitor(where);
    const answer = await visitor.post(LOGIN_FOR_DEEP_LINK, RIGHT, SITE);
    expect([answer.status, answer.headers.location]).toEqual([303, DEEP_LINK]);
    return visitor;
  }

  const tokenIn = (setCookie: string[] | undefined = []) =>
    setCookie.filter((cookie) => cookie.startsWith(`${TOKEN}=`));

  describe(`the example ${name}`, () => {
    it('starts without a warning', () => {
      expect(example.output()).not.toMatch(/warn|deprecat|error/i);
    });

    it('leads from a deep link over the login page back to it', async () => {
      const visitor = openVisitor();
      const refused = await visitor.open(DEEP_LINK);
      expect([refused.status, refused.headers.location]).toEqual([302, LOGIN_FOR_DEEP_LINK]);
      const page = await visitor.open(LOGIN_FOR_DEEP_LINK);
      expect(page.status).toBe(200);
      expect(page.headers['cache-control']).toBe('no-store');
      expect(page.body).toContain('<form method="post">');
      expect([...visitor.cookies.keys()]).not.toContain('session');

      const answer = await visitor.post(LOGIN_FOR_DEEP_LINK, RIGHT, SITE);
      expect([answer.status, answer.headers.location]).toEqual([303, DEEP_LINK]);
      expect(tokenIn(answer.headers['set-cookie'])).toHaveLength(1);
      const app = await visitor.open(DEEP_LINK);
      expect([app.status, app.body.includes('A protected page')]).toEqual([200, true]);
    });

    it('tells an API call the user of its token', async () => {
      const visitor = await logIn();
      const { status, headers, body } = await visitor.fetch('/api/me');
      expect([status, JSON.parse(body)]).toEqual([
        200,
        { userId: 'ada', expiry: expect.any(Number) },
      ]);
      expect(headers['cache-control']).toBe('no-store');
    });

    it('answers an API call without a token with 401, by itself and at the edge', async () => {
      for (const where of [backend, example.url]) {
        const { status, body } = await openVisitor(where).fetch('/api/me');
        const { error, reason } = JSON.parse(body);
        expect([status, error, reason]).toEqual([401, 'unauthenticated', 'missing']);
      }
    });

    it('believes no token that another secret has signed', async () => {
      const visitor = openVisitor(backend);
      const value = generateToken('ada', { secret: 'f'.repeat(64) });
      visitor.cookies.set(TOKEN, { value, path: '/' });
      const { status, body } = await visitor.fetch('/api/me');
      expect([status, JSON.parse(body).reason]).toEqual([401, 'bad_signature']);
    });

    it('answers a wrong password and an unknown account alike, without a token', async () => {
      const answers = [];
      for (const body of ['account=ada&password=x', 'account=nobody&password=x']) {
        const visitor = openVisitor();
        const { status, body: page } = await visitor.post(LOGIN, body, SITE);
        answers.push(`${status} ${page}`);
        expect([...visitor.cookies.keys()]).toEqual([]);
      }
      expect(answers[0]).toMatch(/^401 .*The account or the password is wrong/s);
      expect(answers[1]).toBe(answers[0]);
    });

    it('issues a new token while the session lasts', async () => {
      const visitor = await logIn();
      const token = visitor.cookies.get(TOKEN)!.value;
      await example.moveClock(AFTER_TOKEN);
      const refused = await visitor.open(DEEP_LINK);
      expect([refused.status, refused.headers['x-spa-auth-reason']]).toEqual([302, 'expired']);
      const healed = await visitor.open(LOGIN_FOR_DEEP_LINK);
      expect(healed.headers.location).toBe(DEEP_LINK);
      expect(tokenIn(healed.headers['set-cookie'])).toHaveLength(1);
      expect(visitor.cookies.get(TOKEN)?.value).not.toBe(token);
      expect((await visitor.open(DEEP_LINK)).status).toBe(200);
      await example.moveClock(0);
    });

    it('issues it with any page, and for nobody but the user of the session', async () => {
      const visitor = await logIn(backend);
      const value = generateToken('grace', { secret: SECRET });
      visitor.cookies.set(TOKEN, { value, path: '/' });
      const page = await visitor.open('/reports/7');
      expect(page.status).toBe(200);
      expect(tokenIn(page.headers['set-cookie'])).toEqual([
        expect.stringMatching(/^pocket-spa-token=ada:/),
      ]);
      expect(page.headers['cache-control']).toMatch(/private|no-store/);
      expect(tokenIn((await visitor.open('/reports/7')).headers['set-cookie'])).toEqual([]);
    });

    it('takes the token back when the session has ended', async () => {
      const visitor = await logIn(backend);
      visitor.cookies.delete('session');
      const page = await visitor.open('/reports/7');
      expect(tokenIn(page.headers['set-cookie'])).toEqual([
        expect.stringMatching(/^pocket-spa-token=; Max-Age=0/),
      ]);
      expect(visitor.cookies.has(TOKEN)).toBe(false);
    });

    it.each([
      ['with a valid token', 0],
      ['with a token that is to be renewed', AFTER_TOKEN],
    ])('ends the token and the session with a log-out, %s', async (_which, seconds) => {
      const visitor = await logIn();
      await example.moveClock(seconds);
      const { status, headers } = await visitor.post(LOGOUT, '', SITE);
      await example.moveClock(0);
      expect([status, headers.location]).toEqual([303, '/']);
      expect(tokenIn(headers['set-cookie'])).toEqual([
        expect.stringMatching(/^pocket-spa-token=; Max-Age=0/),
      ]);
      // h3 leaves an empty cookie.
      expect(visitor.cookies.get('session')?.value || undefined).toBeUndefined();
      expect((await visitor.open('/')).status).toBe(302);
      expect((await visitor.open(LOGIN)).body).toContain('<form method="post">');
    });

    it('refuses forms that another site sends', async () => {
      const visitor = await logIn();
      for (const path of [LOGIN, LOGOUT]) {
        const headers = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' };
        const answer = await visitor.post(path, RIGHT, headers);
        expect([answer.status, tokenIn(answer.headers['set-cookie'])]).toEqual([403, []]);
      }
      expect((await visitor.open('/')).status).toBe(200);
    });

    it('never redirects to another site', async () => {
      const path = (next: string) => `${LOGIN}?next=${encodeURIComponent(next)}`;
      const visitor = openVisitor();
      expect((await visitor.post(path('//evil.example'), RIGHT, SITE)).headers.location).toBe('/');
      const elsewhere = ['//evil.example', '/\\evil.example', 'https://evil.example/'];
      for (const next of [...elsewhere, 'javascript:alert(1)', '']) {
        expect((await visitor.open(path(next))).headers.location).toBe('/');
      }
    });
  });

  return { project: () => project };
}
