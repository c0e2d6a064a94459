/** Makes `dist/build`: the command line and `pocket-spa-auth/build`, each library they use inside, with its licence beside. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';

const { metafile } = await build({
  entryPoints: ['build/bin.ts', 'build/index.ts'],
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  // The other form of some libraries finds its parts by a require that no bundler can follow.
  mainFields: ['module', 'main'],
  outdir: 'dist/build',
  // The user's own: optional peers.
  external: ['esbuild', '@aws-sdk/*'],
  // Some of the libraries are CommonJS and call require.
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
  // A few packages name their licence and carry no text of it.
  const text = file ? readFileSync(`${folder}/${file}`, 'utf8').trim() : '(no text in the package)';
  return `${name} ${version}: ${license}, ${repository?.url ?? repository}\n\n${text}\n`;
});
writeFileSync('dist/build/THIRD-PARTY-LICENSES.txt', notices.join(`\n${'-'.repeat(80)}\n\n`));
