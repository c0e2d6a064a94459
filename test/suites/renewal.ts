import { describe, expect, it } from 'vitest';
import type { SpaTokenCookieOptions } from '../../signer/adapters/renewal-options.js';
import { tokenOf } from '../unit/signer/fixtures.js';
import { type App, type Headers, sessionOf } from './renewal-app.js';
import { type Answer, ask } from './renewal-client.js';
import { useRenewalApp } from './renewal-harness.js';

const NOW = 1_700_000_000;
const WEEK = 604_800;
const ATTRIBUTES = 'HttpOnly; Secure; SameSite=Lax; Path=/';

const issued = (userId: string, maxAge = WEEK) =>
  `pocket-spa-token=${tokenOf(userId, NOW + maxAge)}; Max-Age=${maxAge}; ${ATTRIBUTES}`;
const CLEARED = `pocket-spa-token=; Max-Age=0; ${ATTRIBUTES}`;

/** A `Cookie` header: a session of the user's and a token. */
const cookies = (user: string | null, token?: string) =>
  [user && `session=${user}`, token && `pocket-spa-token=${token}`].filter(Boolean).join('; ');

/** The behavior of every adapter, on its real framework and over real HTTP. */
export function renewalSuite(app: App): void {
  const { asked, get, release, start } = useRenewalApp(app, NOW);

  describe(`${app.name}: the cookie follows the session`, () => {
    const good = tokenOf('alice', NOW + 60);

    it.each<[string, string, string[]]>([
      ['issues a token if there is none', cookies('alice'), [issued('alice')]],
      ['replaces an expired token', cookies('alice', tokenOf('alice', NOW - 1)), [issued('alice')]],
      ['replaces a malformed token', cookies('alice', 'nonsense'), [issued('alice')]],
      [
        'replaces a forged token',
        cookies('alice', `alice:9999999999:${'0'.repeat(64)}`),
        [issued('alice')],
      ],
      ['keeps a valid token', cookies('alice', good), []],
      ['keeps a token in its last second', cookies('alice', tokenOf('alice', NOW)), []],
      ["replaces another user's token", cookies('bob', good), [issued('bob')]],
      ['clears a valid token after the log-out', cookies(null, good), [CLEARED]],
      ['clears an invalid token after the log-out', cookies(null, 'nonsense'), [CLEARED]],
      ['does nothing without session and token', '', []],
    ])('%s', async (_name, cookie, expected) => {
      const { status, text, cookies } = await get(`${await start()}/page`, cookie);
      expect({ status, text, cookies }).toEqual({ status: 200, text: 'page', cookies: expected });
      expect(asked).toHaveBeenCalledTimes(1);
    });

    it('waits for getUserId', async () => {
      const url = await start({ getUserId: async (headers) => sessionOf(headers) });
      expect((await get(`${url}/page`, cookies('alice'))).cookies).toEqual([issued('alice')]);
      expect((await get(`${url}/page`, cookies(null, good))).cookies).toEqual([CLEARED]);
    });

    it('uses the cookie options for issuing, reading and clearing', async () => {
      const url = await start({ cookieName: '__Host-t', sameSite: 'Strict', maxAge: 60 });
      const made = `__Host-t=${tokenOf('alice', NOW + 60)}`;
      expect((await get(`${url}/page`, 'session=alice')).cookies).toEqual([
        `${made}; Max-Age=60; HttpOnly; Secure; SameSite=Strict; Path=/`,
      ]);
      expect((await get(`${url}/page`, `session=alice; ${made}`)).cookies).toEqual([]);
      expect((await get(`${url}/page`, made)).cookies).toEqual([
        '__Host-t=; Max-Age=0; HttpOnly; Secure; SameSite=Strict; Path=/',
      ]);
    });

    it('replaces or clears a revoked token', async () => {
      const url = await start({ cutOff: async () => NOW + 60 });
      expect((await get(`${url}/page`, cookies('alice', good))).cookies).toEqual([issued('alice')]);
      expect((await get(`${url}/page`, cookies(null, good))).cookies).toEqual([CLEARED]);
      const past = await start({ cutOff: () => NOW + 59 });
      expect((await get(`${past}/page`, cookies('alice', good))).cookies).toEqual([]);
    });

    it('replaces a token with less than renewBefore left', async () => {
      const url = await start({ renewBefore: 600 });
      const left = async (seconds: number) =>
        (await get(`${url}/page`, cookies('alice', tokenOf('alice', NOW + seconds)))).cookies;
      expect(await left(600)).toEqual([]);
      expect(await left(599)).toEqual([issued('alice')]);
    });

    it('limits a token by absoluteMaxAge, and then clears it', async () => {
      const day = 86_400;
      const startAt = (age: number) =>
        start({ absoluteMaxAge: day, getSessionStart: async () => NOW - age });
      expect((await get(`${await startAt(day - 60)}/page`, cookies('alice'))).cookies).toEqual([
        issued('alice', 60),
      ]);
      const over = await startAt(day);
      expect((await get(`${over}/page`, cookies('alice', good))).cookies).toEqual([CLEARED]);
      expect((await get(`${over}/page`, cookies('alice'))).cookies).toEqual([]);
    });

    it('neither issues nor calls getUserId if shouldIssue is false', async () => {
      const url = await start({ shouldIssue: async (headers) => headers('x-view') === 'html' });
      expect((await get(`${url}/page`, cookies('alice'))).cookies).toEqual([]);
      expect(asked).not.toHaveBeenCalled();
      const view = await get(`${url}/page`, cookies('alice'), { 'x-view': 'html' });
      expect(view.cookies).toEqual([issued('alice')]);
    });

    it('does nothing with enabled: false', async () => {
      const url = await start({ enabled: false });
      const { cookies: set, header } = await get(`${url}/page`, cookies('alice'));
      expect(set).toEqual([]);
      expect(header('cache-control')).toBeUndefined();
      expect(asked).not.toHaveBeenCalled();
    });

    it.each([undefined, good])('issues no token after the end of a session (%#)', async (token) => {
      const headers = { cookie: cookies('alice', token) };
      const answer = await ask(`${await start()}/end-session`, { method: 'POST', headers });
      const expected = app.asks === 'after' && token ? [CLEARED] : [];
      expect([await answer.body(), answer.cookies]).toEqual(['ended', expected]);
    });
  });

  describe(`${app.name}: the middleware preserves`, () => {
    it('other cookies', async () => {
      const { cookies: set } = await get(`${await start()}/cookies`, cookies('alice'));
      expect(set).toEqual(app.hasOneCookie ? ['a=1'] : ['a=1', 'b=2', issued('alice')]);
    });

    it.each([
      ['/bob', issued('bob')],
      ['/nobody', CLEARED],
    ])('a token that the handler has set or cleared (%s)', async (path, expected) => {
      const { cookies: set } = await get(`${await start()}${path}`, cookies('alice'));
      expect(set).toEqual([expected]);
    });

    it.each([
      ['public, max-age=60', 'private, max-age=60'],
      ['max-age=60, s-maxage=600', 'private, max-age=60'],
      ['max-age=60', 'private, max-age=60'],
      ['no-store', 'no-store'],
      ['Private, max-age=60', 'Private, max-age=60'],
    ])('cache-control %s without a cookie, and makes it %s with one', async (value, expected) => {
      const url = `${await start()}/cached?value=${encodeURIComponent(value)}`;
      const marked = await get(url, cookies('alice'));
      expect([marked.header('cache-control'), marked.cookies]).toEqual([
        expected,
        [issued('alice')],
      ]);
      const plain = await get(url, '');
      expect([plain.header('cache-control'), plain.cookies]).toEqual([value, []]);
    });

    it('a missing cache-control without a cookie, and makes it private with one', async () => {
      const url = `${await start()}/page`;
      expect((await get(url, cookies('alice'))).header('cache-control')).toBe('private');
      expect((await get(url, '')).header('cache-control')).toBeUndefined();
    });

    it('the empty body of a HEAD, whose headers get the cookie', async () => {
      const headers = { cookie: cookies('alice') };
      const answer = await ask(`${await start()}/page`, { method: 'HEAD', headers });
      expect([answer.status, await answer.body(), answer.cookies]).toEqual([
        200,
        '',
        [issued('alice')],
      ]);
    });

    it('headers that are given with the first write', async () => {
      const answer = await get(`${await start()}/written`, cookies('alice'));
      expect([answer.text, answer.header('x-written')]).toEqual(['written', 'yes']);
      const { hasOneCookie } = app;
      expect(answer.cookies).toEqual(hasOneCookie ? ['a=1'] : ['a=1', issued('alice')]);
      expect(answer.header('cache-control')).toBe(
        hasOneCookie ? 'public, max-age=60' : 'private, max-age=60',
      );
    });

    it.each([['flushed'], ['streamed']])(
      'headers that are sent before the body: %s',
      async (route) => {
        const headers = { cookie: cookies('alice') };
        const answer: Answer = await ask(`${await start()}/${route}`, { headers });
        expect(answer.cookies).toEqual([issued('alice')]);
        release();
        expect(await answer.body()).toBe(route);
      },
    );

    it.each([
      ['/moved', 302],
      ['/unchanged', 304],
    ])('status and location of %s', async (path, status) => {
      const answer = await get(`${await start()}${path}`, cookies('alice'));
      expect([answer.status, answer.text === 'page']).toEqual([status, false]);
      expect(answer.header('location')).toBe(status === 302 ? '/page' : undefined);
      expect(answer.cookies).toEqual([issued('alice')]);
    });

    it('the 500 of a handler that throws', async () => {
      const answer = await get(`${await start()}/broken`, cookies('alice'));
      expect(answer.status).toBe(500);
      expect(answer.cookies).toEqual(app.marksErrors ? [issued('alice')] : []);
    });

    it('a WebSocket upgrade, without a cookie', async () => {
      const upgrade = { connection: 'upgrade', upgrade: 'websocket' };
      const { text, cookies: set } = await get(`${await start()}/page`, cookies('alice'), upgrade);
      expect([text, set]).toEqual(['page', []]);
      expect(asked).not.toHaveBeenCalled();
    });
  });

  describe(`${app.name}: a getUserId that`, () => {
    it.each<[string, SpaTokenCookieOptions<Headers>['getUserId']]>([
      [
        'throws',
        () => {
          throw new Error('the session store is down');
        },
      ],
      ['rejects', () => Promise.reject(new Error('the session store is down'))],
      ['returns a number', () => 7 as never],
    ])('%s causes a 500 without a cookie', async (_name, getUserId) => {
      const answer = await get(`${await start({ getUserId })}/page`, cookies('alice'));
      expect([answer.status, answer.cookies]).toEqual([500, []]);
    });
  });

  describe(`${app.name}: requireToken`, () => {
    it.each<[reason: string, token: string | undefined]>([
      ['missing', undefined],
      ['malformed', 'nonsense'],
      ['expired', tokenOf('alice', NOW - 1)],
      ['bad_signature', `alice:9999999999:${'0'.repeat(64)}`],
    ])('answers 401 with the reason %s', async (reason, token) => {
      const answer = await get(`${await start({ enabled: false })}/me`, cookies('alice', token));
      expect([answer.status, answer.text]).toEqual([
        401,
        `{"error":"unauthenticated","reason":"${reason}"}`,
      ]);
      expect(answer.header('content-type')).toMatch(/^application\/json(?:; charset=utf-8)?$/);
      expect(answer.header('www-authenticate')).toBe('Cookie');
      expect(answer.header('cache-control')).toBe('no-store');
    });

    it('puts the user on the request', async () => {
      const token = tokenOf('alice', NOW + 60);
      const answer = await get(`${await start({ enabled: false })}/me`, cookies(null, token));
      expect([answer.status, JSON.parse(answer.text)]).toEqual([
        200,
        { userId: 'alice', expiry: NOW + 60 },
      ]);
    });

    it('refuses a request for which the middleware issues a token', async () => {
      const answer = await get(`${await start()}/me`, cookies('alice'));
      expect([answer.status, answer.cookies]).toEqual([401, [issued('alice')]]);
      expect(answer.header('cache-control')).toBe('no-store');
    });
  });
}
