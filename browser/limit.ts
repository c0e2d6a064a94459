import { NAME } from './tabs.js';

/**
 * Notes that this tab leaves its page, and tells whether it may: `most` times of one kind in a
 * minute. No loop of pages gets past that.
 */
export function mayLeave(kind: string, most: number): boolean {
  try {
    // A server has no `location`, and a WebView may have null as its storage: errors here.
    const storage = location && sessionStorage;
    const key = `${NAME}:${kind}`;
    const times = storage.getItem(key)?.split(',') ?? [];
    const now = Date.now();
    if (now - Number(times.at(-most)) < 60_000) {
      return false;
    }
    storage.setItem(key, `${[...times.slice(-most), now]}`);
    return true;
  } catch {
    // A browser that refuses storage refuses cookies too, so no login would last.
    return false;
  }
}
