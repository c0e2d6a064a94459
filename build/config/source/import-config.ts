import { SourceMap, type SourceMapPayload } from 'node:module';
import { basename, resolve } from 'node:path';
import type { BuildFailure, Plugin } from 'esbuild';
import { ConfigError } from '../../host/errors.js';
import { withPeer } from '../../host/packages.js';
import { couldBeSecret, describeText } from '../../host/quote.js';

/** Runs a `.js` or `.ts` configuration file: its default export, and the files that make it. */
export async function importConfig(
  file: string,
  source: string,
  cwd: string,
): Promise<{ readonly config: unknown; readonly files: readonly string[] }> {
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
    // esbuild's log would quote lines of the file.
    esbuildOptions: { logLevel: 'silent', plugins: [keepBundle] },
  }).catch((error: unknown) => {
    throw new ConfigError(source, [{ path: '', text: describeFailure(error, source, bundle) }]);
  });
  if (exported.mod.default === undefined) {
    throw new ConfigError(source, [
      { path: '', text: 'no default export; write: export default defineConfig({ … })' },
    ]);
  }
  return {
    config: exported.mod.default,
    files: exported.dependencies.map((path) => resolve(cwd, path)),
  };
}

// The message of an error is not shown, because it may quote a secret: the message of JSON.parse
// quotes its input. Only what it says of modules is.
function describeFailure(error: unknown, source: string, bundle: string): string {
  if (isBuildFailure(error)) {
    const { location, text = '' } = error.errors[0] ?? {};
    const place = location ? { line: location.line, column: location.column + 1 } : undefined;
    const [, missing] = /^Could not resolve "([^"]+)"/.exec(text) ?? [];
    const reason = missing === undefined ? '' : `: there is no file ${describeText(missing)}`;
    return `does not compile${formatPosition(place)}${reason}`;
  }
  if (!(error instanceof Error)) {
    return 'throws something that is not an Error';
  }
  const place = formatPosition(findSourcePosition(source, error.stack, bundle));
  return describeModuleError(error, place) ?? `throws ${formatErrorName(error)}${place}`;
}

/** Describes an error about a module, and says what to write; undefined for any other error. */
function describeModuleError({ message }: Error, place: string): string | undefined {
  const [, name] = /^(module|exports) is not defined/.exec(message) ?? [];
  if (name !== undefined) {
    return `uses ${name === 'module' ? 'module.exports' : name}${place}, but this file is an ES module; write: export default { … }`;
  }
  const [, required] = /^Dynamic require of "([^"]+)" is not supported/.exec(message) ?? [];
  if (required !== undefined) {
    return `uses require${place}; write: import … from ${describeText(required)}, and export default { … }`;
  }
  const [, missing] = /^Cannot find package '([^']+)'/.exec(message) ?? [];
  return missing === undefined
    ? undefined
    : `imports ${describeText(missing)}, which is not installed here; run: npm install --save-dev ${couldBeSecret(missing) ? '<its name>' : missing}`;
}

/** The name of an error, and its code if it is an error of Node, such as ERR_MODULE_NOT_FOUND. */
function formatErrorName({ name, code }: NodeJS.ErrnoException): string {
  const safeName = /^[A-Za-z]{0,40}Error$/.test(name) ? name : 'an error';
  return /^E[A-Z_]{2,40}$/.test(String(code)) ? `${safeName} (${code})` : safeName;
}

function formatPosition(place: SourcePosition | undefined): string {
  if (!place) {
    return '';
  }
  // The bundler inserts text before the first line, so a column there would be wrong.
  return place.line === 1 ? ' at line 1' : ` at line ${place.line}, column ${place.column}`;
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && Array.isArray((error as Partial<BuildFailure>).errors);
}

interface SourcePosition {
  readonly line: number;
  readonly column: number;
}

/**
 * Finds the position in the file `source` that an error comes from. The stack trace has positions
 * in the bundle, which its source map translates. Undefined if the position is unknown or in
 * another file.
 */
function findSourcePosition(
  source: string,
  stack: unknown,
  bundle: string,
): SourcePosition | undefined {
  const map = parseSourceMap(bundle);
  for (const frame of map ? String(stack).matchAll(/\.bundled_\w+\.mjs:(\d+):(\d+)/g) : []) {
    const entry = map!.findEntry(Number(frame[1]) - 1, Number(frame[2]) - 1);
    if ('originalSource' in entry && basename(entry.originalSource) === source) {
      return { line: entry.originalLine + 1, column: entry.originalColumn + 1 };
    }
  }
  return undefined;
}

function parseSourceMap(bundle: string): SourceMap | undefined {
  const [, data] =
    /\n\/\/# sourceMappingURL=data:application\/json;base64,(\S+)\s*$/.exec(bundle) ?? [];
  return data === undefined
    ? undefined
    : new SourceMap(JSON.parse(Buffer.from(data, 'base64').toString()) as SourceMapPayload);
}
