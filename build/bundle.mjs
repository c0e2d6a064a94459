// Writes `dist/build`: the command line and `pocket-spa-auth/build`, with the libraries that they
// use bundled in and the licenses of those libraries in a text file.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';

const { metafile } = await build({
  entryPoints: ['build/bin.ts', 'build/index.ts'],
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  // The CommonJS form of some libraries loads its parts with a `require` that esbuild cannot
  // follow.
  mainFields: ['module', 'main'],
  outdir: 'dist/build',
  // Optional peer dependencies: the user installs them.
  external: ['esbuild', '@aws-sdk/*'],
  // Some of the bundled libraries are CommonJS and call `require`.
  banner: {
    js: "import { createRequire as bundledRequire } from 'node:module'; const require = bundledRequire(import.meta.url);",
  },
  metafile: true,
  logLevel: 'warning',
});

const folders = new Set(
  Object.keys(metafile.inputs).flatMap(
    (file) => /^node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? [],
  ),
);
const notices = [...folders].sort().map((folder) => {
  const { name, version, license, repository } = JSON.parse(
    readFileSync(`${folder}/package.json`, 'utf8'),
  );
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  // A few packages name their license without including its text.
  const text = file ? readFileSync(`${folder}/${file}`, 'utf8').trim() : '(no text in the package)';
  return `${name} ${version}: ${license}, ${repository?.url ?? repository}\n\n${text}\n`;
});
writeFileSync('dist/build/THIRD-PARTY-LICENSES.txt', notices.join(`\n${'-'.repeat(80)}\n\n`));
