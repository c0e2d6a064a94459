import { describeKind, rangeError, typeError } from './errors.js';

/** The header that a log-out can send (W3C Clear Site Data). */
export const CLEAR_SITE_DATA = Object.freeze({ name: 'clear-site-data', value: '"cache"' });

/** Whether the option `clearSiteData` is given. */
export function parseClearSiteData(value: unknown): boolean {
  if (value !== undefined && value !== 'cache') {
    throw (typeof value === 'string' ? rangeError : typeError)(
      'ERR_SPA_AUTH_OPTIONS',
      `The option "clearSiteData" is ${describeKind(value)}. Give "cache", or leave it out.`,
    );
  }
  return value === 'cache';
}
