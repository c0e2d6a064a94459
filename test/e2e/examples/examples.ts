import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folders in `examples/` that hold one TypeScript file each. */
export const EXAMPLES = ['express', 'fastify', 'hono', 'koa', 'node-http', 'fetch'] as const;

/** A running example: its backend and the preview, as `npm start` runs them. */
export interface RunningExample {
  readonly url: string;
  /** Everything that it has printed. */
  output(): string;
  /** Sets the clocks to this many seconds ahead of the machine's. */
  moveClock(seconds: number): Promise<void>;
  /** Interrupts it, as Ctrl-C does in a terminal, and returns the exit code. */
  stop(): Promise<number | null>;
}

const START = fileURLToPath(new URL('../../../examples/start.js', import.meta.url));

/**
 * Starts the installed example of a folder on a free port, with a clock that the test moves, and
 * with variables of its environment.
 */
export async function startExample(
  name: string,
  cwd = `examples/${name}`,
  variables: NodeJS.ProcessEnv = {},
): Promise<RunningExample> {
  const folder = await mkdtemp(join(tmpdir(), 'spa-auth-example-'));
  const clock = join(folder, 'seconds');
  await writeFile(clock, '0');
  const child = spawn(process.execPath, [START, '--port', '0'], {
    cwd,
    env: {
      ...process.env,
      SPA_TOKEN_SECRET: '',
      SPA_TOKEN_CLOCK: clock,
      NODE_OPTIONS: `--import ${new URL('../../fakes/shifted-clock.js', import.meta.url)}`,
      ...variables,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, because Ctrl-C is for every process of a group.
    detached: true,
  });
  const signal = (name: 'SIGINT' | 'SIGKILL') => {
    if (child.exitCode === null) {
      process.kill(-child.pid!, name);
    }
  };
  // If the tests are aborted, nothing must keep running.
  const abort = () => signal('SIGKILL');
  process.once('exit', abort);
  const exited = once(child, 'exit') as Promise<[number | null]>;
  let output = '';
  const url = await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output += chunk;
      const printed = /http:\/\/localhost:\d+/.exec(output);
      if (printed) {
        resolve(printed[0]);
      }
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', () => reject(new Error(`the example ended early:\n${output}`)));
  });
  return {
    url,
    output: () => output,
    moveClock: (seconds) => writeFile(clock, String(seconds)),
    async stop() {
      signal('SIGINT');
      const [code] = await exited;
      process.off('exit', abort);
      await rm(folder, { recursive: true });
      return code;
    },
  };
}
