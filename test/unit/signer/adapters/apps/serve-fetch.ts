import type { Server } from 'node:http';
import { serve } from '@hono/node-server';
import type { Running } from '../../../../suites/renewal-app.js';
import { closeServer, serverUrl } from './listen.js';

/** A fetch handler on a real server. */
export function serveFetch(
  fetch: (request: Request) => Response | Promise<Response>,
): Promise<Running> {
  return new Promise((done) => {
    const server = serve({ fetch, port: 0, hostname: '127.0.0.1' }, () =>
      done({ url: serverUrl(server), close: () => closeServer(server as Server) }),
    );
  });
}
