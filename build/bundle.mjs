// Writes `dist/signer`, one file for each subpath, `dist/browser`, one file, and `dist/build`, the
// command line and `pocket-spa-auth/build`, with the libraries that they use bundled in and the
// licenses of those libraries in a text file.

import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { build } from 'esbuild';

const SIGNER = join(import.meta.dirname, '../signer');
// These modules exist once, so that a ring of the root is a ring for every subpath: the other
// subpaths import them from the root's file. A module without state is bundled into each file that
// needs it. An import then loads one file or two; each further file costs a cold start 0.5 ms.
const ROOT_ONLY = ['cookie', 'keyring', 'response', 'set-cookie', 'token'];
const signerOptions = {
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  outdir: 'dist/signer',
  outbase: 'signer',
  // The sources that the maps name are published beside them.
  sourcemap: 'linked',
  sourcesContent: false,
  external: ['@aws-sdk/*'],
  logLevel: 'warning',
};
const rootOnly = (rootFile) => ({
  name: 'root-only',
  setup({ onResolve }) {
    onResolve({ filter: /^\.{1,2}\// }, ({ path, resolveDir }) => {
      const module = relative(SIGNER, join(resolveDir, path)).replace(/\.js$/, '');
      return ROOT_ONLY.includes(module) ? { path: rootFile, external: true } : undefined;
    });
  },
});
await build({ ...signerOptions, entryPoints: ['signer/index.ts'] });
await build({
  ...signerOptions,
  entryPoints: ['signer/aws.ts', 'signer/stage.ts'],
  plugins: [rootOnly('./index.js')],
});
await build({
  ...signerOptions,
  entryPoints: ['node', 'fastify', 'hono', 'fetch', 'koa', 'lambda'].map(
    (name) => `signer/adapters/${name}.ts`,
  ),
  plugins: [rootOnly('../index.js')],
});

// One small file, because a site without a bundler serves it as it is.
await build({
  entryPoints: ['browser/index.ts'],
  bundle: true,
  format: 'esm',
  platform: 'browser',
  // Safari 15.4 and its contemporaries.
  target: 'es2022',
  minify: true,
  outdir: 'dist/browser',
  logLevel: 'warning',
});
// The examples are such sites.
for (const site of ['examples/demo/site', 'examples/site']) {
  copyFileSync('dist/browser/index.js', `${site}/pocket-spa-auth.js`);
}

const { metafile } = await build({
  entryPoints: [
    'build/bin.ts',
    'build/index.ts',
    'build/cdk/index.ts',
    'build/cdk/blueprint-process.ts',
    'build/vite/index.ts',
  ],
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
  external: ['esbuild', 'vite', '@aws-sdk/*'],
  // Some of the bundled libraries are CommonJS and call `require`.
  banner: {
    js: "import { createRequire as bundledRequire } from 'node:module'; const require = bundledRequire(import.meta.url);",
  },
  // A quarter smaller. The lines stay short enough for the places that a stack trace names.
  minifyWhitespace: true,
  lineLimit: 200,
  metafile: true,
  logLevel: 'warning',
});

// The Lambda function of the CDK's construct has no node_modules. The ES modules of the SDK's
// signers are a third as large as their CommonJS form, from which nothing can be left out.
const { metafile: handlerMetafile } = await build({
  entryPoints: { index: 'build/cdk/handler/index.ts' },
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  mainFields: ['module', 'main'],
  outdir: 'dist/build/cdk/lambda',
  outExtension: { '.js': '.mjs' },
  minify: true,
  metafile: true,
  logLevel: 'warning',
});

const folders = new Set(
  Object.keys({ ...metafile.inputs, ...handlerMetafile.inputs }).flatMap(
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
