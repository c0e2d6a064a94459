import { mustStay } from './limit.js';
import { here, listen } from './page.js';

/**
 * Loads the page again when an `import()` fails, at most once in a minute: after the token has
 * expired, the edge then leads to the login and back. Call it once, at the start.
 *
 * It sees Vite's `vite:preloadError`, and a rejection of `import()` that nothing catches. The page
 * needs `Cache-Control: no-cache`.
 *
 * @example
 * ```ts
 * import { reloadOnChunkError } from 'pocket-spa-auth/browser';
 *
 * reloadOnChunkError();
 * ```
 */
export function reloadOnChunkError(): void {
  const reload = () => {
    if (!mustStay('reload', 1)) {
      here?.reload();
    }
  };
  listen('vite:preloadError', reload);
  listen('unhandledrejection', ({ reason }: PromiseRejectionEvent) => {
    // What Chromium and Firefox, WebKit, and webpack (for scripts and stylesheets) say.
    if (/dynamically imported|module script|Loading.* chunk/i.test(reason?.message)) {
      reload();
    }
  });
}
