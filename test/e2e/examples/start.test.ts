import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFailed } from 'vitest';
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

describe("a framework's example", () => {
  // They stand for the framework's server and for the preview: each prints its address and stays.
  const server = `require('node:http').createServer().listen(process.env.PORT, '127.0.0.1');`;
  const preview = `const server = require('node:http').createServer().listen(0, '127.0.0.1', () =>
    console.log('http://localhost:' + server.address().port));`;
  let clone: string;

  beforeAll(async () => {
    clone = await mkdtemp(join(tmpdir(), 'spa-auth-clone-'));
    const write = async (file: string, text: string) => {
      await mkdir(join(clone, file, '..'), { recursive: true });
      await writeFile(join(clone, file), text);
    };
    await cp('examples/start.js', join(clone, 'examples/start.mjs'));
    await write('examples/site/package.json', '{ "scripts": { "serve": "node server.js" } }');
    await write('examples/site/server.js', server);
    await write('examples/site/node_modules/pocket-spa-auth/package.json', '{}');
    await write('dist/build/bin.js', preview);
    await write('node_modules/esbuild/package.json', '{}');
  });

  afterAll(() => rm(clone, { recursive: true }));

  const isListening = (port: number) =>
    new Promise<boolean>((resolve) => {
      const socket = connect({ port, host: '127.0.0.1' });
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });

  it.each<[string, NodeJS.Signals, 'all' | 'alone']>([
    ['Ctrl-C in a terminal', 'SIGINT', 'all'],
    ['SIGINT', 'SIGINT', 'alone'],
    ['SIGTERM', 'SIGTERM', 'alone'],
    ['a terminal that is closed', 'SIGHUP', 'alone'],
    ['SIGKILL of its process group', 'SIGKILL', 'all'],
  ])('leaves no process behind after %s', async (_what, signal, whom) => {
    const child = spawn(process.execPath, ['../start.mjs'], {
      cwd: join(clone, 'examples/site'),
      stdio: ['ignore', 'pipe', 'inherit'],
      // A group of its own, as a shell gives one to each command.
      detached: true,
    });
    const exited = once(child, 'exit');
    onTestFailed(() => void process.kill(-child.pid!, 'SIGKILL'));
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    const ports = () =>
      [...output.matchAll(/http:\/\/[\w.]+:(\d+)/g)].map(([, port]) => Number(port));
    await expect.poll(ports).toHaveLength(2);
    process.kill(whom === 'all' ? -child.pid! : child.pid!, signal);
    expect((await exited)[0]).toBe(signal === 'SIGKILL' ? null : 0);
    await expect.poll(() => Promise.all(ports().map(isListening))).toEqual([false, false]);
  });
});
