import { readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findMarkdownExamples } from './examples.js';
import { installPacked } from './packed.js';
import { linkPackage, ROOT, runProgram, toolPath } from './run-program.js';

const require = createRequire(import.meta.url);
const { exports, engines } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  exports: Record<string, string | { types: string }>;
  engines: { node: string };
};

const compilers = {
  'TypeScript 7': toolPath('tsc'),
  // The last one with the resolver `node10` is 6. attw brings an older one.
  'TypeScript 5': createRequire(require.resolve('@arethetypeswrong/core')).resolve(
    'typescript/lib/tsc.js',
  ),
};

interface Settings {
  readonly compiler: keyof typeof compilers;
  readonly module: string;
  readonly moduleResolution?: string;
}

/** The settings of a CommonJS project whose imports become `require`. */
const STATIC: Settings[] = [
  { compiler: 'TypeScript 7', module: 'nodenext' },
  { compiler: 'TypeScript 7', module: 'node20' },
  { compiler: 'TypeScript 7', module: 'commonjs', moduleResolution: 'bundler' },
  { compiler: 'TypeScript 5', module: 'commonjs', moduleResolution: 'node10' },
];

/** Those in which TypeScript does not let a CommonJS module import an ES module. */
const NODE16: Settings = { compiler: 'TypeScript 7', module: 'node16' };

/** The patterns that the page shows, in its order. */
const [staticPattern, dynamicPattern] = findMarkdownExamples(
  'docs/commonjs.md',
  readFileSync(join(ROOT, 'docs/commonjs.md'), 'utf8'),
);

let folder: string;

beforeAll(async () => {
  // Without a `type` the project is a CommonJS one.
  ({ folder } = await installPacked({}));
  // The subpaths of the CDK and of Vite need their peers.
  for (const name of ['@types/node', 'aws-cdk-lib', 'constructs', 'vite']) {
    await linkPackage(folder, name, join(ROOT, 'node_modules', name));
  }
}, 60_000);

afterAll(() => rm(folder, { recursive: true }));

/** Imports each subpath that has types, and prints how many there are. */
const subpaths = Object.entries(exports).filter(([, target]) => typeof target === 'object');
const everySubpath = [
  ...subpaths.map(
    ([path], i) => `import * as m${i} from '${path.replace('.', 'pocket-spa-auth')}';`,
  ),
  `console.log([${subpaths.map((_, i) => `m${i}`)}].filter((m) => Object.keys(m).length > 0).length);`,
].join('\n');

/** Compiles programs with all types checked, and runs what comes of each. */
async function compileAndRun({ compiler, ...modules }: Settings, programs: readonly string[]) {
  const names = programs.map((_, i) => `program${i}`);
  const options = { target: 'es2022', strict: true, types: ['node'], outDir: 'out', ...modules };
  const config = { compilerOptions: options, files: names.map((name) => `${name}.ts`) };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config));
  await Promise.all(
    programs.map((code, i) => writeFile(join(folder, `${names[i]}.ts`), `${code}\n`)),
  );
  const tsc = [compilers[compiler], '-p', folder];
  const { stdout: errors } = await runProgram(process.execPath, tsc);
  const outputs = names.map((name) => join(folder, 'out', `${name}.js`));
  const runs = await Promise.all(outputs.map((file) => runProgram(process.execPath, [file])));
  const usesRequire = outputs.map((file) => readFileSync(file, 'utf8').includes('require("'));
  return { errors, runs, usesRequire };
}

const printing = (stdout: string) => ({ status: 0, stdout, stderr: '' });

describe('a CommonJS project in TypeScript', () => {
  it.each(STATIC)(
    'imports as ever, and every subpath: $compiler, $module $moduleResolution',
    async (settings) => {
      const result = await compileAndRun(settings, [staticPattern!.code, everySubpath]);
      expect(result).toEqual({
        errors: '',
        runs: [printing('ada\n'), printing(`${subpaths.length}\n`)],
        usesRequire: [true, true],
      });
    },
    180_000,
  );

  it('imports dynamically with node16', async () => {
    expect(await compileAndRun(NODE16, [dynamicPattern!.code])).toEqual({
      errors: '',
      runs: [printing('ada\n')],
      usesRequire: [false],
    });
  });

  it('is refused otherwise with node16, by the error that the page names', async () => {
    const { errors } = await compileAndRun(NODE16, [staticPattern!.code]);
    expect(errors).toContain('TS1479');
  });
});

it('a CommonJS program requires every subpath', async () => {
  const program = subpaths
    .map(([path]) => `require('${path.replace('.', 'pocket-spa-auth')}');`)
    .join('');
  const run = await runProgram(process.execPath, ['-e', program], { cwd: folder });
  expect(run).toEqual({ status: 0, stdout: '', stderr: '' });
});

it('the package asks for a Node.js in which CommonJS can require it', () => {
  expect(engines.node).toBe('^20.19.0 || >=22.12.0');
});
