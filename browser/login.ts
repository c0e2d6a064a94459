import { mustStay } from './limit.js';
import { here, pathHere } from './page.js';
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
  const page = pathHere(login);
  return shared(async () => {
    // The login page of an app may ask for the user too.
    if (
      !here ||
      page === here.pathname ||
      (await beforeLogin?.()) === false ||
      mustStay('login', 5)
    ) {
      return;
    }
    const separator = /\?/.test(login) ? '&' : '?';
    // A login elsewhere has to come back to a whole URL.
    const next = (page ? '' : here.origin) + returnPath(here.href);
    here.assign(`${login}${separator}${nextParam}=${encodeURIComponent(next)}`);
    // Until the page is gone, whoever waits must not show an error. It may stay: the visitor has
    // answered a question of `beforeunload` so, or the network has failed.
    await delay(2000);
  });
}

/** The return path of SPEC 5.4, with the fragment, which the edge never sees. */
function returnPath(href: string): string {
  const path = href.replace(/^\w+:\/\/[^/]+\/+/, '/').replace(/\\/g, '%5C');
  // `safeNext` of the backend takes no longer text, and no backslash in a fragment (SPEC 8).
  const texts = [path, path.split('#')[0]!, path.split(/[?#]/)[0]!, '/'];
  return texts.find((text) => text.length <= 2048)!;
}
