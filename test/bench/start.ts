// Compares the cold start of the built package with that of node:crypto: the processor time of a
// process that imports it, minus that of an empty program, interleaved in one run. The ratios are
// valid on other machines, the times are not. A file and a package of one line show how much of it
// Node.js takes to find and load anything at all. Run: npm run build && npm run bench:start
//
// `--beside FOLDER` compares it with the dependencies of the package in that folder, which have to
// be installed: npm run bench:start -- --beside /path/to/folder
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const ROUNDS = 41;
const REPORT = `
const { user, system } = process.cpuUsage();
process.stdout.write(String(user + system));
`;
const SUBPATHS = [
  ...['index', 'aws', 'stage'],
  ...['node', 'fastify', 'hono', 'fetch', 'koa', 'lambda'].map((name) => `adapters/${name}`),
];

// Other folders than dist/signer may be named, to compare two builds in one run.
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { beside: { type: 'string' } },
});
const builds = positionals.length > 0 ? positionals : ['dist/signer'];
const beside = values.beside ? readDependencies(values.beside) : [];
const imports = builds.flatMap((build) =>
  SUBPATHS.map((path): [string, string] => [
    `${build}/${path}`,
    pathToFileURL(resolve(build, `${path}.js`)).href,
  ]),
);
const programs = new Map([
  ['nothing', ''],
  ['node:crypto', 'node:crypto'],
  ['a file of one line', './one-line.mjs'],
  ...imports,
  ['by name: a package of one line', 'one-line'],
  ...['pocket-spa-auth', 'pocket-spa-auth/lambda', ...beside].map((name): [string, string] => [
    `by name: ${name}`,
    name,
  ]),
]);
const times = new Map(Array.from(programs.keys(), (name) => [name, [] as number[]]));

const folder = mkdtempSync(join(tmpdir(), 'spa-auth-start-'));
try {
  const oneLine = "import crypto from 'node:crypto'; export const { createHmac } = crypto;";
  writeFileSync(join(folder, 'one-line.mjs'), oneLine);
  const installed = join(folder, 'node_modules');
  mkdirSync(join(installed, 'one-line'), { recursive: true });
  writeFileSync(join(installed, 'one-line/index.js'), oneLine);
  const manifest = { name: 'one-line', type: 'module', exports: './index.js' };
  writeFileSync(join(installed, 'one-line/package.json'), JSON.stringify(manifest));
  symlinkSync(resolve('.'), join(installed, 'pocket-spa-auth'), 'junction');
  for (const name of beside) {
    mkdirSync(dirname(join(installed, name)), { recursive: true });
    symlinkSync(resolve(values.beside!, 'node_modules', name), join(installed, name), 'junction');
  }
  [...programs.values()].forEach((specifier, i) => {
    writeFileSync(join(folder, `${i}.mjs`), `${specifier && `import '${specifier}';`}${REPORT}`);
  });
  for (let round = 0; round < ROUNDS; round++) {
    [...programs.keys()].forEach((name, i) => {
      const { status, stdout } = spawnSync(process.execPath, [join(folder, `${i}.mjs`)]);
      times.get(name)!.push(Number(stdout) / 1e3);
      if (status !== 0) {
        throw new Error(`${name} does not run. Build the package first: npm run build`);
      }
    });
  }
} finally {
  rmSync(folder, { recursive: true });
}

const median = (name: string) => times.get(name)!.sort((a, b) => a - b)[ROUNDS >> 1]!;
const costOf = (name: string) => median(name) - median('nothing');
for (const name of [...programs.keys()].slice(1)) {
  const ratio = (costOf(name) / costOf('node:crypto')).toFixed(2);
  console.log(
    `${name.padEnd(32)} ${ratio.padStart(6)} x ${costOf(name).toFixed(1).padStart(6)} ms`,
  );
}

function readDependencies(project: string): string[] {
  const { dependencies } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'));
  return Object.keys(dependencies ?? {});
}
