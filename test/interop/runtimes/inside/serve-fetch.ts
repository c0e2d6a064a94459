import type { Running } from '../../../suites/renewal-app.js';
import { serveFetch as serveOnNode } from '../../../unit/signer/adapters/apps/serve-fetch.js';

type Fetch = (request: Request) => Response | Promise<Response>;

interface Options {
  readonly port: number;
  readonly hostname: string;
}

/** What is used of the two runtimes that have a server for Fetch handlers. */
interface Servers {
  readonly Bun?: {
    serve(options: Options & { fetch: Fetch; idleTimeout: number }): {
      readonly port: number;
      stop(closesConnections: boolean): unknown;
    };
  };
  readonly Deno?: {
    serve(
      options: Options & { onListen(): void },
      fetch: Fetch,
    ): { readonly addr: { readonly port: number }; shutdown(): unknown };
  };
}

const { Bun, Deno } = globalThis as Servers;
const ANYWHERE: Options = { port: 0, hostname: '127.0.0.1' };

/** A fetch handler on the runtime's own server. */
export async function serveFetch(fetch: Fetch): Promise<Running> {
  if (Bun) {
    // Two tests wait for this limit, in seconds (exceptions.ts). Bun's default is ten.
    const server = Bun.serve({ ...ANYWHERE, fetch, idleTimeout: 3 });
    return { url: `http://127.0.0.1:${server.port}`, close: () => server.stop(true) };
  }
  if (Deno) {
    const server = Deno.serve({ ...ANYWHERE, onListen: () => undefined }, fetch);
    return { url: `http://127.0.0.1:${server.addr.port}`, close: () => server.shutdown() };
  }
  return await serveOnNode(fetch);
}
