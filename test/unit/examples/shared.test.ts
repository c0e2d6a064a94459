import { expect, test } from 'vitest';

// Plain JavaScript without types: loaded by address.
const shared = (file: string) =>
  import(new URL(`../../../examples/shared/${file}`, import.meta.url).href);
const { createLogin } = await shared('login.js');
const { createSessions } = await shared('sessions.js');
const { isForeign, addressOf } = await shared('viewer.js');

test('a session ends by its age and by being ended', () => {
  let now = 1000;
  const sessions = createSessions({ maxAge: 60, now: () => now });
  const [ada, grace] = [sessions.begin('ada'), sessions.begin('grace')];
  expect(ada).toMatch(/^[\w-]{43}$/);
  expect(ada).not.toBe(grace);
  sessions.end(grace);
  now = 1059;
  expect(sessions.userOf(ada)).toBe('ada');
  expect(sessions.userOf(grace)).toBeNull();
  now = 1060;
  expect(sessions.userOf(ada)).toBeNull();
  expect(sessions.userOf(undefined)).toBeNull();
});

test('a login that succeeds in time counts no failure', async () => {
  const judge = await createLogin({ passwords: { ada: 'right' }, now: () => 1000 });
  const attempt = (password: unknown) => judge({ account: 'ada', password, address: '::1' });
  for (let round = 0; round < 3; round++) {
    for (let failure = 0; failure < 4; failure++) {
      expect((await attempt('wrong')).status).toBe(401);
    }
    expect(await attempt('right')).toEqual({ userId: 'ada' });
  }
  expect((await attempt(['right'])).status).toBe(401);
});

test('many attempts at once are throttled too', async () => {
  const judge = await createLogin({ passwords: { ada: 'right' }, now: () => 1000 });
  const attempt = () => judge({ account: 'ada', password: 'wrong', address: '::1' });
  const results = await Promise.all(Array.from({ length: 8 }, attempt));
  expect(results.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 429, 429, 429]);
});

test.each([
  [{}, false],
  [{ 'sec-fetch-site': 'same-origin' }, false],
  [{ 'sec-fetch-site': 'none' }, false],
  [{ 'sec-fetch-site': 'same-site', origin: 'https://a.example', host: 'a.example' }, true],
  [{ 'sec-fetch-site': 'cross-site' }, true],
  [{ origin: 'https://a.example', host: 'a.example' }, false],
  [{ origin: 'https://b.example', host: 'a.example' }, true],
  [{ origin: 'null', host: 'a.example' }, true],
])('%j is foreign: %s', (headers, foreign) => {
  expect(isForeign(headers)).toBe(foreign);
});

test('the address is the one that stands last, or else the one that connected', () => {
  const socket = { remoteAddress: '192.0.2.1' };
  expect(addressOf({ headers: {}, socket })).toBe('192.0.2.1');
  const headers = { 'x-forwarded-for': '198.51.100.1, 203.0.113.5' };
  expect(addressOf({ headers, socket })).toBe('203.0.113.5');
});
