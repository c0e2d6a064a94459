import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COOKIE_NAME, generateToken, loginCookieValue } from '../../signer/index.js';
import { CookieJar } from './browser/jar.js';
import { verifyCookie } from './browser/verifiers.js';
import { get, type Site, serveArrivals } from './browser/wire.js';
import { AGE, NOW } from './constants.js';
import { PYTHON } from './siblings/sibling.js';
import { DJANGO, startDjango } from './sites/django.js';
import { SIGN_OPTIONS } from './sites/routes.js';
import { isInstalled, TOOLS } from './tools/tools.js';

const EMAIL = 'user@example.com';
const ACCEPTED = ['accepted', 'accepted', 'accepted'];

describe.runIf(isInstalled(PYTHON))('a Django project with SpaTokenCookieMiddleware', () => {
  let django: Site;
  let arrivals: Site;

  beforeAll(async () => {
    django = await startDjango(TOOLS.python!);
    arrivals = await serveArrivals();
  });
  afterAll(() => {
    django.close();
    arrivals.close();
  });

  /**
   * Requests a page with the cookies of the jar. Returns whether the response wrote or removed the
   * token.
   */
  async function visit(jar: CookieJar, page: string): Promise<'unchanged' | 'written' | 'removed'> {
    const { status, setCookie } = await get(django.url + page, jar.header);
    expect(status).toBe(200);
    jar.take(setCookie);
    if (!setCookie.some((line) => line.startsWith(`${COOKIE_NAME}=`))) {
      return 'unchanged';
    }
    return jar.header.includes(`${COOKIE_NAME}=`) ? 'written' : 'removed';
  }

  const signedIn = async (user: string): Promise<CookieJar> => {
    const jar = new CookieJar();
    await visit(jar, `${DJANGO.signIn}?user=${encodeURIComponent(user)}`);
    return jar;
  };

  const verifyFor = (user: string, jar: CookieJar) => verifyCookie(arrivals.url, jar.header, user);

  it('quotes a token with an e-mail address, which the edge accepts', async () => {
    const jar = await signedIn(EMAIL);
    expect(jar.header).toMatch(new RegExp(`(^|; )${COOKIE_NAME}="${EMAIL}:`));
    expect(await verifyFor(EMAIL, jar)).toEqual(ACCEPTED);
  });

  it('does not replace its own token', async () => {
    expect(await visit(await signedIn(EMAIL), DJANGO.page)).toBe('unchanged');
  });

  it.each([
    ['a token of this package', EMAIL, NOW, 'unchanged'],
    ['an expired token of this package', EMAIL, NOW - AGE - 1, 'written'],
    ['a token of this package for another user', 'somebody', NOW, 'written'],
  ] as const)('handles %s of a signed-in user', async (_, user, now, outcome) => {
    const jar = await signedIn(EMAIL);
    jar.take([loginCookieValue(generateToken(user, { ...SIGN_OPTIONS, now }))]);
    expect(await visit(jar, DJANGO.page)).toBe(outcome);
    expect(await verifyFor(EMAIL, jar)).toEqual(ACCEPTED);
  });

  it('removes a token of this package if the user is not signed in', async () => {
    const jar = new CookieJar();
    jar.take([loginCookieValue(generateToken(EMAIL, SIGN_OPTIONS))]);
    expect(await visit(jar, DJANGO.page)).toBe('removed');
    expect(await verifyFor(EMAIL, jar)).toEqual(['missing', 'missing', 'missing']);
  });

  it('replaces an unreadable cookie only once', async () => {
    const user = 'a user';
    const jar = await signedIn(user);
    jar.take([loginCookieValue(generateToken(user, SIGN_OPTIONS))]);
    expect(await verifyFor(user, jar)).toEqual(ACCEPTED);
    expect(await visit(jar, DJANGO.page)).toBe('written');
    expect(await verifyFor(user, jar)).toEqual(ACCEPTED);
    expect(await visit(jar, DJANGO.page)).toBe('unchanged');
  });
});
