import type { CookieOptions, CookieWriteCase } from '../../types.js';
import { text } from '../support/text.js';
import type { Token } from '../support/token.js';

export type Draft = Omit<CookieWriteCase, 'id'>;

export const bare = (value: string): Token => ({ text: value, macs: [] });

export function login(
  comment: string,
  made: Token,
  options: CookieOptions,
  cookie: string,
  flags: string[] = [],
): Draft {
  return {
    comment,
    flags,
    action: 'login',
    token: made.text,
    options,
    result: 'valid',
    reason: null,
    cookie,
    macs: made.macs,
  };
}

export function logout(
  comment: string,
  options: CookieOptions,
  cookie: string,
  flags: string[] = [],
): Draft {
  return {
    comment: `log out: ${comment}`,
    flags,
    action: 'logout',
    token: null,
    options,
    result: 'valid',
    reason: null,
    cookie,
    macs: [],
  };
}

export function refuses(
  comment: string,
  value: string,
  options: CookieOptions,
  reason: Draft['reason'],
  flags: string[] = [],
): Draft {
  return {
    comment,
    flags,
    action: 'login',
    token: text(value),
    options,
    result: 'error',
    reason,
    cookie: null,
    macs: [],
  };
}

export function refusesLogout(
  comment: string,
  options: CookieOptions,
  reason: Draft['reason'],
): Draft {
  return {
    comment: `log out: ${comment}`,
    flags: [],
    action: 'logout',
    token: null,
    options,
    result: 'error',
    reason,
    cookie: null,
    macs: [],
  };
}

export const REST = '; Max-Age=604800; HttpOnly; Secure; SameSite=Lax; Path=/';

export const SHORT = 'a:1:b';
