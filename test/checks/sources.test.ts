import {
  cp,
  mkdir,
  mkdtemp,
  readFile,
  rename,
  rm,
  stat,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
// @ts-expect-error Plain JavaScript, because it runs before anything is built.
import { hashSources } from '../../build/sources.mjs';
import { ROOT, runProgram } from './run-program.js';

let root: string;
let before: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'spa-auth-sources-'));
  await mkdir(join(root, 'signer/adapters'), { recursive: true });
  await mkdir(join(root, 'build'));
  await mkdir(join(root, 'browser'));
  for (const file of ['signer/adapters/node.ts', 'build/bin.ts', 'package-lock.json']) {
    await writeFile(join(root, file), file);
  }
  await writeFile(join(root, 'tsconfig.json'), '{}');
  before = hashSources(root);
});

afterEach(() => rm(root, { recursive: true }));

const at = (file: string) => join(root, file);

describe('the sources count as changed if', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['a file in a folder is edited', () => writeFile(at('signer/adapters/node.ts'), 'other')],
    [
      'a file is edited and gets an old time',
      async () => {
        await writeFile(at('build/bin.ts'), 'other');
        await utimes(at('build/bin.ts'), 1, 1);
      },
    ],
    ['a file is added', () => writeFile(at('build/cli.ts'), '')],
    ['a file is removed', () => rm(at('build/bin.ts'))],
    ['a file is renamed', () => rename(at('build/bin.ts'), at('build/cli.ts'))],
    [
      'text moves from one file to the next',
      async () => {
        await writeFile(at('build/bin.ts'), 'build/');
        await writeFile(at('build/bin2.ts'), 'bin.ts');
      },
    ],
    ['the lock changes', () => writeFile(at('package-lock.json'), '{}')],
    ["the compiler's options change", () => writeFile(at('tsconfig.json'), '{ }')],
  ])('%s', async (_change, make) => {
    await make();
    expect(hashSources(root)).not.toBe(before);
  });
});

it('the sources count as unchanged in another folder and at another time', async () => {
  await utimes(at('build/bin.ts'), 1, 1);
  const copy = `${root}-copy`;
  await cp(root, copy, { recursive: true });
  try {
    expect([hashSources(root), hashSources(copy)]).toEqual([before, before]);
  } finally {
    await rm(copy, { recursive: true });
  }
});

it('a build of unchanged sources is not made again', async () => {
  const built = join(ROOT, 'dist/signer/index.js');
  expect(await readFile(join(ROOT, 'dist/sources.sha256'), 'utf8')).toBe(hashSources(ROOT));
  const { mtimeMs } = await stat(built);
  const run = await runProgram(process.execPath, ['build/dist.mjs', '--if-changed']);
  expect(run).toEqual({ status: 0, stdout: '', stderr: '' });
  expect((await stat(built)).mtimeMs).toBe(mtimeMs);
});
