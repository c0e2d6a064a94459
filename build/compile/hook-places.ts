import { SourceMap, type SourceMapPayload } from 'node:module';
import { isAbsolute, join, relative, resolve } from 'node:path';
import type { BuildFailure } from 'esbuild';
import { GateError } from '../host/errors.js';
import { packageRoot } from '../host/packages.js';
import { describeText } from '../host/quote.js';

/** The script of an entry, and where in the sources a character of it comes from. */
export interface CompiledScript {
  readonly code: string;
  /** The bundle of esbuild without the changes that make a script of it. */
  readonly bundle: string;
  /** The source map of the bundle, and the folder that its sources are relative to. */
  readonly map: { readonly json: string; readonly folder: string };
  /** The modules that are not of this package, as absolute paths. */
  readonly hookFiles: readonly string[];
  /** The place in the bundle of a place in `code`. */
  toBundleOffset(offset: number): number;
}

/** What esbuild cannot compile in a module of the owner, with its place. */
export function describeHookFailure(error: unknown): unknown {
  const [first] = (error as Partial<BuildFailure>).errors ?? [];
  if (!first?.location) {
    return error;
  }
  const { file, line, column } = first.location;
  const [, module] = /^No matching export in "(.+)" for import "default"$/.exec(first.text) ?? [];
  if (module !== undefined) {
    return new GateError('syntax', formatFile(resolve(packageRoot, module)), NO_DEFAULT);
  }
  const place = formatPlace(resolve(packageRoot, file), line, column + 1);
  return new GateError('syntax', place, describeProblem(first.text));
}

const NO_DEFAULT =
  "the module has no default export; write: export default defineHook<'before'>((request) => { … })";

// The texts of esbuild 0.25 to 0.28. They quote names of the source, never values.
function describeProblem(text: string): string {
  const [, construct] = /^Transforming (.+?) to the configured target/.exec(text) ?? [];
  if (construct !== undefined) {
    return `${construct}, which this runtime of CloudFront does not have and the build does not lower`;
  }
  const [, missing] = /^Could not resolve "([^"]+)"/.exec(text) ?? [];
  if (missing !== undefined) {
    return `the import of ${describeText(missing)} is not found; a hook may import its own modules, packages that are installed, "crypto" and "cloudfront"`;
  }
  return 'it does not compile as TypeScript';
}

/**
 * The error of a gate, with the place in a module of the owner if the code comes from there.
 * `compiled` is the script that the gate refused.
 */
export function locateInHook(error: GateError, { code, ...compiled }: CompiledScript): GateError {
  const [, line, column] = /^viewer-request\.js:(\d+):(\d+)$/.exec(error.place) ?? [];
  if (line === undefined || column === undefined) {
    return error;
  }
  const before = code.split('\n').slice(0, Number(line) - 1);
  const offset = before.reduce((sum, text) => sum + text.length + 1, Number(column) - 1);
  const lines = compiled.bundle.slice(0, compiled.toBundleOffset(offset)).split('\n');
  const map = new SourceMap(JSON.parse(compiled.map.json) as SourceMapPayload);
  const entry = map.findEntry(lines.length - 1, lines.at(-1)!.length);
  if (!('originalSource' in entry)) {
    return error;
  }
  const file = resolve(compiled.map.folder, entry.originalSource);
  const isOwn = isInside(join(packageRoot, 'edge'), file);
  return isOwn
    ? error
    : new GateError(
        error.gate,
        formatPlace(file, entry.originalLine + 1, entry.originalColumn + 1),
        error.problem,
      );
}

/** The modules of a bundle that are of the owner. `inputs` are relative to the package. */
export function listHookFiles(inputs: readonly string[]): string[] {
  return inputs
    .filter((path) => !/^[^/\\]{2,}:/.test(path))
    .map((path) => resolve(packageRoot, path))
    .filter((file) => !isInside(join(packageRoot, 'edge'), file));
}

function isInside(folder: string, file: string): boolean {
  const path = relative(folder, file);
  return !path.startsWith('..') && !isAbsolute(path);
}

function formatPlace(file: string, line: number, column: number): string {
  return `${formatFile(file)}:${line}:${column}`;
}

/** As compilers write it: relative to the folder in which the command runs. */
function formatFile(file: string): string {
  return relative(process.cwd(), file);
}
