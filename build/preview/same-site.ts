import type { IncomingMessage } from 'node:http';
import { readHost } from './http.js';

/**
 * Whether the request names this machine as its host. A name of another domain that leads here
 * (DNS rebinding) would give the pages of that domain what the preview answers.
 */
export function hasLoopbackHost(request: IncomingMessage): boolean {
  const host = readHost(request);
  const url = `http://${host}`;
  if (!/^[\w.[\]:-]+$/.test(host) || !URL.canParse(url)) {
    return false;
  }
  const name = new URL(url).hostname;
  return /^(?:(?:.+\.)?localhost\.?|127(?:\.\d{1,3}){3}|\[::1\])$/.test(name);
}

/**
 * Whether a page of another site sent the request. Browsers send one of the two headers with every
 * POST; a client without both is no browser.
 */
export function isCrossSite(request: IncomingMessage): boolean {
  const { origin, 'sec-fetch-site': site } = request.headers;
  if (site !== undefined) {
    return site !== 'same-origin' && site !== 'none';
  }
  return (
    origin !== undefined && !(URL.canParse(origin) && new URL(origin).host === readHost(request))
  );
}
