import { describe, expect, it } from 'vitest';
import { createSecureRemover, keepCookies } from '../../../../build/preview/secure-cookies.js';

const LAX = 'HttpOnly; Secure; SameSite=Lax; Path=/';

function remover() {
  const notices: string[] = [];
  return { notices, filter: createSecureRemover((text) => notices.push(text)) };
}

describe('a preview over plain HTTP', () => {
  it.each([
    [
      `pocket-spa-token=x; Max-Age=60; ${LAX}`,
      'pocket-spa-token=x; Max-Age=60; HttpOnly; SameSite=Lax; Path=/',
    ],
    ['a=1; secure', 'a=1'],
    ['a=1;Secure;Path=/', 'a=1;Path=/'],
    ['a=1; SECURE=false; Path=/', 'a=1; Path=/'],
    ['a=1; Path=/; Secure ', 'a=1; Path=/'],
    ['Secure=1; Path=/; Secure', 'Secure=1; Path=/'],
    ['secure; Path=/', 'secure; Path=/'],
    ['a=__Host-; Secure', 'a=__Host-'],
    ['a=1; Path=/secure; Secure', 'a=1; Path=/secure'],
  ])('sends %s without Secure', (cookie, expected) => {
    expect(remover().filter([cookie])).toEqual([expected]);
  });

  it.each([
    `__Host-token=x; ${LAX}`,
    `__Secure-token=x; ${LAX}`,
    `__host-token=x; ${LAX}`,
    'a=1; Secure; SameSite=None',
    'a=1; samesite = none; Secure',
    'a=1; Secure; SameSite=Lax; Partitioned',
    'a=1; Secure; Partitioned=1',
    'a=1; Path=/',
  ])('sends %s as it is, since browsers drop it otherwise', (cookie) => {
    expect(remover().filter([cookie])).toEqual([cookie]);
  });

  it('says so once, at the first cookie with Secure, and names no value', () => {
    const { notices, filter } = remover();
    filter(['a=1; Path=/', 'secure=1']);
    expect(notices).toEqual([]);
    filter(['a=sesame; Secure']);
    filter(['b=1; Secure', '__Host-c=1; Secure; Path=/']);
    expect(notices).toHaveLength(1);
    expect(notices[0]).toContain('--https');
    expect(notices[0]).not.toContain('sesame');
  });

  it('says so too where the only cookie keeps Secure', () => {
    const { notices, filter } = remover();
    filter([`__Host-token=x; ${LAX}`]);
    expect(notices).toHaveLength(1);
  });
});

describe('a preview over TLS', () => {
  it('sends every cookie as it is', () => {
    expect(keepCookies([`a=1; ${LAX}`, 'b=2'])).toEqual([`a=1; ${LAX}`, 'b=2']);
  });
});
