import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';

const RUN = new URL('../../../examples/django/run/', import.meta.url);

let child: ChildProcess;
let output: string;
let exited: Promise<unknown[]>;

/** Runs a program that starts services: shell scripts, by name. */
function run(services: Record<string, string>): void {
  const program = `
    import { runUntilInterrupted } from '${RUN}lifetime.js';
    import { start } from '${RUN}process.js';
    await runUntilInterrupted(async ({ folder, register, signal }) => {
      console.log('folder ' + folder);
      for (const [name, script] of Object.entries(${JSON.stringify(services)})) {
        console.log('starting ' + name);
        const onLine = (line) => console.log(name + ' ' + line);
        register(await start('sh', ['-c', script], { ready: /ready/, onLine, signal }));
      }
      console.log('all');
    });`;
  child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  exited = once(child, 'exit');
  output = '';
  child.stdout!.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr!.on('data', (chunk) => {
    output += chunk;
  });
}

/** The exit code, once the program has ended. Nothing that it started may be left. */
async function end(): Promise<unknown> {
  const [code] = await exited;
  expect(existsSync(/^folder (.*)$/m.exec(output)![1]!)).toBe(false);
  for (const [, pid] of output.matchAll(/ready (\d+)/g)) {
    expect(() => process.kill(Number(pid), 0)).toThrow('ESRCH');
  }
  return code;
}

const printed = (text: string) => expect.poll(() => output).toContain(text);
const lines = (pattern: RegExp) => output.split('\n').filter((line) => pattern.test(line));

/** A service that says when it ends, and one that does not end when it is told to. */
const POLITE = 'trap "echo ends; exit" TERM; echo ready $$; while :; do sleep 0.05; done';
const DEAF = 'trap "echo deaf" TERM; echo ready $$; while :; do sleep 0.05; done';

beforeEach(() => {
  output = '';
});
afterEach(() => void child.kill('SIGKILL'));

it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  'ends the services on %s, the last one first',
  async (signal) => {
    run({ first: POLITE, second: POLITE, third: POLITE });
    await printed('all');
    child.kill(signal);
    expect(await end()).toBe(0);
    expect(lines(/ends/)).toEqual(['third ends', 'second ends', 'first ends']);
  },
);

it('ends a service that does not want to on the second signal', async () => {
  run({ first: POLITE, second: DEAF });
  await printed('all');
  child.kill('SIGINT');
  await printed('second deaf');
  child.kill('SIGINT');
  expect(await end()).toBe(0);
});

it('ends while it waits for a service', async () => {
  run({ first: POLITE, second: 'echo waiting $$; while :; do sleep 0.05; done', third: POLITE });
  await printed('second waiting');
  child.kill('SIGINT');
  expect(await end()).toBe(0);
  expect(lines(/ends|third/)).toEqual(['first ends']);
  const [, pid] = /waiting (\d+)/.exec(output)!;
  expect(() => process.kill(Number(pid), 0)).toThrow('ESRCH');
});

it('ends the others, and says why, if a service does not start', async () => {
  run({ first: POLITE, second: 'echo no such thing; exit 3', third: POLITE });
  expect(await end()).toBe(1);
  expect(output).toContain('sh ended:\nno such thing');
  expect(lines(/ends|third/)).toEqual(['first ends']);
});

it('ends the others, and says why, if a service ends by itself', async () => {
  run({ first: 'echo ready $$; while [ ! -e "$0" ]; do sleep 0.05; done', second: POLITE });
  await printed('all');
  const [, pid] = /first ready (\d+)/.exec(output)!;
  process.kill(Number(pid), 'SIGKILL');
  expect(await end()).toBe(1);
  expect(output).toContain(`sh ended:\nready ${pid}`);
  expect(lines(/ends$/)).toEqual(['second ends']);
});
