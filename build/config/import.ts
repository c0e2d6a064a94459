import type { BuildFailure } from 'esbuild';
import { ConfigError } from '../errors.js';
import { withPeer } from '../peer.js';

/** Runs a `.js` or `.ts` configuration file and gives its default export. */
export async function importConfig(file: string, source: string, cwd: string): Promise<unknown> {
  const { bundleRequire } = await withPeer('esbuild', () => import('bundle-require'));
  const exported = await bundleRequire<{ default?: unknown }>({
    filepath: file,
    cwd,
    format: 'esm',
    tsconfig: false,
    // esbuild's own log quotes the lines of the file.
    esbuildOptions: { logLevel: 'silent' },
  }).catch((error: unknown) => {
    throw new ConfigError(source, [{ path: '', text: failureText(error) }]);
  });
  if (exported.mod.default === undefined) {
    throw new ConfigError(source, [
      { path: '', text: 'no default export; write: export default defineConfig({ … })' },
    ]);
  }
  return exported.mod.default;
}

function failureText(error: unknown): string {
  if (isBuildFailure(error)) {
    const location = error.errors[0]?.location;
    const place = location ? ` at line ${location.line}, column ${location.column + 1}` : '';
    return `does not compile${place}`;
  }
  return error instanceof Error
    ? `throws ${error.name}: ${error.message}`
    : 'throws something that is not an Error';
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && Array.isArray((error as Partial<BuildFailure>).errors);
}
