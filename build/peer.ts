import { MissingPeerError } from './errors.js';

/** Loads code that needs an optional package, and says how to install the package if it is not there. */
export async function withPeer<T>(name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    throw isMissing(name, error) ? new MissingPeerError(name) : error;
  }
}

/** The same for several: names all that are missing at once. */
export async function withPeers<T extends Record<string, () => Promise<unknown>>>(
  loads: T,
): Promise<{ [Name in keyof T]: Awaited<ReturnType<T[Name]>> }> {
  const missing: string[] = [];
  const loaded = await Promise.all(
    Object.entries(loads).map(async ([name, load]) => {
      try {
        return [name, await load()] as const;
      } catch (error) {
        if (!isMissing(name, error)) throw error;
        missing.push(name);
        return [name, undefined] as const;
      }
    }),
  );
  if (missing.length > 0) throw new MissingPeerError(...missing);
  return Object.fromEntries(loaded) as { [Name in keyof T]: Awaited<ReturnType<T[Name]>> };
}

// The quotes keep `esbuild` apart from `@esbuild/linux-x64`, whose absence is a broken installation.
function isMissing(name: string, error: unknown): boolean {
  return (
    error instanceof Error &&
    (error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND' &&
    error.message.includes(`'${name}'`)
  );
}
