import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { buildEdgeFunction } from '../../../build/compile/build.js';
import type { EdgeConfig } from '../../../build/config/edge-config.js';
import type { RequestRecord } from '../../../build/preview/log.js';
import { startPreview } from '../../../build/preview/server.js';

/** The backends of this folder, which have sessions: one for each adapter. */
export const BACKENDS = ['express', 'fastify', 'hono', 'node-http'] as const;

/** One of these, or the demo's, which has no sessions. */
export type Backend = (typeof BACKENDS)[number] | 'demo';

/**
 * A backend of this folder behind the preview. Both use one clock, which changes only when it is
 * moved.
 */
export interface Site {
  readonly url: string;
  /** Every request that the preview has answered. */
  readonly records: readonly RequestRecord[];
  moveClock(seconds: number): void;
  /** Stops the backend and starts another one on its port. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export interface SiteOptions {
  readonly secret: string;
  readonly passwords: Record<string, string>;
  /** Further options of the backend. */
  readonly backend?: Record<string, unknown>;
  readonly config?: EdgeConfig;
  /** The folder of the site. Default: that of the demo. */
  readonly root?: string;
  /** Whether the function also runs for the backend. */
  readonly gateBackend?: boolean;
}

const START = 1_800_000_000;
const DEMO = new URL('../../../examples/demo/', import.meta.url);

/** Starts a backend and the preview. */
export async function startSite(name: Backend, options: SiteOptions): Promise<Site> {
  const { secret, passwords, config = {}, gateBackend = false } = options;
  let clock = START;
  const now = () => clock;
  // Plain JavaScript without types, so it is imported by URL.
  const file =
    name === 'demo' ? new URL('backend.js', DEMO) : new URL(`${name}.js`, import.meta.url);
  const { createBackend } = await import(file.href);
  const start = async (port: number): Promise<Server> => {
    const server = await createBackend({ secret, passwords, now, ...options.backend });
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return server;
  };
  const records: RequestRecord[] = [];
  let backend = await start(0);
  const { port } = backend.address() as AddressInfo;
  const { code, manifest } = await buildEdgeFunction({ config });
  const preview = await startPreview({
    code,
    runtime: manifest.runtime,
    root: options.root ?? fileURLToPath(new URL('site', DEMO)),
    onRequest: (record) => records.push(record),
    backend: `http://127.0.0.1:${port}`,
    gateBackend,
    port: 0,
    secret,
    now,
  });
  return {
    url: preview.url,
    records,
    moveClock(seconds) {
      clock += seconds;
    },
    async restart() {
      await stop(backend);
      backend = await start(port);
    },
    async close() {
      await preview.close();
      await stop(backend);
    },
  };
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
