import { readFileSync } from 'node:fs';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, type Plugin } from 'esbuild';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
// Those of the signer: edge.json is another matter.
const VECTORS = [
  ...['token-generate', 'token-verify', 'secret', 'safe-next', 'revocation'],
  ...['cookie-read', 'cookie-write'],
];
const INSIDE = join(import.meta.dirname, 'inside');

/** The files of a project, made by {@link bundleSuites}. */
export const PROGRAM = 'program.mjs';
export const WORKER = 'worker.mjs';

/** A project with one package: this one, as it is built. */
export async function createProject(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
  // A copy, as after an installation: Deno loads no file that a link in node_modules leads to.
  for (const part of ['package.json', 'dist', 'edge', 'test/vectors']) {
    const target = join(folder, 'node_modules/pocket-spa-auth', part);
    await cp(join(ROOT, part), target, { recursive: true });
  }
}

/** Bundles the suites and vitest, for the runtimes that have files and for workerd. */
export async function bundleSuites(project: string): Promise<void> {
  // What is left outside is found by the runtime itself, as in a project of a user's.
  await bundle(project, PROGRAM, {
    entryPoints: [join(INSIDE, 'program.ts')],
    external: ['pocket-spa-auth', 'express', 'fastify', 'koa', 'hono', '@hono/node-server'],
    plugins: [vectors, packageByName(project), instead({ 'serve-fetch': 'serve-fetch' })],
  });
  // A worker is bundled as a whole, under the conditions of its usual bundler.
  const client = { 'serve-fetch': 'worker-client', 'renewal-client': 'worker-client' };
  await bundle(project, WORKER, {
    entryPoints: [join(INSIDE, 'worker.ts')],
    external: ['cloudflare:*'],
    conditions: ['workerd', 'worker', 'browser'],
    plugins: [vectors, packageByName(project), builtins, instead(client)],
  });
}

async function bundle(project: string, file: string, options: BuildOptions): Promise<void> {
  await build({
    outfile: join(project, file),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'es2023',
    logLevel: 'warning',
    // For libraries in CommonJS that require a module of Node.js. workerd has no import.meta.url.
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire('/');",
    },
    ...options,
  });
}

/** The vectors are built in, because not every runtime has files. */
const vectors: Plugin = {
  name: 'vectors',
  setup({ onLoad }) {
    onLoad({ filter: /\/suites\/vector-file\.ts$/ }, () => {
      const files = VECTORS.map((kind) => {
        const text = readFileSync(join(ROOT, `test/vectors/${kind}.json`), 'utf8');
        return `'${kind}': ${text}`;
      });
      return {
        contents: `const FILES = { ${files} };\nexport const vectors = (kind) => FILES[kind];`,
      };
    });
  },
};

/** A module of the signer is imported from the package, by the name that its users give. */
const packageByName = (project: string): Plugin => ({
  name: 'package',
  setup(build) {
    const names = publicNames();
    build.onResolve({ filter: /\/signer\/.*\.js$/ }, async ({ path, resolveDir }) => {
      const source = relative(ROOT, join(resolveDir, path));
      if (!source.startsWith('signer/')) {
        return undefined;
      }
      const name = names.get(`./dist/${source}`);
      if (!name) {
        return { errors: [{ text: `${source} is no export of the package` }] };
      }
      return build.initialOptions.external?.includes('pocket-spa-auth')
        ? { path: name, external: true }
        : await build.resolve(name, { kind: 'import-statement', resolveDir: project });
    });
  },
});

/** The name of each export of the package, by the file that it stands for. */
function publicNames(): ReadonlyMap<string, string> {
  const { exports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    exports: Record<string, { default?: string }>;
  };
  return new Map(
    Object.entries(exports).map(([subpath, target]) => [
      target.default ?? '',
      subpath.replace('.', 'pocket-spa-auth'),
    ]),
  );
}

/** workerd knows the modules of Node.js by their whole names alone. */
const builtins: Plugin = {
  name: 'builtins',
  setup({ onResolve }) {
    onResolve({ filter: /^[^.]/ }, ({ path }) =>
      builtinModules.includes(path) ? { path: `node:${path}`, external: true } : undefined,
    );
  },
};

/** Modules of the tests, and the file of `inside` that takes the place of each. */
function instead(modules: Readonly<Record<string, string>>): Plugin {
  return {
    name: 'instead',
    setup({ onResolve }) {
      for (const [name, file] of Object.entries(modules)) {
        onResolve({ filter: new RegExp(`/${name}\\.js$`) }, ({ importer }) =>
          importer.startsWith(INSIDE) ? undefined : { path: join(INSIDE, `${file}.ts`) },
        );
      }
    },
  };
}
