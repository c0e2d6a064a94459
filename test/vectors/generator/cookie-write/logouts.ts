import { type Draft, logout, refusesLogout } from './case.js';

const OUT = '=; Max-Age=0; HttpOnly; Secure; SameSite=Lax; Path=/';

export const logouts: Draft[] = [
  logout('the defaults', {}, `pocket-spa-token${OUT}`),
  logout('another name', { cookieName: 'session' }, `session${OUT}`),
  logout(
    'a path and a domain, as at login',
    { path: '/app', domain: 'example.com' },
    'pocket-spa-token=; Max-Age=0; HttpOnly; Secure; SameSite=Lax; Path=/app; Domain=example.com',
  ),
  logout(
    'SameSite=Strict',
    { sameSite: 'Strict' },
    'pocket-spa-token=; Max-Age=0; HttpOnly; Secure; SameSite=Strict; Path=/',
  ),
  logout(
    'without Secure',
    { secure: false },
    'pocket-spa-token=; Max-Age=0; HttpOnly; SameSite=Lax; Path=/',
  ),
  logout('Partitioned', { partitioned: true }, `pocket-spa-token${OUT}; Partitioned`),
  logout('__Host-', { cookieName: '__Host-id' }, `__Host-id${OUT}`, ['NamePrefix']),
  refusesLogout(
    '__Host- with a domain',
    { cookieName: '__Host-id', domain: 'example.com' },
    'prefix',
  ),
  refusesLogout('SameSite=None without Secure', { sameSite: 'None', secure: false }, 'attribute'),
  refusesLogout('a space in the name', { cookieName: 'a b' }, 'name'),
];
