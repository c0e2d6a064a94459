import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { transform } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as signer from '../../signer/index.js';
import { commentExamples, type Example, executable, markdownExamples } from './examples.js';
import { link, ROOT, run, tool } from './run.js';

// The known answer of SPEC section 1 is made with it.
const SECRET = '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef';

function read(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

function sources(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /(?<!\.d)\.ts$/.test(name))
    .map((name) => `${folder}/${name}`);
}

const documents = [
  ...readdirSync(ROOT),
  ...readdirSync(join(ROOT, 'docs')).map((name) => `docs/${name}`),
].filter((name) => name.endsWith('.md'));
const examples = [
  ...[...documents, 'signer/SPEC.md'].flatMap((file) => markdownExamples(file, read(file))),
  ...[...sources('signer'), ...sources('build')].flatMap((file) =>
    commentExamples(file, read(file)),
  ),
];

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spa-auth-examples-'));
  await link(folder, 'pocket-spa-auth', ROOT);
  for (const name of ['@types', 'express', 'fastify', 'hono', 'koa']) {
    await link(folder, name, join(ROOT, 'node_modules', name));
  }
});

afterAll(() => rm(folder, { recursive: true }));

async function execute(example: Example, name: string) {
  const { code } = await transform(executable(example), { loader: 'ts' });
  await writeFile(join(folder, `${name}.mjs`), code);
  return run(process.execPath, [`${name}.mjs`], { cwd: folder, env: { SPA_TOKEN_SECRET: SECRET } });
}

describe('the examples in documents and comments', () => {
  it('are there', () => expect(examples.length).toBeGreaterThan(0));

  it.concurrent.each(examples.map((example, i) => ({ ...example, i })))(
    '$place runs and gives what it says',
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
      await writeFile(join(folder, `example-${i}.mts`), `${executable(example)}export {};\n`);
    }
    const { stdout } = await run(tool('tsc'), ['--project', folder]);
    expect(stdout.replace(/\S*example-(\d+)\.mts/g, (_, i) => examples[Number(i)]!.place)).toBe('');
  });

  it.each(Object.entries(signer).filter(([, value]) => typeof value === 'function'))(
    'show how to use %s',
    (name) => {
      const users = examples.filter(({ code }) => new RegExp(`\\b${name}\\(`).test(code));
      expect(users.length).toBeGreaterThan(0);
    },
  );
});

describe('the checker itself', () => {
  const example = (...lines: string[]) => ({ place: 'x.md:1', code: lines.join('\n') });

  it('finds ts fences and no others', () => {
    const text = '# x\n```ts\na;\n```\n```sh\n```ts\n```\n```ts\nb;\n```';
    expect(markdownExamples('x.md', text).map(({ place, code }) => `${place} ${code}`)).toEqual([
      'x.md:2 a;',
      'x.md:8 b;',
    ]);
    const comment = '/**\n * x\n * ```ts\n * a;\n *\n *   b;\n * ```\n */\nconst c = 1;';
    expect(commentExamples('x.ts', comment)).toEqual([{ place: 'x.ts:3', code: 'a;\n\n  b;' }]);
  });

  it.each([
    [example('const a = 1 + 1; // => 2')],
    [example('const a: number = 1;', 'a + 1; // => 2')],
    [example('await Promise.resolve([1]) // => [1]')],
    [example('({ a: { b: "c" } }); // => { "a": { "b": "c" } }')],
  ])('accepts what is true: case %#', async (program) => {
    expect(await execute(program, 'true')).toMatchObject({ status: 0, stderr: '' });
  });

  it.each([
    [example('const a = 1 + 1; // => 3'), 'line 1 of the example'],
    [example('const a = 1;', 'a; // => "1"'), 'line 2 of the example'],
    [example('const a = undefined; // => null'), ''],
    [example("import { nothing } from 'pocket-spa-auth';", 'nothing();'), 'nothing'],
    [example('throw new Error("no");'), 'no'],
  ])('refuses what is not: case %#', async (program, told) => {
    const { status, stderr } = await execute(program, 'false');
    expect(status).not.toBe(0);
    expect(stderr).toContain(told);
  });

  it('refuses an expectation that is not JSON, naming the place', () => {
    expect(() => executable(example('1; // => one'))).toThrow(/x\.md:1, line 1/);
  });
});
