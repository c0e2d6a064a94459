// @ts-expect-error: a module of workerd's
import { handleAsNodeRequest } from 'cloudflare:node';
import type { Running } from '../../../suites/renewal-app.js';
import type { Answer } from '../../../suites/renewal-client.js';

type Fetch = (request: Request) => Response | Promise<Response>;

const handlers = new Map<string, Fetch>();

/** A worker has no port of its own to listen on: its handlers are called without a network. */
export async function serveFetch(fetch: Fetch): Promise<Running> {
  const host = `worker-${handlers.size}.invalid`;
  handlers.set(host, fetch);
  return { url: `http://${host}`, close: () => undefined };
}

/** Sends a request as the client of the suites does. */
export async function ask(
  url: string,
  { method = 'GET', headers = {} }: { method?: string; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const request = new Request(url, { method, headers, redirect: 'manual' });
  const { hostname, port } = new URL(url);
  const handler = handlers.get(hostname);
  const response: Response = await (handler
    ? handler(request)
    : handleAsNodeRequest(Number(port), request));
  return {
    status: response.status,
    reason: response.statusText,
    cookies: response.headers.getSetCookie(),
    header: (name) => response.headers.get(name) ?? undefined,
    // The runtime drops the body of the answer to a HEAD, as every server does.
    body: () => (method === 'HEAD' ? Promise.resolve('') : response.text()),
  };
}
