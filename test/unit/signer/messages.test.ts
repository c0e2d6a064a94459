import { describe, expect, it } from 'vitest';
import * as signer from '../../../signer/index.js';
import { SECRET, thrownBy, tokenOf } from './fixtures.js';

// Stands for a secret, a token or a user's data in an argument.
const MARK = 'c0ffee5ec2e7';
const RING = `${MARK},${SECRET}`;
const TOKEN = tokenOf(MARK, 100);
const NUMBER = -77.125;
const headers = () => new Headers();
const any = (value: unknown) => value as never;

// Every code, or this does not compile.
const mistakes: Record<signer.SpaAuthErrorCode, (() => unknown)[]> = {
  ERR_SPA_AUTH_OPTIONS: [
    () => signer.generateToken('a', any(RING)),
    () => signer.checkToken(TOKEN, any(RING)),
    () => signer.safeNext(MARK, any(MARK)),
    () => signer.spaLogout(headers(), { clearSiteData: any(MARK) }),
    () => signer.spaLogout(headers(), { clearSiteData: any(true) }),
  ],
  ERR_SPA_AUTH_SECRET_MISSING: [
    () => signer.createKeyRing(any(undefined)),
    () => signer.checkToken(TOKEN, { secret: () => undefined }),
  ],
  ERR_SPA_AUTH_SECRET_INVALID: [
    () => signer.createKeyRing(RING),
    () => signer.createKeyRing(any([RING])),
    () => signer.createKeyRing(`${SECRET},${SECRET},${SECRET},${SECRET},${MARK}`),
    () => signer.checkToken(TOKEN, { secret: `${MARK}zz` }),
    () => signer.checkToken(TOKEN, { secret: any(NUMBER) }),
    () => signer.checkToken(TOKEN, { secret: () => `${MARK}zz` }),
    () => signer.checkToken(TOKEN, { secret: any(async () => RING) }),
  ],
  ERR_SPA_AUTH_USER_ID: [
    () => signer.generateToken(`${MARK}:`, { secret: SECRET }),
    () => signer.generateToken(MARK.repeat(100), { secret: SECRET }),
    () => signer.generateToken(any(NUMBER), { secret: SECRET }),
    () => signer.generateToken(any({ id: MARK }), { secret: SECRET }),
  ],
  ERR_SPA_AUTH_NOW: [
    () => signer.checkToken(TOKEN, { secret: SECRET, now: NUMBER }),
    () => signer.checkToken(TOKEN, { secret: SECRET, now: any(MARK) }),
    () => signer.generateToken(MARK, { secret: SECRET, now: 1.8e12 }),
  ],
  ERR_SPA_AUTH_MAX_AGE: [
    () => signer.generateToken('a', { secret: SECRET, maxAge: NUMBER }),
    () => signer.loginCookieValue(TOKEN, { maxAge: any(MARK) }),
    () => signer.loginCookieValue(TOKEN, { maxAge: 7 * 864e5 }),
  ],
  ERR_SPA_AUTH_CLOCK_TOLERANCE: [
    () => signer.checkToken(TOKEN, { secret: SECRET, clockTolerance: NUMBER }),
  ],
  ERR_SPA_AUTH_CUT_OFF: [
    () => signer.checkToken('junk', { secret: SECRET, cutOff: any(MARK) }),
    () => signer.readTokenCookie('', { secret: SECRET, cutOff: any(null) }),
    () => signer.checkToken(TOKEN, { secret: SECRET, now: 1, cutOff: () => any(MARK) }),
    () => signer.checkToken(TOKEN, { secret: SECRET, now: 1, cutOff: () => any(null) }),
    () => signer.verifyToken(TOKEN, { secret: SECRET, now: 1, cutOff: () => Number.NaN }),
    () =>
      signer.readTokenCookie(`pocket-spa-token=${TOKEN}`, {
        secret: SECRET,
        now: 1,
        cutOff: () => any(Promise.resolve(77)),
      }),
  ],
  ERR_SPA_AUTH_TOKEN: [
    () => signer.loginCookieValue(`${TOKEN}\ud800`),
    () => signer.loginCookieValue(any([TOKEN])),
  ],
  ERR_SPA_AUTH_COOKIE_NAME: [
    () => signer.loginCookieValue(TOKEN, { cookieName: `${MARK};` }),
    () => signer.loginCookieValue(TOKEN, { cookieName: `__Host-${MARK}`, path: `/${MARK}` }),
    () => signer.loginCookieValue(TOKEN, { cookieName: `__Secure-${MARK}`, secure: false }),
    () => signer.readTokenCookie(`${MARK}=${TOKEN}`, { cookieName: any([MARK]) }),
  ],
  ERR_SPA_AUTH_COOKIE_ATTRIBUTE: [
    () => signer.loginCookieValue(TOKEN, { domain: `${MARK};` }),
    () => signer.loginCookieValue(TOKEN, { path: MARK }),
    () => signer.loginCookieValue(TOKEN, { sameSite: any(MARK) }),
    () => signer.loginCookieValue(TOKEN, { secure: any(MARK) }),
    () => signer.loginCookieValue(TOKEN, { sameSite: 'None', secure: false }),
  ],
  ERR_SPA_AUTH_COOKIE_SIZE: [() => signer.loginCookieValue(MARK.repeat(400))],
  ERR_SPA_AUTH_REQUEST: [
    () => signer.readTokenCookie(any({ 'pocket-spa-token': TOKEN })),
    () => signer.readTokenCookie(any(new Map([[MARK, TOKEN]]))),
    () => signer.readTokenCookie(any([TOKEN, NUMBER])),
  ],
  ERR_SPA_AUTH_RESPONSE: [() => signer.spaLogin(any({ body: MARK }), MARK, { secret: SECRET })],
  ERR_SPA_AUTH_HEADERS_SENT: [
    () =>
      signer.spaLogout({ headersSent: true, getHeader: () => MARK, setHeader: () => undefined }),
  ],
  ERR_SPA_AUTH_HEADERS_IMMUTABLE: [
    () => signer.spaLogin(Response.redirect('https://a.example', 302), MARK, { secret: SECRET }),
    () =>
      signer.spaLogout({
        append: (_name, value) => {
          throw new TypeError(`${value} ${MARK}`);
        },
        getSetCookie: () => [],
      }),
  ],
  ERR_SPA_AUTH_NEXT_FALLBACK: [
    () => signer.safeNext(MARK, { fallback: MARK }),
    () => signer.safeNext(MARK, { fallback: any([MARK]) }),
  ],
  ERR_SPA_AUTH_NEXT_ORIGINS: [
    () => signer.safeNext('/', { allowedOrigins: [MARK] }),
    () => signer.safeNext('/', { allowedOrigins: any(MARK) }),
    () => signer.safeNext('/', { allowedOrigins: [any({ origin: MARK })] }),
  ],
};

describe.each(Object.entries(mistakes))('%s', (code, calls) => {
  it.each(calls)('has a message that advises and shows no value (%#)', (call) => {
    const error = thrownBy(call);
    expect(error.code).toBe(code);
    const shown = [error.message, error.stack, JSON.stringify(error), String(error.cause)].join();
    expect(shown).not.toContain(MARK);
    expect(shown).not.toContain(SECRET);
    expect(shown).not.toContain(TOKEN.slice(-64));
    expect(error.message).not.toContain('77.125');
    expect(error.message).toMatch(/\. [A-Z]\w+/);
  });
});

it('a wrong type is a TypeError, a wrong value a RangeError', () => {
  expect(thrownBy(() => signer.generateToken(any(5), { secret: SECRET }))).toBeInstanceOf(
    TypeError,
  );
  expect(thrownBy(() => signer.generateToken('', { secret: SECRET }))).toBeInstanceOf(RangeError);
  expect(thrownBy(() => signer.spaLogin(headers(), 'a', any(null)))).toBeInstanceOf(TypeError);
});

it.each<[unknown, string]>([
  [null, 'null'],
  [undefined, 'undefined'],
  ['abc', 'a string of length 3'],
  [[1, 2], 'an array of length 2'],
  [{}, 'an object'],
  [() => 0, 'a function'],
  [Symbol('x'), 'a symbol'],
  [5n, 'a bigint'],
  [true, 'a boolean'],
  [5, 'a whole number'],
  [-5, 'a negative whole number'],
  [0.5, 'a number with a fraction'],
  [-0.5, 'a negative number with a fraction'],
  [2 ** 60, 'a number beyond 2^53-1'],
  [Number.NaN, 'NaN'],
  [Number.NEGATIVE_INFINITY, 'an infinite number'],
])('a message describes the kind of its value (%#)', (value, kind) => {
  const call = () => signer.createKeyRing(any(value));
  const path = () => signer.loginCookieValue('t', { path: any(value) });
  const error = thrownBy(value === undefined ? call : path);
  expect(error.message).toContain(`is ${kind}.`);
});
