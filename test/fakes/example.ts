import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { buildEdgeFunction } from '../../build/compile/build.js';
import type { EdgeConfig } from '../../build/config/edge-config.js';
import type { TlsPair } from '../../build/preview/certificate.js';
import type { RequestRecord } from '../../build/preview/log.js';
import { startPreview } from '../../build/preview/server.js';

/**
 * The backend of an example behind the preview. Both use one clock, which changes only when it is
 * moved.
 */
export interface Example {
  readonly url: string;
  /** Every request that the preview has answered. */
  readonly records: readonly RequestRecord[];
  moveClock(seconds: number): void;
  /** Stops the backend and starts another one on its port. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** The options of an example. */
export interface ExampleOptions {
  readonly secret: string;
  readonly passwords: Record<string, string>;
  /** Further options of the example's backend. */
  readonly backend?: Record<string, unknown>;
  readonly config?: EdgeConfig;
  /** The folder of the site. Default: the one that the examples share. */
  readonly root?: string;
  /** The certificate and key for TLS. Default: none, plain HTTP. */
  readonly tls?: TlsPair;
  /** Whether the function also runs for the backend. */
  readonly gateBackend?: boolean;
}

const START = 1_800_000_000;

const run = promisify(execFile);

const exampleUrl = (path: string) => new URL(`../../examples/${path}`, import.meta.url);

/** Installs the packages of an example if its package-lock.json has changed since the last time. */
export async function installExample(name: string): Promise<void> {
  const lockedAt = modifiedAt(exampleUrl(`${name}/package-lock.json`));
  if (modifiedAt(exampleUrl(`${name}/node_modules/.package-lock.json`)) > lockedAt) {
    return;
  }
  // Without scripts: that of the linked package would rebuild it during the tests.
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  await run('npm', args, { cwd: exampleUrl(name), shell: process.platform === 'win32' });
}

/** Starts an example whose packages are installed. */
export async function startExample(name: string, options: ExampleOptions): Promise<Example> {
  const { secret, passwords, config = {}, gateBackend = false } = options;
  let clock = START;
  const now = () => clock;
  // Plain JavaScript without types, so it is imported by URL.
  const { createBackend } = await import(exampleUrl(`${name}/backend.js`).href);
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
    root: options.root ?? fileURLToPath(exampleUrl('shared/site')),
    tls: options.tls,
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

function modifiedAt(file: URL): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
