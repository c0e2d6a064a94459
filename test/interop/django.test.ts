import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COOKIE_NAME, generateToken, loginCookieValue } from '../../signer/index.js';
import { Jar } from './browser/jar.js';
import { judge } from './browser/judges.js';
import { get, type Site, serveArrivals } from './browser/wire.js';
import { PYTHON } from './siblings/sibling.js';
import { DJANGO, startDjango } from './sites/django.js';
import { SIGN } from './sites/routes.js';
import { isHere, TOOLS } from './tools/tools.js';
import { AGE, NOW } from './world.js';

const EMAIL = 'user@example.com';
const ACCEPTED = ['accepted', 'accepted', 'accepted'];

describe.runIf(isHere(PYTHON))('a Django project with SpaTokenCookieMiddleware', () => {
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

  /** Visits a page as the jar's browser; says whether the answer wrote or removed the token. */
  async function visit(jar: Jar, page: string): Promise<'kept' | 'written' | 'removed'> {
    const { status, setCookie } = await get(django.url + page, jar.header);
    expect(status).toBe(200);
    jar.take(setCookie);
    if (!setCookie.some((line) => line.startsWith(`${COOKIE_NAME}=`))) {
      return 'kept';
    }
    return jar.header.includes(`${COOKIE_NAME}=`) ? 'written' : 'removed';
  }

  const signedIn = async (user: string): Promise<Jar> => {
    const jar = new Jar();
    await visit(jar, `${DJANGO.signIn}?user=${encodeURIComponent(user)}`);
    return jar;
  };

  const judgedFor = (user: string, jar: Jar) => judge(arrivals.url, jar.header, user);

  it('puts an e-mail address in quotes, and the edge lets it through all the same', async () => {
    const jar = await signedIn(EMAIL);
    expect(jar.header).toMatch(new RegExp(`(^|; )${COOKIE_NAME}="${EMAIL}:`));
    expect(await judgedFor(EMAIL, jar)).toEqual(ACCEPTED);
  });

  it('leaves its own token alone', async () => {
    expect(await visit(await signedIn(EMAIL), DJANGO.page)).toBe('kept');
  });

  it.each([
    ['a token of ours', EMAIL, NOW, 'kept'],
    ['a token of ours that has expired', EMAIL, NOW - AGE - 1, 'written'],
    ["another user's token of ours", 'somebody', NOW, 'written'],
  ] as const)('is brought %s by a user who is signed in', async (_, user, now, outcome) => {
    const jar = await signedIn(EMAIL);
    jar.take([loginCookieValue(generateToken(user, { ...SIGN, now }))]);
    expect(await visit(jar, DJANGO.page)).toBe(outcome);
    expect(await judgedFor(EMAIL, jar)).toEqual(ACCEPTED);
  });

  it('removes a token of ours from a browser that is not signed in', async () => {
    const jar = new Jar();
    jar.take([loginCookieValue(generateToken(EMAIL, SIGN))]);
    expect(await visit(jar, DJANGO.page)).toBe('removed');
    expect(await judgedFor(EMAIL, jar)).toEqual(['missing', 'missing', 'missing']);
  });

  it('replaces a cookie that it cannot read once, not for ever', async () => {
    const user = 'a user';
    const jar = await signedIn(user);
    jar.take([loginCookieValue(generateToken(user, SIGN))]);
    expect(await judgedFor(user, jar)).toEqual(ACCEPTED);
    expect(await visit(jar, DJANGO.page)).toBe('written');
    expect(await judgedFor(user, jar)).toEqual(ACCEPTED);
    expect(await visit(jar, DJANGO.page)).toBe('kept');
  });
});
