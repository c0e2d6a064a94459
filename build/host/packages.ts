import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MissingPeerError } from './errors.js';

/** The package's folder. The sources and the bundle are at different depths below it. */
export const packageRoot = findRoot(dirname(fileURLToPath(import.meta.url)));

/** The package's version. */
export const version: string = (
  JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { version: string }
).version;

function findRoot(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : findRoot(dirname(folder));
}

/**
 * Loads code that needs an optional package.
 *
 * @throws MissingPeerError with the install command if the package is not installed.
 */
export async function withPeer<T>(name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    throw isMissing(name, error) ? new MissingPeerError(name) : error;
  }
}

/** Does the same for several packages. The error names all missing packages at once. */
export async function withPeers<T extends Record<string, () => Promise<unknown>>>(
  loads: T,
): Promise<{ [Name in keyof T]: Awaited<ReturnType<T[Name]>> }> {
  const missing: string[] = [];
  const loaded = await Promise.all(
    Object.entries(loads).map(async ([name, load]) => {
      try {
        return [name, await load()] as const;
      } catch (error) {
        if (!isMissing(name, error)) {
          throw error;
        }
        missing.push(name);
        return [name, undefined] as const;
      }
    }),
  );
  if (missing.length > 0) {
    throw new MissingPeerError(...missing);
  }
  return Object.fromEntries(loaded) as { [Name in keyof T]: Awaited<ReturnType<T[Name]>> };
}

// The quotes distinguish `esbuild` from `@esbuild/linux-x64`: if only that is missing, the
// installation is broken.
function isMissing(name: string, error: unknown): boolean {
  return (
    error instanceof Error &&
    (error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND' &&
    error.message.includes(`'${name}'`)
  );
}
