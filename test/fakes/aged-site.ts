import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { TlsPair } from '../../build/preview/certificate.js';
import { startLoginBackend } from './login-backend.js';
import { startSite } from './site.js';

/** The page after the log-out, which is public. */
export const OUT = '/public/out.html';
/** The page of the application. */
export const SHELL = '<!doctype html><title>App</title><h1>The application</h1>';

const FILES = {
  'index.html': SHELL,
  'public/out.html': `<!doctype html><title>Out</title><p>You are out</p>
    <button onclick="window.tab = window.open('/reports')">New tab</button>`,
};

/** Writes a site whose files are years old, so that a browser may keep them for months. */
async function writeSite(files: Record<string, string>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'spa-auth-caching-'));
  onTestFinished(() => rm(root, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    const file = join(root, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
    await utimes(file, 1_500_000_000, 1_500_000_000);
  }
  return root;
}

/** Header fields by path pattern, as `preview.headers` takes them. */
export type Headers = Record<string, Record<string, string>>;

/**
 * Starts a site with a login whose files browsers may keep; `headers` may name the origin of the
 * backend, which serves pages of its own. It ends with the test.
 */
export async function startAgedSite(
  files: Record<string, string>,
  headers: Headers | ((backendOrigin: string) => Headers),
  tls?: TlsPair,
) {
  const backend = await startLoginBackend(OUT);
  onTestFinished(backend.close);
  const root = await writeSite({ ...FILES, ...files });
  // The other port of this name is another origin of the same site, so that cookies are sent.
  const backendOrigin = backend.url.replace('127.0.0.1', 'localhost');
  const added = typeof headers === 'function' ? headers(backendOrigin) : headers;
  const config = { publicPaths: ['/public/*'], preview: { headers: added } };
  const site = await startSite({ root, backend: backend.url, config, tls });
  onTestFinished(() => site.close());
  let seen = 0;
  /** What the requests for a path were answered since `forget` was called. */
  const answers = (path: string) =>
    site.records
      .slice(seen)
      .filter((record) => record.path === path)
      .map(({ status }) => status);
  const forget = () => {
    seen = site.records.length;
  };
  return { url: site.url, backendOrigin, answers, forget };
}
