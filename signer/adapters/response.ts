import { privately } from './cache-control.js';

/** A response's headers, as far as a cookie needs them. A Fetch `Headers` is one. */
export interface Fields {
  get(name: string): string | null;
  set(name: string, value: string): void;
  append(name: string, value: string): void;
  getSetCookie(): string[];
}

/** Adds the cookie to a response, unless its handler has set or removed the token itself. */
export function addCookie(fields: Fields, cookieName: string, cookie: string): void {
  const isSet = fields.getSetCookie().some((text) => nameOf(text) === cookieName);
  if (isSet) {
    return;
  }
  const cacheControl = fields.get('cache-control');
  const restricted = privately(cacheControl);
  if (restricted !== cacheControl) {
    fields.set('cache-control', restricted);
  }
  fields.append('set-cookie', cookie);
}

function nameOf(setCookie: string): string {
  return setCookie.split('=', 1)[0]!.trim();
}
