/** A server behind `fetch`: what it was asked, and whether token and session are valid. */
export interface Server {
  hasToken: boolean;
  /** The status with which the session answers, or an error of the network. */
  session: number | 'fails';
  /** Whether a session that lasts renews the token. */
  renews: boolean;
  /** The requests in their order: method, path and body. */
  readonly requests: string[];
  /** Holds each answer of the session until the promise is kept. */
  wait?: Promise<unknown>;
  readonly fetch: typeof fetch;
}

export const SESSION = '/api/auth/session';

/** The answer of the edge and of `requireToken`. */
export const refuse = () =>
  Response.json({ error: 'unauthenticated', reason: 'expired' }, { status: 401 });

export function createServer(): Server {
  const server: Server = {
    hasToken: false,
    session: 204,
    renews: true,
    requests: [],
    async fetch(input, init) {
      // Of a Request only the address is read: its body stays as it is.
      const { url: path = String(input), method = init?.method ?? 'GET' } = input as Request;
      const body = typeof init?.body === 'string' ? ` ${init.body}` : '';
      server.requests.push(`${method} ${path}${body}`);
      init?.signal?.throwIfAborted();
      if (path !== SESSION) {
        return server.hasToken ? new Response('data') : refuse();
      }
      await server.wait;
      if (server.session === 'fails') {
        throw new TypeError('Failed to fetch');
      }
      const isLasting = server.session < 300;
      server.hasToken = isLasting && server.renews;
      return new Response(null, { status: server.session });
    },
  };
  return server;
}
