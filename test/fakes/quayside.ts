import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

/** A run of the Django example, started as its README says, with a clock for tokens that the test moves. */
export interface Quayside {
  readonly url: string;
  /** Puts the backend's and the edge's clock for tokens so many seconds ahead of the machine's. */
  moveClock(seconds: number): Promise<void>;
  /** Ends it and gives the exit code. */
  stop(): Promise<number | null>;
}

const PYTHON = resolve('node_modules/.cache/django/bin/python');

/** The tools that the example needs and that are not here. */
export function missingTools(): string[] {
  const tools = [
    { name: 'python3 with venv', command: 'python3', args: ['-m', 'ensurepip', '--version'] },
    { name: 'redis-server', command: 'redis-server', args: ['--version'] },
  ];
  return tools
    .filter(({ command, args }) => spawnSync(command, args).status !== 0)
    .map(({ name }) => name);
}

/** Starts the example on a free port, with a key ring that the test knows. */
export async function startQuayside(secret: string): Promise<Quayside> {
  const folder = await mkdtemp(join(tmpdir(), 'quayside-clock-'));
  const clock = join(folder, 'seconds');
  await writeFile(clock, '0');
  const child = spawn(process.execPath, ['examples/django/start.js'], {
    env: {
      ...process.env,
      PORT: '0',
      SPA_TOKEN_SECRET: secret,
      SPA_TOKEN_CLOCK: clock,
      DJANGO_SETTINGS_MODULE: 'quayside.settings_of_tests',
      NODE_OPTIONS: `--import ${new URL('./shifted-clock.js', import.meta.url)}`,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // A run that is broken off must not leave it behind.
  process.once('exit', () => child.kill());
  const exited = once(child, 'exit') as Promise<[number | null]>;
  let output = '';
  const url = await new Promise<string>((found, failed) => {
    const read = (chunk: Buffer) => {
      output += chunk;
      const printed = /Open (http:\/\/localhost:\d+)/.exec(output);
      if (printed) {
        found(printed[1]!);
      }
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', () => failed(new Error(`the example ended early:\n${output}`)));
  });
  return {
    url,
    async moveClock(seconds) {
      // In one step: a file that is being written may be read empty.
      await writeFile(`${clock}.new`, String(seconds));
      await rename(`${clock}.new`, clock);
    },
    async stop() {
      child.kill();
      const [code] = await exited;
      await rm(folder, { recursive: true });
      return code;
    },
  };
}

/** Runs one of the project's management commands, as in an environment with these variables; gives what it printed. */
export async function manage(args: string[], variables: Record<string, string>): Promise<string> {
  const { stderr } = await promisify(execFile)(PYTHON, ['manage.py', ...args], {
    cwd: resolve('examples/django/backend'),
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', ...variables },
  });
  return stderr;
}
