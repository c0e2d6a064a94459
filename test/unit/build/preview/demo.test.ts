import { expect, test } from 'vitest';

// Plain JavaScript without types: loaded by address.
const shared = (file: string) =>
  import(new URL(`../../../../examples/shared/${file}`, import.meta.url).href);

const { createThrottle } = await shared('throttle.js');

const { createAccounts } = await shared('accounts.js');

const { loginPage } = await shared('login-page.js');

test('after five failures a key waits until a minute after the first', () => {
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

test('a success clears the failures', () => {
  const throttle = createThrottle(() => 1000);
  for (let failure = 0; failure < 5; failure++) {
    throttle.failed('a');
  }
  throttle.succeeded('a');
  expect(throttle.wait('a')).toBe(0);
});

test('a thousand keys are kept, the newest', () => {
  const throttle = createThrottle(() => 1000);
  const fail = (key: string) => Array.from({ length: 5 }, () => throttle.failed(key));
  for (let key = 0; key <= 1000; key++) {
    fail(String(key));
  }
  expect(throttle.wait('0')).toBe(0);
  expect(throttle.wait('1')).toBe(60);
  expect(throttle.wait('1000')).toBe(60);
});

test('only the right password of a known account is accepted', async () => {
  const accounts = await createAccounts({ ada: 'right' });
  expect(await accounts.accepts('ada', 'right')).toBe(true);
  expect(await accounts.accepts('ada', 'wrong')).toBe(false);
  expect(await accounts.accepts('toString', 'right')).toBe(false);
});

test('what was typed stays text on the login page', () => {
  const html = loginPage({ account: '"><script>', problem: '<b>' });
  expect(html).not.toMatch(/<script>|<b>/);
});
