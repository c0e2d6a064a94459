import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COOKIE_NAME, generateToken, loginCookieValue } from '../../signer/index.js';
import { CookieJar } from './browser/jar.js';
import { verifyCookie } from './browser/verifiers.js';
import { get, type Site, serveArrivals } from './browser/wire.js';
import { AGE, NOW, SECRET } from './constants.js';
import { PYTHON } from './siblings/sibling.js';
import { checkDjangoApp, DJANGO, startDjangoApp } from './sites/django.js';
import { SIGN_OPTIONS } from './sites/routes.js';
import { isInstalled, TOOLS } from './tools/tools.js';

const USER = 'ann lee@example.com';
const ACCEPTED = ['accepted', 'accepted', 'accepted'];

describe.runIf(isInstalled(PYTHON))('a Django project with spa_auth_django', () => {
  let django: Site;
  let arrivals: Site;

  beforeAll(async () => {
    django = await startDjangoApp(TOOLS.python!);
    arrivals = await serveArrivals();
  });
  afterAll(() => {
    django.close();
    arrivals.close();
  });

  /** Requests a page with the cookies of the jar. Gives the token's `Set-Cookie`, if any. */
  async function visit(jar: CookieJar, page: string): Promise<string | undefined> {
    const { status, setCookie } = await get(django.url + page, jar.header);
    expect(status).toBe(200);
    jar.take(setCookie);
    return setCookie.find((line) => line.startsWith(`${COOKIE_NAME}=`));
  }

  const signedIn = async (): Promise<CookieJar> => {
    const jar = new CookieJar();
    await visit(jar, `${DJANGO.signIn}?user=${encodeURIComponent(USER)}`);
    return jar;
  };

  const withToken = (user: string, now = NOW): CookieJar => {
    const jar = new CookieJar();
    jar.take([loginCookieValue(generateToken(user, { ...SIGN_OPTIONS, now }))]);
    return jar;
  };

  it('writes the bytes of the contract, which the edge accepts', async () => {
    const jar = new CookieJar();
    const issued = await visit(jar, `${DJANGO.issue}?user=${encodeURIComponent(USER)}`);
    expect(issued).toBe(loginCookieValue(generateToken(USER, SIGN_OPTIONS)));
    expect(await verifyCookie(arrivals.url, jar.header, USER)).toEqual(ACCEPTED);
    expect(await visit(jar, DJANGO.revoke)).toMatch(`${COOKIE_NAME}=; Max-Age=0; `);
  });

  it('keeps its own token, and a new one of this package', async () => {
    const jar = await signedIn();
    expect(await verifyCookie(arrivals.url, jar.header, USER)).toEqual(ACCEPTED);
    expect(await visit(jar, DJANGO.page)).toBeUndefined();
    jar.take([loginCookieValue(generateToken(USER, SIGN_OPTIONS))]);
    expect(await visit(jar, DJANGO.page)).toBeUndefined();
  });

  it.each([
    ['an expired token', USER, NOW - AGE - 1],
    ['a token with less than half of its time left', USER, NOW - AGE / 2 - 1],
    ['a token of another user', 'somebody', NOW],
  ])('replaces %s of a signed-in user', async (_, user, now) => {
    const jar = await signedIn();
    jar.take([loginCookieValue(generateToken(user, { ...SIGN_OPTIONS, now }))]);
    expect(await visit(jar, DJANGO.page)).toMatch('; Max-Age=604800; ');
    expect(await verifyCookie(arrivals.url, jar.header, USER)).toEqual(ACCEPTED);
    expect(await visit(jar, DJANGO.page)).toBeUndefined();
  });

  it('removes a token if nobody is signed in, and writes nothing to a stranger', async () => {
    expect(await visit(withToken(USER), DJANGO.page)).toMatch(`${COOKIE_NAME}=; Max-Age=0; `);
    expect(await visit(new CookieJar(), DJANGO.page)).toBeUndefined();
  });

  it.each([DJANGO.verify, '/verify_async'])('guards %s by the token alone', async (page) => {
    const ask = async (jar: CookieJar) => {
      const { status, body } = await get(django.url + page, jar.header);
      return { status, body: JSON.parse(body) as unknown };
    };
    const refused = (reason: string) => ({
      status: 401,
      body: { error: 'unauthenticated', reason },
    });
    expect(await ask(withToken(USER))).toEqual({ status: 200, body: { user: USER } });
    expect(await ask(new CookieJar())).toEqual(refused('missing'));
    expect(await ask(withToken(USER, NOW - AGE - 1))).toEqual(refused('expired'));
    expect(await ask(withToken('revoked-user'))).toEqual(refused('revoked'));
  });

  it.each([
    ['no fault', { SPA_TOKEN_SECRET: SECRET }, /no issues/],
    ['a missing secret', { SPA_TOKEN_SECRET: '' }, /spa_auth\.E001.*SPA_TOKEN_SECRET is missing/],
    ['an unusable secret', { SPA_TOKEN_SECRET: 'typo' }, /spa_auth\.E001.*16 to 128 bytes/],
  ])('has manage.py check report %s', async (_, env, expected) => {
    const output = await checkDjangoApp(TOOLS.python!, env);
    expect(output).toMatch(expected);
    expect(output).not.toContain('typo');
  });
});
