import { expect } from 'vitest';
import type { CookieOptions } from '../vectors/types.js';
import { eachCase, type Limits, toText } from './vectors.js';

export interface CookieWriter extends Limits {
  login(token: string, options: CookieOptions): string;
  logout(options: CookieOptions): string;
}

export function cookieWriteSuite(prefix: string, writer: CookieWriter): void {
  eachCase(prefix, 'cookie-write', writer, ({ token, options, result, cookie }) => {
    const write = () =>
      token === null ? writer.logout(options) : writer.login(toText(token), options);
    if (result === 'valid') {
      expect(write()).toBe(cookie);
    } else {
      expect(write).toThrow();
    }
  });
}
