import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProgram, toolPath } from '../../checks/run-program.js';

it('the examples agree with the types of what they use', async () => {
  const { stdout } = await runProgram(toolPath('tsc'), ['--project', 'examples']);
  expect(stdout).toBe('');
});

describe('an example in an untouched clone', () => {
  let clone: string;
  const start = () =>
    runProgram(process.execPath, ['../start.js'], { cwd: join(clone, 'examples/express') });
  const create = async (file: string) => {
    await mkdir(join(clone, file, '..'), { recursive: true });
    await writeFile(join(clone, file), '');
  };

  beforeAll(async () => {
    clone = await mkdtemp(join(tmpdir(), 'spa-auth-clone-'));
    await mkdir(join(clone, 'examples/express'), { recursive: true });
    await cp('examples/start.js', join(clone, 'examples/start.js'));
  });

  afterAll(() => rm(clone, { recursive: true }));

  it('names the commands that are missing, and nothing else', async () => {
    const { status, stdout, stderr } = await start();
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatchInlineSnapshot(`
      "Not everything is installed yet. Run this here, once:  (cd ../.. && npm ci) && npm ci
      "
    `);
    await create('examples/express/node_modules/tsx/package.json');
    await create('examples/express/node_modules/pocket-spa-auth/package.json');
    expect((await start()).stderr).toMatchInlineSnapshot(`
      "Not everything is installed yet. Run this here, once:  (cd ../.. && npm ci)
      "
    `);
    await create('dist/build/bin.js');
    await create('node_modules/esbuild/package.json');
    await rm(join(clone, 'examples/express/node_modules'), { recursive: true });
    expect((await start()).stderr).toMatchInlineSnapshot(`
      "Not everything is installed yet. Run this here, once:  npm ci
      "
    `);
  });
});
