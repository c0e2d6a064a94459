import type { Server } from 'node:http';
import { serve } from '@hono/node-server';
import type { Running } from '../../../suites/renewal-app.js';
import { closed, urlOf } from './listening.js';

/** A fetch handler on a real server. */
export function served(
  fetch: (request: Request) => Response | Promise<Response>,
): Promise<Running> {
  return new Promise((done) => {
    const server = serve({ fetch, port: 0, hostname: '127.0.0.1' }, () =>
      done({ url: urlOf(server), close: () => closed(server as Server) }),
    );
  });
}
