import { expect, it } from 'vitest';

// Plain JavaScript without types, so it is imported by URL.
const demo = (file: string) =>
  import(new URL(`../../../examples/demo/${file}`, import.meta.url).href);
const { createAccounts } = await demo('accounts.js');
const { createLogin } = await demo('login.js');
const { loginPage } = await demo('login-page.js');
const { createSessions } = await import(
  new URL('../../e2e/backends/sessions.js', import.meta.url).href
);
const { createThrottle } = await demo('throttle.js');
const { isCrossSite, viewerAddress } = await demo('viewer.js');

it('a session ends when it reaches its maximum age or is ended', () => {
  let now = 1000;
  const sessions = createSessions({ maxAge: 60, now: () => now });
  const [ada, grace] = [sessions.begin('ada'), sessions.begin('grace')];
  expect(ada).toMatch(/^[\w-]{43}$/);
  expect(ada).not.toBe(grace);
  sessions.end(grace);
  now = 1059;
  expect(sessions.findUser(ada)).toBe('ada');
  expect(sessions.findUser(grace)).toBeNull();
  now = 1060;
  expect(sessions.findUser(ada)).toBeNull();
  expect(sessions.findUser(undefined)).toBeNull();
});

it('a successful login resets the count of failures', async () => {
  const login = await createLogin({ passwords: { ada: 'right' }, now: () => 1000 });
  const attempt = (password: unknown) => login({ account: 'ada', password, address: '::1' });
  for (let round = 0; round < 3; round++) {
    for (let failure = 0; failure < 4; failure++) {
      expect((await attempt('wrong')).status).toBe(401);
    }
    expect(await attempt('right')).toEqual({ userId: 'ada' });
  }
  expect((await attempt(['right'])).status).toBe(401);
});

it('concurrent login attempts are throttled too', async () => {
  const login = await createLogin({ passwords: { ada: 'right' }, now: () => 1000 });
  const attempt = () => login({ account: 'ada', password: 'wrong', address: '::1' });
  const results = await Promise.all(Array.from({ length: 8 }, attempt));
  expect(results.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 429, 429, 429]);
});

it.each([
  [{}, false],
  [{ 'sec-fetch-site': 'same-origin' }, false],
  [{ 'sec-fetch-site': 'none' }, false],
  [{ 'sec-fetch-site': 'same-site', origin: 'https://a.example', host: 'a.example' }, true],
  [{ 'sec-fetch-site': 'cross-site' }, true],
  [{ origin: 'https://a.example', host: 'a.example' }, false],
  [{ origin: 'https://b.example', host: 'a.example' }, true],
  [{ origin: 'null', host: 'a.example' }, true],
])('a request with %j is cross-site: %s', (headers, expected) => {
  expect(isCrossSite(headers)).toBe(expected);
});

it('the address is the last one of x-forwarded-for, or that of the connection', () => {
  const socket = { remoteAddress: '192.0.2.1' };
  expect(viewerAddress({ headers: {}, socket })).toBe('192.0.2.1');
  const headers = { 'x-forwarded-for': '198.51.100.1, 203.0.113.5' };
  expect(viewerAddress({ headers, socket })).toBe('203.0.113.5');
});

it('after five failures a key has to wait until one minute after the first', () => {
  let now = 1000;
  const throttle = createThrottle(() => now);
  for (let failure = 0; failure < 5; failure++) {
    expect(throttle.wait('a')).toBe(0);
    throttle.failed('a');
    now += 10;
  }
  expect(throttle.wait('a')).toBe(10);
  expect(throttle.wait('b')).toBe(0);
  now = 1060;
  expect(throttle.wait('a')).toBe(0);
  throttle.failed('a');
  expect(throttle.wait('a')).toBe(0);
});

it('a success clears the failures of a key', () => {
  const throttle = createThrottle(() => 1000);
  for (let failure = 0; failure < 5; failure++) {
    throttle.failed('a');
  }
  throttle.succeeded('a');
  expect(throttle.wait('a')).toBe(0);
});

it('the throttle keeps the newest thousand keys', () => {
  const throttle = createThrottle(() => 1000);
  const fail = (key: string) => Array.from({ length: 5 }, () => throttle.failed(key));
  for (let key = 0; key <= 1000; key++) {
    fail(String(key));
  }
  expect(throttle.wait('0')).toBe(0);
  expect(throttle.wait('1')).toBe(60);
  expect(throttle.wait('1000')).toBe(60);
});

it('only the right password of an existing account is accepted', async () => {
  const accounts = await createAccounts({ ada: 'right' });
  expect(await accounts.accepts('ada', 'right')).toBe(true);
  expect(await accounts.accepts('ada', 'wrong')).toBe(false);
  expect(await accounts.accepts('toString', 'right')).toBe(false);
});

it('the login page escapes what the user typed', () => {
  const html = loginPage({ account: '"><script>', problem: '<b>' });
  expect(html).not.toMatch(/<script>|<b>/);
});
