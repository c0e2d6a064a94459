import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { requireToken } from '../../signer/adapters/node.js';
import { safeNext, spaLogin, spaLogout } from '../../signer/index.js';
import { NOW, SECRET } from './site.js';

/** A backend with one visitor, whose session outlives the token. */
export interface SessionBackend {
  readonly url: string;
  /** Ends the session; the browser keeps its token. */
  endSession(): void;
  /** Keeps every answer about the session back until `release` is called. */
  hold(): { release(): void };
  /** How many tokens it has renewed. */
  renewals(): number;
  close(): void;
}

export interface SessionBackendOptions {
  /** The clock, in Unix seconds. Default: one that stands still. */
  readonly now?: () => number;
  /** How long a token is valid, in seconds. Default: that of the signer. */
  readonly maxAge?: number;
}

/**
 * Starts the backend: `GET /api/auth/session` renews the token while the session lasts, the login
 * is a link, `POST /api/auth/logout` logs out, `POST /api/expire` removes the token alone, and
 * `POST /api/notes` answers a visitor who has a token with what was sent.
 */
export async function startSessionBackend({
  now = () => NOW,
  maxAge,
}: SessionBackendOptions = {}): Promise<SessionBackend> {
  const guard = requireToken({ secret: SECRET, now });
  const logIn = (response: ServerResponse) =>
    spaLogin(response, 'ada', { secret: SECRET, now: now(), maxAge });
  let hasSession = false;
  let renewals = 0;
  let held: Promise<void> | undefined;

  const server = createServer(async (request, response) => {
    const url = new URL(request.url!, 'http://backend.invalid');
    response.setHeader('cache-control', 'no-store');
    switch (`${request.method} ${url.pathname}`) {
      case 'GET /api/auth/session':
        await held;
        if (hasSession) {
          renewals++;
          logIn(response);
        }
        return response.writeHead(hasSession ? 204 : 401).end();
      case 'GET /api/auth/login': {
        if (url.searchParams.has('as')) {
          hasSession = true;
          logIn(response);
          const location = safeNext(url.searchParams.get('next'));
          return response.writeHead(303, { location }).end();
        }
        const link = `${url.search}&as=ada`.replaceAll('&', '&amp;');
        response.setHeader('content-type', 'text/html');
        return response.end(`<!doctype html><title>Log in</title><a href="${link}">Log in, please`);
      }
      case 'POST /api/auth/logout':
        hasSession = false;
        spaLogout(response);
        return response.writeHead(303, { location: '/' }).end();
      case 'POST /api/expire':
        spaLogout(response);
        return response.end();
      case 'POST /api/notes':
        return guard(request, response, async () => response.end(await text(request)));
      default:
        return response.writeHead(404).end();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    renewals: () => renewals,
    endSession: () => {
      hasSession = false;
    },
    hold: () => {
      let release = () => {};
      held = new Promise((resolve) => {
        release = resolve;
      });
      return { release };
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
