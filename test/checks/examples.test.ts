import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { transform } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as signer from '../../signer/index.js';
import { type Example, findCommentExamples, findMarkdownExamples, toProgram } from './examples.js';
import { linkPackage, ROOT, runProgram, toolPath } from './run-program.js';

// The secret of the known answer in SPEC section 1.
const SECRET = '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef';

function read(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

function sources(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /(?<!\.d)\.ts$/.test(name))
    .map((name) => `${folder}/${name}`);
}

// Its examples are those of the comments, and its signatures are no programs.
const GENERATED = 'docs/api.md';

const documents = [
  ...readdirSync(ROOT),
  ...readdirSync(join(ROOT, 'docs')).map((name) => `docs/${name}`),
].filter((name) => name.endsWith('.md') && name !== GENERATED);
const examples = [
  ...[...documents, 'signer/SPEC.md'].flatMap((file) => findMarkdownExamples(file, read(file))),
  ...[...sources('signer'), ...sources('browser'), ...sources('build')].flatMap((file) =>
    findCommentExamples(file, read(file)),
  ),
];

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spa-auth-examples-'));
  await linkPackage(folder, 'pocket-spa-auth', ROOT);
  const peers = ['aws-cdk-lib', 'constructs', 'express', 'fastify', 'hono', 'koa', 'vite'];
  for (const name of ['@types', ...peers]) {
    await linkPackage(folder, name, join(ROOT, 'node_modules', name));
  }
});

afterAll(() => rm(folder, { recursive: true }));

async function execute(example: Example, name: string) {
  const { code } = await transform(toProgram(example), { loader: 'ts' });
  await writeFile(join(folder, `${name}.mjs`), code);
  return runProgram(process.execPath, [`${name}.mjs`], {
    cwd: folder,
    env: { SPA_TOKEN_SECRET: SECRET },
  });
}

describe('the examples in documents and comments', () => {
  it('are found', () => expect(examples.length).toBeGreaterThan(0));

  it.concurrent.each(examples.map((example, i) => ({ ...example, i })))(
    '$location runs and gives the values in its comments',
    async ({ i, ...example }) => {
      const { status, stderr } = await execute(example, `example-${i}`);
      expect(stderr).toBe('');
      expect(status).toBe(0);
    },
  );

  it('agree with the published types', async () => {
    const tsconfig = { extends: join(ROOT, 'tsconfig.json'), include: ['*.mts'] };
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(tsconfig));
    for (const [i, example] of examples.entries()) {
      await writeFile(join(folder, `example-${i}.mts`), `${toProgram(example)}export {};\n`);
    }
    const { stdout } = await runProgram(toolPath('tsc'), ['--project', folder]);
    expect(stdout.replace(/\S*example-(\d+)\.mts/g, (_, i) => examples[Number(i)]!.location)).toBe(
      '',
    );
  });

  it.each(Object.entries(signer).filter(([, value]) => typeof value === 'function'))(
    'show how to use the exported function %s',
    (name) => {
      const uses = examples.filter(({ code }) => new RegExp(`\\b${name}\\(`).test(code));
      expect(uses.length).toBeGreaterThan(0);
    },
  );
});

describe('the check of the examples', () => {
  const example = (...lines: string[]) => ({ location: 'x.md:1', code: lines.join('\n') });

  it('finds ts fences and no other fences', () => {
    const text = '# x\n```ts\na;\n```\n```sh\n```ts\n```\n```ts\nb;\n```';
    expect(
      findMarkdownExamples('x.md', text).map(({ location, code }) => `${location} ${code}`),
    ).toEqual(['x.md:2 a;', 'x.md:8 b;']);
    const comment = '/**\n * x\n * ```ts\n * a;\n *\n *   b;\n * ```\n */\nconst c = 1;';
    expect(findCommentExamples('x.ts', comment)).toEqual([
      { location: 'x.ts:3', code: 'a;\n\n  b;' },
    ]);
  });

  it.each([
    [example('const a = 1 + 1; // => 2')],
    [example('const a: number = 1;', 'a + 1; // => 2')],
    [example('await Promise.resolve([1]) // => [1]')],
    [example('({ a: { b: "c" } }); // => { "a": { "b": "c" } }')],
  ])('accepts an example whose expectation is met: case %#', async (program) => {
    expect(await execute(program, 'true')).toMatchObject({ status: 0, stderr: '' });
  });

  it.each([
    [example('const a = 1 + 1; // => 3'), 'line 1 of the example'],
    [example('const a = 1;', 'a; // => "1"'), 'line 2 of the example'],
    [example('const a = undefined; // => null'), ''],
    [example("import { nothing } from 'pocket-spa-auth';", 'nothing();'), 'nothing'],
    [example('throw new Error("no");'), 'no'],
  ])('refuses an example that fails: case %#', async (program, message) => {
    const { status, stderr } = await execute(program, 'false');
    expect(status).not.toBe(0);
    expect(stderr).toContain(message);
  });

  it('refuses an expectation that is not JSON, and names its location', () => {
    expect(() => toProgram(example('1; // => one'))).toThrow(/x\.md:1, line 1/);
  });
});
