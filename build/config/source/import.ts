import type { BuildFailure, Plugin } from 'esbuild';
import { ConfigError } from '../../errors.js';
import { withPeer } from '../../peer.js';
import { type Place, placeIn } from './place.js';

/** Runs a `.js` or `.ts` configuration file and gives its default export. */
export async function importConfig(file: string, source: string, cwd: string): Promise<unknown> {
  const { bundleRequire } = await withPeer('esbuild', () => import('bundle-require'));
  let bundle = '';
  const keepBundle: Plugin = {
    name: 'keep-bundle',
    setup({ onEnd }) {
      onEnd(({ outputFiles }) => {
        bundle = outputFiles?.[0]?.text ?? '';
      });
    },
  };
  const exported = await bundleRequire<{ default?: unknown }>({
    filepath: file,
    cwd,
    format: 'esm',
    tsconfig: false,
    // esbuild's own log quotes the lines of the file.
    esbuildOptions: { logLevel: 'silent', plugins: [keepBundle] },
  }).catch((error: unknown) => {
    throw new ConfigError(source, [{ path: '', text: failureText(error, source, bundle) }]);
  });
  if (exported.mod.default === undefined) {
    throw new ConfigError(source, [
      { path: '', text: 'no default export; write: export default defineConfig({ … })' },
    ]);
  }
  return exported.mod.default;
}

// An error's message may quote what it choked on, and that may be a secret: JSON.parse does.
function failureText(error: unknown, source: string, bundle: string): string {
  if (isBuildFailure(error)) {
    const location = error.errors[0]?.location;
    const place = location ? { line: location.line, column: location.column + 1 } : undefined;
    return `does not compile${placeText(place)}`;
  }
  if (!(error instanceof Error)) return 'throws something that is not an Error';
  return `throws ${nameOf(error)}${placeText(placeIn(source, error.stack, bundle))}`;
}

/** With the code that Node gives its own errors, such as ERR_MODULE_NOT_FOUND. */
function nameOf({ name, code }: NodeJS.ErrnoException): string {
  const known = /^[A-Za-z]{0,40}Error$/.test(name) ? name : 'an error';
  return /^E[A-Z_]{2,40}$/.test(String(code)) ? `${known} (${code})` : known;
}

function placeText(place: Place | undefined): string {
  if (!place) return '';
  // The bundler puts text of its own in front of the first line.
  return place.line === 1 ? ' at line 1' : ` at line ${place.line}, column ${place.column}`;
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && Array.isArray((error as Partial<BuildFailure>).errors);
}
