import { NAME } from './page.js';

/**
 * Notes that this tab leaves its page, unless it has to stay, and tells whether it has to: after
 * `most` times of one kind in a minute. No loop of pages gets past that.
 */
export function mustStay(kind: string, most: number): boolean {
  try {
    const key = `${NAME}:${kind}`;
    const times = sessionStorage.getItem(key)?.split(',') ?? [];
    const now = Date.now();
    // Of a time that is far ahead the clock has been set back since.
    if (Math.abs(now - +times[most - 1]!) < 60_000) {
      return true;
    }
    sessionStorage.setItem(key, `${[now, ...times].slice(0, most)}`);
    return false;
  } catch {
    // A browser that refuses storage refuses cookies too, so no login would last. A WebView may
    // have null as its storage.
    return true;
  }
}
