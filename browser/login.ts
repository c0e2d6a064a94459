import { mayLeave } from './limit.js';
import { delay, shared } from './shared.js';

/**
 * Creates a function that goes to the login page, which comes back here. Its promise ends when the
 * page stays: `beforeLogin` or the limit has said so, or the browser has not left it.
 */
export function createLeave(
  login: string,
  nextParam: string,
  beforeLogin: (() => unknown) | undefined,
): () => Promise<void> {
  const [page, query] = login.split('?');
  return shared(async () => {
    // The login page of an app may ask for the user too. A server has no `location`.
    if (
      globalThis.location?.pathname === page ||
      (await beforeLogin?.()) === false ||
      !mayLeave('login', 5)
    ) {
      return;
    }
    const separator = query === undefined ? '?' : '&';
    location.assign(`${login}${separator}${nextParam}=${encodeURIComponent(returnPath(login))}`);
    // Until the page is gone, whoever waits must not show an error. It may stay: the visitor has
    // answered a question of `beforeunload` so, or the network has failed.
    await delay(2000);
  });
}

/** The return path of SPEC 5.4, with the fragment, which the edge never sees. */
function returnPath(login: string): string {
  const { origin, pathname, search, hash } = location;
  const path = pathname.replace(/^\/+/, '/');
  // `safeNext` of the backend takes no longer text (SPEC 8).
  const fitting = [path + search + hash, path, '/'].find((text) => text.length <= 2048);
  return (login[0] === '/' ? '' : origin) + fitting;
}
