import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { buildEdgeFunction } from '../../build/compile/build.js';
import type { EdgeConfig } from '../../build/config/edge-config.js';
import { startPreview } from '../../build/preview/server.js';

/** An example's backend behind the preview. All of it goes by one clock, which stands until it is moved. */
export interface Example {
  readonly url: string;
  moveClock(seconds: number): void;
  /** Ends the backend and starts another on its port. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** What an example is started with. */
export interface ExampleOptions {
  readonly secret: string;
  readonly passwords: Record<string, string>;
  /** Options of this example's own. */
  readonly backend?: Record<string, unknown>;
  readonly config?: EdgeConfig;
  /** Whether the function stands before the backend too. */
  readonly gateBackend?: boolean;
}

const START = 1_800_000_000;

const run = promisify(execFile);

const place = (path: string) => new URL(`../../examples/${path}`, import.meta.url);

/** Installs the packages of an example where they are not, or no longer the ones that it names. */
export async function installExample(name: string): Promise<void> {
  const changed = modified(place(`${name}/package-lock.json`));
  if (modified(place(`${name}/node_modules/.package-lock.json`)) > changed) {
    return;
  }
  // No script is needed, and the one of the linked package would build it anew under the tests.
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  await run('npm', args, { cwd: place(name), shell: process.platform === 'win32' });
}

/** Starts an example whose packages are installed. */
export async function startExample(name: string, options: ExampleOptions): Promise<Example> {
  const { secret, passwords, config = {}, gateBackend = false } = options;
  let clock = START;
  const now = () => clock;
  // Plain JavaScript without types: loaded by address.
  const { createBackend } = await import(place(`${name}/backend.js`).href);
  const start = async (port: number): Promise<Server> => {
    const server = await createBackend({ secret, passwords, now, ...options.backend });
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return server;
  };
  let backend = await start(0);
  const { port } = backend.address() as AddressInfo;
  const { code, manifest } = await buildEdgeFunction({ config });
  const preview = await startPreview({
    code,
    runtime: manifest.runtime,
    root: fileURLToPath(place('shared/site')),
    backend: `http://127.0.0.1:${port}`,
    gateBackend,
    port: 0,
    secret,
    now,
  });
  return {
    url: preview.url,
    moveClock(seconds) {
      clock += seconds;
    },
    async restart() {
      await end(backend);
      backend = await start(port);
    },
    async close() {
      await preview.close();
      await end(backend);
    },
  };
}

function end(server: Server): Promise<void> {
  return new Promise((done) => {
    server.close(() => done());
    server.closeAllConnections();
  });
}

function modified(file: URL): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
