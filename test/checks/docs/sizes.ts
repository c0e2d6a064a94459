import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import manifest from '../../../package.json' with { type: 'json' };
import { ROOT } from '../run-program.js';
import { table } from './table.js';

/** What an import of one subpath costs. Sizes are in bytes. */
export interface Size {
  readonly subpath: string;
  readonly minified: number;
  readonly gzipped: number;
  /** Other packages that it loads, at once or when they are needed. */
  readonly packages: readonly string[];
}

/** Measures the built file of a subpath with everything that it imports from this package. */
export async function measure(subpath: string, file: string): Promise<Size> {
  const { outputFiles, metafile } = await build({
    entryPoints: [join(ROOT, file)],
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    outdir: 'out',
    write: false,
    metafile: true,
    logLevel: 'error',
  });
  const [output] = outputFiles;
  const imported = Object.values(metafile.outputs)
    .flatMap((each) => each.imports)
    .map(({ path }) => /^(?:@[^/]+\/)?[^/]+/.exec(path)![0])
    .filter((name) => !name.startsWith('node:') && !builtinModules.includes(name));
  // One that is loaded with `require`, when it is needed, is no import.
  const required = Object.keys(manifest.peerDependencies).filter((name) =>
    output!.text.includes(`"${name}"`),
  );
  return {
    subpath,
    minified: output!.contents.length,
    gzipped: gzipSync(output!.contents, { level: 9 }).length,
    packages: [...new Set([...imported, ...required])].sort(),
  };
}

/** The generated part of docs/sizes.md: a row for each subpath that has types. */
export async function renderSizeBlocks(): Promise<Record<string, string>> {
  const subpaths = Object.entries(manifest.exports).flatMap(([path, target]) =>
    typeof target === 'string' ? [] : [{ path: path.replace('.', manifest.name), target }],
  );
  const sizes = await Promise.all(
    subpaths.map(({ path, target }) => measure(path, target.default)),
  );
  const rows = sizes.map(({ subpath, minified, gzipped, packages }) => [
    `\`${subpath}\``,
    inKilobytes(minified),
    inKilobytes(gzipped),
    packages.map((name) => `\`${name}\``).join(', ') || 'none',
  ]);
  return { sizes: table(['import', 'minified', 'gzipped', 'packages needed'], rows) };
}

/** Two digits: zlib differs by some bytes between versions of Node.js. */
function inKilobytes(bytes: number): string {
  return `${Number((bytes / 1000).toPrecision(2))} kB`;
}
