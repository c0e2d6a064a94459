import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  createLogger,
  createServer,
  type InlineConfig,
  type Logger,
  type ViteDevServer,
} from 'vite';
import { afterAll } from 'vitest';
import type { SpaAuthOptions } from '../../../../build/vite/options.js';
import { spaAuth } from '../../../../build/vite/plugin.js';
import { ask } from '../../../fakes/ask.js';
import { closedPort } from '../../../fakes/backend.js';

export { ask, PAGE, SCRIPT } from '../../../fakes/ask.js';

const APP = {
  'index.html':
    '<!doctype html><title>The app</title><script type="module" src="/src/main.js"></script>',
  'src/main.js': "document.body.textContent = 'hello';\n",
};

// A server may be started for all tests of a file, so what was started ends with the file.
const cleanups: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const cleanUp of cleanups.reverse()) {
    await cleanUp();
  }
});

/** Writes an app into a new folder. */
export async function writeApp(files: Readonly<Record<string, string>> = {}): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'spa-auth-vite-'));
  cleanups.push(() => rm(root, { recursive: true, force: true }));
  for (const [name, text] of Object.entries({ ...APP, ...files })) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), text);
  }
  return root;
}

/** Sends the form of the development login. Returns the cookie and where the login leads. */
export async function logIn(url: string, path = '/api/auth/login?next=%2F') {
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    origin: new URL(url).origin,
  };
  const { status, headers: got } = await ask(url + path, headers, {
    method: 'POST',
    body: 'userId=ada',
  });
  const cookie = got['set-cookie']?.[0]?.split(';')[0] ?? '';
  return { status, cookie, setCookie: got['set-cookie']?.[0] ?? '', location: got.location };
}

/** A logger that keeps what it is told. */
export function createRecorder(): { readonly logger: Logger; readonly lines: string[] } {
  const lines: string[] = [];
  const logger = createLogger('info', { allowClearScreen: false });
  const keep = (text: string) => void lines.push(text);
  Object.assign(logger, { info: keep, warn: keep, warnOnce: keep, error: keep });
  return { logger, lines };
}

export interface DevServer {
  readonly url: string;
  readonly vite: ViteDevServer;
  /** What the terminal shows. */
  readonly lines: readonly string[];
}

/** Starts `vite dev` in this process. */
export async function startDev(
  root: string,
  options?: SpaAuthOptions,
  { server, plugins = [], ...config }: InlineConfig = {},
): Promise<DevServer> {
  const { logger, lines } = createRecorder();
  const port = await closedPort();
  const vite = await createServer({
    ...{ root, configFile: false, customLogger: logger, cacheDir: join(root, 'cache'), ...config },
    plugins: [spaAuth(options), plugins],
    server: { host: '127.0.0.1', port, strictPort: true, ...server },
  });
  cleanups.push(() => vite.close());
  await vite.listen();
  return { url: `${server?.https ? 'https' : 'http'}://localhost:${port}`, vite, lines };
}
