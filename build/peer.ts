import { MissingPeerError } from './errors.js';

/** Loads code that needs an optional package, and says how to install the package if it is not there. */
export async function withPeer<T>(name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    throw isMissing(name, error) ? new MissingPeerError(name) : error;
  }
}

// The quotes keep `esbuild` apart from `@esbuild/linux-x64`, whose absence is a broken installation.
function isMissing(name: string, error: unknown): boolean {
  return (
    error instanceof Error &&
    (error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND' &&
    error.message.includes(`'${name}'`)
  );
}
