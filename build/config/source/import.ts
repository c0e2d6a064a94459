import { SourceMap, type SourceMapPayload } from 'node:module';
import { basename } from 'node:path';
import type { BuildFailure, Plugin } from 'esbuild';
import { ConfigError } from '../../host/errors.js';
import { withPeer } from '../../host/packages.js';

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
  if (!(error instanceof Error)) {
    return 'throws something that is not an Error';
  }
  return `throws ${nameOf(error)}${placeText(findSourcePosition(source, error.stack, bundle))}`;
}

/** With the code that Node gives its own errors, such as ERR_MODULE_NOT_FOUND. */
function nameOf({ name, code }: NodeJS.ErrnoException): string {
  const known = /^[A-Za-z]{0,40}Error$/.test(name) ? name : 'an error';
  return /^E[A-Z_]{2,40}$/.test(String(code)) ? `${known} (${code})` : known;
}

function placeText(place: SourcePosition | undefined): string {
  if (!place) {
    return '';
  }
  // The bundler puts text of its own in front of the first line.
  return place.line === 1 ? ' at line 1' : ` at line ${place.line}, column ${place.column}`;
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && Array.isArray((error as Partial<BuildFailure>).errors);
}

export interface SourcePosition {
  readonly line: number;
  readonly column: number;
}

/**
 * Where an error comes from in the file `source`, by its stack, which names places in the bundle that was run in its stead.
 * Undefined where that cannot be told, or where it is in another file.
 */
export function findSourcePosition(
  source: string,
  stack: unknown,
  bundle: string,
): SourcePosition | undefined {
  const map = sourceMapOf(bundle);
  for (const frame of map ? String(stack).matchAll(/\.bundled_\w+\.mjs:(\d+):(\d+)/g) : []) {
    const entry = map!.findEntry(Number(frame[1]) - 1, Number(frame[2]) - 1);
    if ('originalSource' in entry && basename(entry.originalSource) === source) {
      return { line: entry.originalLine + 1, column: entry.originalColumn + 1 };
    }
  }
  return undefined;
}

function sourceMapOf(bundle: string): SourceMap | undefined {
  const [, data] =
    /\n\/\/# sourceMappingURL=data:application\/json;base64,(\S+)\s*$/.exec(bundle) ?? [];
  return data === undefined
    ? undefined
    : new SourceMap(JSON.parse(Buffer.from(data, 'base64').toString()) as SourceMapPayload);
}
